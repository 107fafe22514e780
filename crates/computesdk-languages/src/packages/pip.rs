//! pip, which comes with Python.

use super::Part::{Layer, Manifest, Program, Text};
use super::{Complaint, Installer, InstallerSettings, PackagesFailure, Said, SettingsFile, Step};

pub(super) static PIP: Installer = Installer {
    name: "pip",
    probe: &[Program, Text("-m"), Text("pip"), Text("--version")],
    settings: InstallerSettings {
        variable: |name| name.starts_with("PIP_") && !LEFT_OUT.contains(&name) || is_proxy(name),
        files: PIP_FILES,
        certificates: &["PIP_CERT", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"],
        directories: &["PIP_FIND_LINKS"],
        defaults: &[("PIP_RETRIES", "2")],
        without_certificates: Some("PIP_TRUSTED_HOST"),
    },
    registries: &[Program, Text("-c"), Text(include_str!("pip_registries.py"))],
    steps: &[
        Step {
            title: "preparing",
            command: &[
                Program,
                Text("-m"),
                Text("venv"),
                Text("--without-pip"),
                Layer(""),
            ],
            optional: false,
        },
        Step {
            title: "installing",
            // What comes as source would run a program of its own to be built: not here, where
            // the host's settings are.
            command: &[
                Program,
                Text("-m"),
                Text("pip"),
                Text("--python"),
                Layer("bin/python3"),
                Text("install"),
                // What a registry refuses is told there alone.
                Text("--log"),
                Text(LOG),
                Text("--only-binary=:all:"),
                Text("--no-input"),
                Text("--no-compile"),
                Text("--no-cache-dir"),
                Text("--progress-bar=off"),
                Text("--disable-pip-version-check"),
                Text("--root-user-action=ignore"),
                Text("-r"),
                Manifest,
            ],
            optional: false,
        },
        COMPILE,
    ],
    worth_building: &[],
    build: &[],
    log: Some(LOG),
    failure,
};

const LOG: &str = "/tmp/pip.log";

/// Also of what other programs of Python's read.
pub(super) const PIP_FILES: &[SettingsFile] = &[
    SettingsFile::At("/etc/pip.conf"),
    SettingsFile::At("/etc/xdg/pip/pip.conf"),
    SettingsFile::AtHome(".pip/pip.conf"),
    SettingsFile::AtHome(".config/pip/pip.conf"),
    SettingsFile::Named("PIP_CONFIG_FILE"),
    SettingsFile::AtHome(".netrc"),
];

/// What would change where or how it installs, or lead to files of the host.
const LEFT_OUT: &[&str] = &[
    "PIP_CONFIG_FILE",
    "PIP_TARGET",
    "PIP_PREFIX",
    "PIP_ROOT",
    "PIP_USER",
    "PIP_PYTHON",
    "PIP_SRC",
    "PIP_LOG",
    "PIP_CACHE_DIR",
    "PIP_REQUIREMENT",
    "PIP_REQUIRE_VIRTUALENV",
    "PIP_EDITABLE",
    "PIP_CONSTRAINT",
    "PIP_DRY_RUN",
    "PIP_NO_DEPS",
    "PIP_NO_BINARY",
];

pub(super) fn is_proxy(name: &str) -> bool {
    ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"]
        .iter()
        .any(|known| name.eq_ignore_ascii_case(known))
}

/// What is imported was compiled before, and its time does not count: it may be shown
/// with another. Python runs nothing of the packages to do so.
pub(super) const COMPILE: Step = Step {
    title: "compiling",
    command: &[
        Program,
        Text("-I"),
        Text("-m"),
        Text("compileall"),
        Text("-qq"),
        Text("-j"),
        Text("0"),
        Text("--invalidation-mode"),
        Text("unchecked-hash"),
        Layer("lib"),
    ],
    // Some packages have files that are no Python of this version, and are never imported.
    optional: true,
};

/// What pip writes to standard error, which has no other form. The tests of packages see
/// that it does.
const COMPLAINTS: &[(&str, PackagesFailure)] = &[
    ("ResolutionImpossible", PackagesFailure::Conflict),
    ("conflicting dependencies", PackagesFailure::Conflict),
    ("requires a different Python", PackagesFailure::Conflict),
    ("Invalid requirement", PackagesFailure::NotFound),
    ("No matching distribution found", PackagesFailure::NotFound),
];

/// What it writes to its log of registries. Nothing is found there is all that it says of a
/// registry that does not serve it.
const REGISTRIES: &[(&str, PackagesFailure)] = &[
    ("Read timed out", PackagesFailure::TimedOut),
    ("ConnectTimeoutError", PackagesFailure::TimedOut),
    ("401 Client Error", PackagesFailure::Refused),
    ("403 Client Error", PackagesFailure::Refused),
    ("407 Proxy Authentication", PackagesFailure::Refused),
    ("ProxyError", PackagesFailure::Unreachable),
    ("SSLError", PackagesFailure::Unreachable),
    ("NewConnectionError", PackagesFailure::Unreachable),
    ("Connection aborted", PackagesFailure::Unreachable),
];

fn failure(said: &Said<'_>) -> Complaint {
    let complaint = Complaint::of_lines(said.stderr, COMPLAINTS);
    if complaint.failure == PackagesFailure::Conflict {
        return complaint;
    }
    let of_registries = Complaint::of_lines(said.log, REGISTRIES);
    match of_registries.failure {
        PackagesFailure::Other => source_alone(said).unwrap_or(complaint),
        failure => {
            // Each line begins with the time.
            let (_, detail) = of_registries.detail.split_once(' ').unwrap_or_default();
            Complaint::new(failure, detail.trim())
        }
    }
}

/// Whether a registry has a package, and no wheel of any version.
fn source_alone(said: &Said<'_>) -> Option<Complaint> {
    let mut lines = said.stderr.lines();
    lines.find(|line| line.contains("(from versions: none)"))?;
    let skipped = "No sources permitted for ";
    let line = said.log.lines().find(|line| line.contains(skipped))?;
    let (_, rest) = line.split_once(skipped)?;
    let (name, _) = rest.split_once(':')?;
    let detail = format!("{name} comes as source alone, and nothing is built");
    Some(Complaint::new(PackagesFailure::Build, detail))
}
