//! Modules for Go, by Go itself.

use super::Part::Each;
use super::pip::is_proxy;
use super::{
    Complaint, Installer, InstallerSettings, Manifest, Packages, PackagesFailure, Part,
    SettingsFile, Shown, Step,
};

pub(crate) static GO_PACKAGES: Packages = Packages {
    title: "packages",
    program: "go",
    normalize,
    manifest: Manifest::LINES,
    installers: &[&GO],
    links: &[],
    shown: &[
        Shown::Variable("GOWORK", "go.work"),
        Shown::Variable("GOMODCACHE", "modules"),
        Shown::Setting("GOPROXY", "off"),
        Shown::Setting("GOTOOLCHAIN", "local"),
    ],
    macros: None,
    environment: None,
};

static GO: Installer = Installer {
    name: "go",
    probe: &script("probe"),
    settings: InstallerSettings {
        variable: |name| READ.contains(&name) || is_proxy(name),
        files: &[
            SettingsFile::AtHome(".config/go/env"),
            SettingsFile::AtHome(".netrc"),
        ],
        certificates: &["SSL_CERT_FILE"],
        directories: &[],
        defaults: &[],
        without_certificates: None,
    },
    registries: &script("registries"),
    steps: &[Step {
        title: "installing",
        command: &script("fetch"),
        optional: false,
    }],
    worth_building: &[],
    build: &[],
    log: None,
    failure: |said| {
        let mut complaint = Complaint::of_lines(said.stderr, COMPLAINTS);
        // Some proxies refuse what they do not have.
        if said.stderr.contains("not available") {
            complaint.failure = PackagesFailure::NotFound;
        }
        complaint
    },
};

/// By the `go` that they are for: another one may take other versions of them.
const fn script(what: &'static str) -> [Part; 8] {
    super::script(include_str!("go.sh"), "go.sh", what, Each)
}

const READ: &[&str] = &[
    "GOAUTH",
    "GOINSECURE",
    "GONOPROXY",
    "GONOSUMDB",
    "GOPRIVATE",
    "GOPROXY",
    "GOSUMDB",
];

/// What Go writes to standard error, which has no other form. The tests of packages see that
/// it does.
const COMPLAINTS: &[(&str, PackagesFailure)] = &[
    ("i/o timeout", PackagesFailure::TimedOut),
    ("TLS handshake timeout", PackagesFailure::TimedOut),
    ("connection refused", PackagesFailure::Unreachable),
    ("no such host", PackagesFailure::Unreachable),
    ("certificate", PackagesFailure::Unreachable),
    ("401 Unauthorized", PackagesFailure::Refused),
    ("403 Forbidden", PackagesFailure::Refused),
    ("requires go >=", PackagesFailure::Conflict),
    ("conflicting versions", PackagesFailure::Conflict),
    ("404 Not Found", PackagesFailure::NotFound),
    ("410 Gone", PackagesFailure::NotFound),
    ("unknown revision", PackagesFailure::NotFound),
    ("no matching versions", PackagesFailure::NotFound),
    ("unrecognized import path", PackagesFailure::NotFound),
    ("does not contain package", PackagesFailure::NotFound),
    ("malformed module path", PackagesFailure::NotFound),
];

/// The path of a module or of a package in one, and behind `@` a version.
fn normalize(package: &str) -> Result<String, &'static str> {
    let package = package.trim();
    let (path, version) = match package.split_once('@') {
        Some((path, version)) => (path, Some(version)),
        None => (package, None),
    };
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    let host = path.split('/').next().unwrap_or_default();
    let is_path = |part: &str| !part.is_empty() && !part.starts_with(['.', '-']);
    if !host.contains('.') || !path.bytes().all(plain) || !path.split('/').all(is_path) {
        return Err("it is no path of a module, such as `golang.org/x/text`");
    }
    let is_version = |version: &str| {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._+<>=".contains(&byte);
        !version.is_empty() && version.bytes().all(plain)
    };
    if version.is_some_and(|version| !is_version(version)) {
        return Err("behind `@` a version is expected, such as `v1.2.3`");
    }
    Ok(package.to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::trial::Trial;
    use super::{GO, normalize};

    #[test]
    fn the_go_that_they_are_for_is_what_fetches_them() {
        let trial = Trial::new();
        trial.program("go", "echo another");
        let chosen = trial.program("go1.0", "echo chosen \"$*\"");
        let probed = trial.run(GO.probe, &chosen, "");
        assert_eq!(probed.stdout, "chosen version\n", "{probed:?}");
        let fetched = trial.run(GO.steps[0].command, &chosen, "a.b/c@v1");
        assert!(fetched.succeeded, "{fetched:?}");
        assert!(
            fetched.stdout.contains("chosen get -- a.b/c/...@v1"),
            "{fetched:?}"
        );
    }

    #[test]
    fn a_database_of_checksums_is_an_address_without_its_key() {
        let trial = Trial::new();
        for (told, wanted) in [
            ("direct\nown.org+0a+B/c=", "https://own.org\n"),
            (
                "http://a.org,https://b.org|off\nown.org+0a+c https://c.org",
                "http://a.org\nhttps://b.org\nhttps://own.org\nhttps://c.org\n",
            ),
            ("off\noff", ""),
        ] {
            let go = trial.program("go", &format!("echo '{told}'"));
            let tried = trial.run(GO.registries, &go, "");
            assert!(tried.succeeded, "{tried:?}");
            assert_eq!(tried.stdout, wanted);
        }
    }

    #[test]
    fn what_could_not_be_asked_for_is_no_layer() {
        for (said, is_one) in [
            (
                "go: a.b/c: Get \"http://x/\": dial tcp 1.2.3.4:80: i/o timeout",
                false,
            ),
            ("dial tcp 127.0.0.1:1: connect: connection refused", false),
            ("dial tcp: lookup x.org on 1.2.3.4:53: no such host", false),
            ("reading http://x/a/@v/list: 503 Service Unavailable", false),
            ("go: warning: \"a.b/c/...\" matched no packages", true),
            ("reading http://x/a/@v/list: 404 Not Found", true),
            // As some proxies say that they have no such module.
            (
                "reading http://x/a/@v/list: 403 Forbidden\n\tserver response: not available",
                true,
            ),
            (
                "reading http://x/a/@v/list: 404 Not Found\n\tserver response: no such host",
                true,
            ),
            ("cannot find module providing package a.b/timeout", true),
        ] {
            let trial = Trial::new();
            let script = format!("case $* in get*...*) echo '{said}' >&2; exit 1 ;; esac");
            let go = trial.program("go", &script);
            let tried = trial.run(GO.steps[0].command, &go, "a.b/c");
            assert_eq!(tried.succeeded, is_one, "{tried:?}");
            assert!(tried.stderr.contains(said), "{tried:?}");
        }
    }

    #[test]
    fn paths_with_versions_are_modules() {
        for written in [
            "example.org/x/y",
            "example.org/x@v1.2.3",
            "example.org/x/v2@latest",
            "example.org/x@<v1.2",
        ] {
            assert_eq!(normalize(written).as_deref(), Ok(written));
        }
        assert_eq!(normalize(" a.b/c ").as_deref(), Ok("a.b/c"));
    }

    #[test]
    fn what_no_registry_serves_is_refused() {
        for written in [
            "",
            "fmt",
            "./here",
            "../x.y/z",
            "/opt/x.y",
            "-x.y/z",
            "example.org/../x",
            "example.org//x",
            "https://example.org/x",
            "example.org/x@",
            "example.org/x@a b",
            "example.org/x@v1@v2",
        ] {
            assert!(normalize(written).is_err(), "{written}");
        }
    }
}
