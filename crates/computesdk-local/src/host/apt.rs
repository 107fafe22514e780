//! What `apt-get` needs, where the host has it: it installs packages as the sandbox's root,
//! without further settings.

use std::fs;
use std::path::Path;

use computesdk_init::protocol::Entry;

use super::entry::{directory, file};

/// Nobody inside may become the user that it has for its downloads.
const SETTINGS: &str = "APT::Sandbox::User \"root\";\n";

/// The sources of the distribution itself. Others may tell of what is the host's own.
const SOURCES: [&str; 2] = ["debian.sources", "ubuntu.sources"];

/// Where it looks, and where it writes what it has installed.
const DIRECTORIES: [&str; 11] = [
    "etc/apt",
    "etc/apt/apt.conf.d",
    "etc/apt/preferences.d",
    "etc/apt/sources.list.d",
    "etc/apt/trusted.gpg.d",
    "var/lib/dpkg",
    "var/lib/dpkg/alternatives",
    "var/lib/dpkg/info",
    "var/lib/dpkg/parts",
    "var/lib/dpkg/triggers",
    "var/lib/dpkg/updates",
];

/// Which packages are installed. What the host has is its own business: a package comes
/// with all that it depends on.
const INSTALLED: &str = "var/lib/dpkg/status";

/// Its settings and its sources.
pub(super) fn entries() -> Vec<Entry> {
    if !Path::new("/usr/bin/apt-get").exists() {
        return Vec::new();
    }
    let sources = SOURCES.iter().filter_map(|name| {
        let path = format!("etc/apt/sources.list.d/{name}");
        let text = fs::read_to_string(format!("/{path}")).ok()?;
        // Somebody may have written a name and a password into it.
        (!text.contains('@')).then(|| file(&path, text))
    });
    let directories = DIRECTORIES.map(|path| directory(path, 0o755)).into_iter();
    let settings = file("etc/apt/apt.conf.d/10sandbox", SETTINGS);
    let installed = file(INSTALLED, "");
    let files = [settings, installed].into_iter();
    directories.chain(files).chain(sources).collect()
}
