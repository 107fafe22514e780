//! uv, a quicker installer for Python.

use super::Part::{Installer as Itself, Layer, Manifest, Program, Text};
use super::pip::{COMPILE, PIP_FILES, is_proxy};
use super::{Complaint, Installer, InstallerSettings, PackagesFailure, Said, SettingsFile, Step};

pub(super) static UV: Installer = Installer {
    name: "uv",
    probe: &[Itself, Text("--version")],
    settings: InstallerSettings {
        variable: |name| {
            name.starts_with("UV_INDEX")
                || name.starts_with("PIP_")
                || READ.contains(&name)
                || is_proxy(name)
        },
        files: FILES,
        certificates: &["SSL_CERT_FILE", "PIP_CERT", "REQUESTS_CA_BUNDLE"],
        directories: &["UV_FIND_LINKS"],
        defaults: &[("UV_HTTP_RETRIES", "2")],
        without_certificates: Some("UV_INSECURE_HOST"),
    },
    registries: &[Program, Text("-c"), Text(include_str!("uv_registries.py"))],
    steps: &[
        Step {
            title: "preparing",
            command: &[
                Itself,
                Text("venv"),
                Text("--quiet"),
                Text("--no-project"),
                Text("--no-python-downloads"),
                Text("--python"),
                Program,
                Layer(""),
            ],
            optional: false,
        },
        Step {
            title: "installing",
            command: &[
                Itself,
                Text("pip"),
                Text("install"),
                Text("--no-progress"),
                Text("--no-cache"),
                Text("--only-binary=:all:"),
                Text("--python"),
                Layer("bin/python3"),
                Text("-r"),
                Manifest,
            ],
            optional: false,
        },
        COMPILE,
    ],
    worth_building: &[],
    build: &[],
    log: None,
    failure,
};

const READ: &[&str] = &[
    "UV_DEFAULT_INDEX",
    "UV_EXTRA_INDEX_URL",
    "UV_FIND_LINKS",
    "UV_HTTP_TIMEOUT",
    "UV_HTTP_RETRIES",
    "UV_INSECURE_HOST",
    "UV_NATIVE_TLS",
    "UV_NO_INDEX",
];

const FILES: &[SettingsFile] = PIP_FILES;

/// What uv writes, which has no other form.
const COMPLAINTS: &[(&str, PackagesFailure)] = &[
    (
        "was not found in the package registry",
        PackagesFailure::NotFound,
    ),
    ("there is no version of", PackagesFailure::NotFound),
    ("there are no versions of", PackagesFailure::NotFound),
    ("has no usable wheels", PackagesFailure::NotFound),
    ("timed out", PackagesFailure::TimedOut),
    ("401 Unauthorized", PackagesFailure::Refused),
    ("403 Forbidden", PackagesFailure::Refused),
    ("dns error", PackagesFailure::Unreachable),
    ("Could not connect", PackagesFailure::Unreachable),
    ("tcp connect error", PackagesFailure::Unreachable),
    ("Failed to fetch", PackagesFailure::Unreachable),
    ("No solution found", PackagesFailure::Conflict),
];

fn failure(said: &Said<'_>) -> Complaint {
    Complaint::of_lines(said.stderr, COMPLAINTS)
}
