//! What browsers and their servers speak: versions of HTTP over TLS, and web sockets, by
//! Node and curl.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use computesdk::Sandbox;
use tempfile::TempDir;

use crate::world::{builder, denied, line, run};

/// Prints its two ports: one of HTTP over TLS, whichever version is asked for, and one of
/// web sockets, which says each short message again.
const SERVER: &str = r"
const http = require('http'), http2 = require('http2'), fs = require('fs');
const { createHash } = require('crypto');
const options = { key: fs.readFileSync('key.pem'), cert: fs.readFileSync('cert.pem'), allowHTTP1: true };
const web = http2.createSecureServer(options, (request, response) =>
    response.end(`${request.httpVersion} ${request.authority ?? request.headers.host} ${request.url}`));
const sockets = http.createServer();
sockets.on('upgrade', (request, socket) => {
    const key = request.headers['sec-websocket-key'] + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
    const accept = createHash('sha1').update(key).digest('base64');
    socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
        `Sec-WebSocket-Accept: ${accept}\r\n\r\n`);
    socket.on('data', (frame) => {
        const length = frame[1] & 0x7f, mask = frame.subarray(2, 6);
        const text = frame.subarray(6, 6 + length).map((byte, at) => byte ^ mask[at % 4]);
        socket.write(Buffer.concat([Buffer.from([0x80 | frame[0] & 0xf, length]), text]));
    });
});
web.listen(0, '127.0.0.1', () => sockets.listen(0, '127.0.0.1', () =>
    console.log(web.address().port, sockets.address().port)));
// It ends with the test.
process.stdin.on('end', () => process.exit()).resume();
";

/// Node's servers on the host's loopback, with a certificate for `api.test`.
struct Node {
    web: u16,
    sockets: u16,
    certificate: String,
    child: Child,
    _folder: TempDir,
}

impl Node {
    /// None where this machine has no Node, or no OpenSSL.
    fn start() -> Option<Node> {
        let folder = tempfile::tempdir().unwrap();
        let made = certify(folder.path());
        let child = Command::new("node")
            .args(["-e", SERVER])
            .current_dir(folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn();
        let (Some(()), Ok(mut child)) = (made, child) else {
            eprintln!("NOTE: NOT tested: this machine has no `node`, or no `openssl`");
            return None;
        };
        let [web, sockets] = ports(child.stdout.take().unwrap());
        Some(Node {
            web,
            sockets,
            certificate: std::fs::read_to_string(folder.path().join("cert.pem")).unwrap(),
            child,
            _folder: folder,
        })
    }

    async fn sandbox(&self) -> Sandbox {
        let sandbox = builder()
            .allow(format!("api.test:{}", self.web))
            .allow(format!("api.test:{}", self.sockets))
            .host("api.test", [127, 0, 0, 1])
            .await
            .unwrap();
        let certificate = sandbox.write_file("cert.pem", &self.certificate);
        certificate.await.unwrap();
        sandbox
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

fn certify(folder: &Path) -> Option<()> {
    let mut openssl = Command::new("openssl");
    openssl.args("req -x509 -nodes -newkey ec -pkeyopt ec_paramgen_curve:prime256v1".split(' '));
    openssl.args("-keyout key.pem -out cert.pem -subj /CN=api.test".split(' '));
    openssl.args(["-addext", "subjectAltName=DNS:api.test"]);
    let made = openssl.current_dir(folder).output().ok()?;
    assert!(made.status.success(), "{made:?}");
    Some(())
}

fn ports(output: ChildStdout) -> [u16; 2] {
    let mut line = String::new();
    BufReader::new(output).read_line(&mut line).unwrap();
    let ports: Vec<_> = line
        .split_whitespace()
        .map(|port| port.parse().unwrap())
        .collect();
    ports.try_into().unwrap()
}

#[test]
fn curl_speaks_either_version_of_http_over_tls() {
    run(async {
        let Some(server) = Node::start() else {
            return;
        };
        let sandbox = server.sandbox().await;
        let port = server.web;
        for (version, said) in [("--http2", "2.0"), ("--http1.1", "1.1")] {
            let curl = format!("curl -sS {version} --cacert cert.pem https://api.test:{port}/a");
            let page = line(&sandbox, &curl).await;
            assert_eq!(
                page.stdout,
                format!("{said} api.test:{port} /a"),
                "{page:?}"
            );
        }
        assert!(denied(&sandbox).is_empty());
    });
}

#[test]
fn node_asks_for_many_pages_of_version_2_at_once() {
    run(async {
        let Some(server) = Node::start() else {
            return;
        };
        let sandbox = server.sandbox().await;
        let script = format!(
            r"
const http2 = require('http2'), fs = require('fs');
const session = http2.connect('https://api.test:{}', {{ ca: fs.readFileSync('cert.pem') }});
const get = (path) => new Promise((resolve, reject) => {{
    const stream = session.request({{ ':path': path }});
    let page = '';
    stream.on('data', (part) => page += part).on('end', () => resolve(page)).on('error', reject);
}});
Promise.all([...Array(100).keys()].map((number) => get('/' + number))).then((pages) => {{
    console.log(pages.every((page, number) => page.startsWith('2.0 ') && page.endsWith(' /' + number)));
    session.close();
}});
",
            server.web
        );
        let answered = sandbox.exec(("node", ["-e", &script])).await.unwrap();
        assert_eq!(answered.stdout, "true\n", "{answered:?}");
    });
}

#[test]
fn node_talks_by_web_sockets() {
    run(async {
        let Some(server) = Node::start() else {
            return;
        };
        let sandbox = server.sandbox().await;
        let script = format!(
            r"
const socket = new WebSocket('ws://api.test:{}/chat');
const said = ['one', 'two', 'three'], heard = [];
socket.onopen = () => socket.send(said[0]);
socket.onmessage = ({{ data }}) => {{
    heard.push(data);
    if (heard.length < said.length) return socket.send(said[heard.length]);
    console.log(heard.join());
    process.exit();
}};
socket.onerror = (error) => {{ console.log(error); process.exit(1); }};
",
            server.sockets
        );
        // Before version 22 it had to be asked for.
        let node = ("node", ["--experimental-websocket", "-e", &script]);
        let talked = sandbox.exec(node).await.unwrap();
        assert_eq!(talked.stdout, "one,two,three\n", "{talked:?}");
    });
}
