//! Modules for Go, by Go itself.

use super::Part::{Each, Layer, Text};
use super::pip::is_proxy;
use super::{
    Complaint, Installer, InstallerSettings, Manifest, Packages, PackagesFailure, SettingsFile,
    Shown, Step,
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
    probe: &[Text("go"), Text("version")],
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
    registries: &[
        Text("sh"),
        Text("-c"),
        // What is no address is the name of a database of checksums.
        Text(
            "for word in $(go env GOPROXY GOSUMDB | tr ',|' '  '); do
                case $word in
                direct | off) ;;
                *://* | *+*) echo \"$word\" ;;
                *) echo \"https://$word\" ;;
                esac
            done",
        ),
    ],
    steps: &[Step {
        title: "installing",
        command: &[
            Text("sh"),
            Text("-c"),
            Text(include_str!("go.sh")),
            Text("go.sh"),
            Layer(""),
            Each,
        ],
        optional: false,
    }],
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
    use super::normalize;

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
