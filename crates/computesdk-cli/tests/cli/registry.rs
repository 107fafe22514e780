//! A registry of Python packages, or of crates, at a port of this machine.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;

/// What it answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// It has `own-package`.
    Package,
    /// It has that as source alone, whose building asks for `/built`.
    Source,
    /// It has `own-crate`, whose build script looks about.
    Crate,
    /// It has that, and what its build script leaves is more than any disk.
    HugeCrate,
    /// It has that at another host, which does not exist.
    Elsewhere,
    /// It has nothing.
    Missing,
    /// It serves nobody.
    Refuse,
    /// It says nothing.
    Nothing,
}

/// Ends when dropped.
pub(crate) struct Registry {
    port: u16,
    heard: Arc<Mutex<Vec<String>>>,
    ending: Arc<Mutex<bool>>,
}

impl Registry {
    pub(crate) fn new(answer: Answer) -> Registry {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let (heard, ending) = <(Arc<Mutex<Vec<String>>>, Arc<Mutex<bool>>)>::default();
        let file = file(answer, port);
        let (told, ends) = (Arc::clone(&heard), Arc::clone(&ending));
        thread::spawn(move || {
            let mut held = Vec::new();
            for stream in listener.incoming().map_while(Result::ok) {
                if *ends.lock().unwrap() {
                    break;
                }
                if answer == Answer::Nothing {
                    held.push(stream);
                } else {
                    serve(stream, answer, &file, &told);
                }
            }
        });
        Registry {
            port,
            heard,
            ending,
        }
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// The heads of all requests.
    pub(crate) fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }

    /// As if it had heard nothing.
    pub(crate) fn forget(&self) {
        self.heard.lock().unwrap().clear();
    }
}

impl Drop for Registry {
    fn drop(&mut self) {
        *self.ending.lock().unwrap() = true;
        // It is looked at with the next connection. The port is free when that is answered.
        if let Ok(mut stream) = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)) {
            let _ = stream.read(&mut [0]);
        }
    }
}

fn serve(mut stream: TcpStream, answer: Answer, file: &[u8], heard: &Mutex<Vec<String>>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).is_ok_and(|read| read > 0) {
            continue;
        }
        return;
    }
    heard.lock().unwrap().push(head.clone());
    let name = name(answer);
    let (status, kind, body) = match answer {
        Answer::Refuse => ("403 Forbidden", "text/plain", Vec::new()),
        Answer::Missing => ("404 Not Found", "text/plain", Vec::new()),
        _ if head.contains("/simple/own-package/") => {
            let host = match answer {
                Answer::Elsewhere => "http://files.invalid",
                _ => "",
            };
            let link = format!("<a href=\"{host}/files/{name}\">{name}</a>");
            let page = format!("<!DOCTYPE html><html>{link}</html>");
            ("200 OK", "text/html", page.into_bytes())
        }
        _ if head.contains("/index/config.json") => {
            let host = head.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                name.eq_ignore_ascii_case("host").then_some(value.trim())
            });
            let config = format!("{{\"dl\":\"http://{}/files\"}}", host.unwrap_or_default());
            ("200 OK", "application/json", config.into_bytes())
        }
        _ if head.contains("/index/ow/n-/own-crate") => {
            ("200 OK", "text/plain", index_entry(file).into_bytes())
        }
        _ if head.contains("/files/") => ("200 OK", "application/zip", file.to_vec()),
        _ => ("404 Not Found", "text/plain", Vec::new()),
    };
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    );
    let _ = stream.write_all(head.as_bytes());
    let _ = stream.write_all(&body);
}

/// Looks for the settings that its installer was shown, for the registry, and for what it
/// can leave behind.
const BUILD: &str = r#"
use std::{env, fs, net, path::Path, process::Command};
fn main() {
    let secret = ["open-", "sesame"].concat();
    let places = ["/root", "/tmp", "/home", "/opt/computesdk", "/proc/self/environ", "/etc"];
    let grep = Command::new("grep").arg("-rls").arg(&secret).args(places).output();
    let files = String::from_utf8(grep.unwrap().stdout).unwrap();
    let files: Vec<_> = files.lines().filter(|file| !file.contains("own-crate")).collect();
    let registry = net::TcpStream::connect("host.computesdk.internal:PORT").is_ok();
    let cache = fs::read_dir(Path::new("/opt/computesdk/packages")).unwrap().count();
    let found = format!("settings {files:?}, registry {registry}, layers {cache}");
    fs::write(Path::new(&env::var("OUT_DIR").unwrap()).join("found"), found).unwrap();
}
"#;

/// Leaves a file that takes nothing where it is, and all that there is where it is copied.
const HUGE: &str = r#"
use std::{env, fs::File, path::Path};
fn main() {
    let directory = env::var("OUT_DIR").unwrap();
    File::create(Path::new(&directory).join("found")).unwrap();
    let huge = File::create(Path::new(&directory).join("huge")).unwrap();
    huge.set_len(1 << 42).unwrap();
}
"#;

fn name(answer: Answer) -> &'static str {
    match answer {
        Answer::Source => "own_package-1.0.zip",
        _ => "own_package-1.0-py3-none-any.whl",
    }
}

/// A crate's line in its index.
fn index_entry(file: &[u8]) -> String {
    let mut sum = Command::new("sha256sum")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    sum.stdin.take().unwrap().write_all(file).unwrap();
    let sum = sum.wait_with_output().unwrap().stdout;
    let sum = String::from_utf8(sum).unwrap();
    let sum = sum.split(' ').next().unwrap_or_default();
    format!(
        r#"{{"name":"own-crate","vers":"1.0.0","deps":[],"cksum":"{sum}","features":{{}},"yanked":false}}"#
    )
}

/// The package's file, by Python, which every sandbox has.
fn file(answer: Answer, port: u16) -> Vec<u8> {
    let script = "
import io, sys, zipfile
BUILD = sys.argv.pop()
kind, port = sys.argv[1:]
made = io.BytesIO()
if kind in ('Crate', 'HugeCrate'):
    import tarfile
    archive = tarfile.open(fileobj=made, mode='w:gz')
    def add(name, text):
        file = tarfile.TarInfo('own-crate-1.0.0/' + name)
        file.size = len(text.encode())
        archive.addfile(file, io.BytesIO(text.encode()))
    add('Cargo.toml', '[package]\\nname = \"own-crate\"\\nversion = \"1.0.0\"\\nedition = \"2021\"\\n')
    add('build.rs', BUILD.replace('PORT', port))
    add('src/lib.rs', 'pub const FOUND: &str = include_str!(concat!(env!(\"OUT_DIR\"), \"/found\"));')
    archive.close()
    sys.stdout.buffer.write(made.getvalue())
    sys.exit()
archive = zipfile.ZipFile(made, 'w')
metadata = 'Metadata-Version: 2.1\\nName: own-package\\nVersion: 1.0\\n'
if kind == 'Source':
    archive.writestr('own_package-1.0/PKG-INFO', metadata)
    archive.writestr('own_package-1.0/setup.py', f'''
import urllib.request
urllib.request.urlopen(\"http://host.computesdk.internal:{port}/built\")
''')
else:
    info = 'own_package-1.0.dist-info'
    archive.writestr('own_package.py', 'answer = 42')
    archive.writestr(info + '/METADATA', metadata)
    archive.writestr(info + '/WHEEL', 'Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
    archive.writestr(info + '/RECORD', '')
archive.close()
sys.stdout.buffer.write(made.getvalue())
";
    let build = match answer {
        Answer::HugeCrate => HUGE,
        _ => BUILD,
    };
    let mut python = Command::new("python3");
    let made = python.args([
        "-c",
        script,
        &format!("{answer:?}"),
        &port.to_string(),
        build,
    ]);
    made.output().unwrap().stdout
}
