//! Finding the toolchains that the user has, as the user's own `PATH` would.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use computesdk_init::protocol::Entry;

use super::entry::{directory, link};
use super::toolchain::{KINDS, Kind, Toolchain};

/// Program directories inside `/usr` that are in nobody's standard path.
const UNUSUAL: [&str; 1] = ["/usr/local/go/bin"];

/// The toolchains outside the system's directories that the user's path leads to, at most
/// one of each kind.
pub(super) fn find() -> Vec<Toolchain> {
    let home = env::home_dir();
    KINDS
        .iter()
        .filter_map(|kind| {
            let program = programs(kind).into_iter().next()?;
            let program = real_program(kind, &program, home.as_deref()).unwrap_or(program);
            kind.of_program(&program, home.as_deref())
        })
        .collect()
}

/// Whether this one is what runs a language, unless another version is asked for.
pub(super) fn is_chosen(toolchain: &Toolchain) -> bool {
    toolchain.movable || !in_system(toolchain.kind)
}

/// Whether the system has one too. It is taken in place of one that cannot be
/// moved.
fn in_system(kind: &Kind) -> bool {
    Path::new("/usr/bin").join(kind.program).exists()
}

/// Where the programs of a directory that cannot be moved expect it: a link, and
/// the directories above it, which hold nothing else.
pub(super) fn alias(path: &Path, target: &str) -> Vec<Entry> {
    let Some(path) = path.to_str() else {
        return Vec::new();
    };
    let path = path.trim_start_matches('/');
    let above = path.match_indices('/');
    let above = above.map(|(end, _)| directory(&path[..end], 0o755));
    above
        .chain([link(path, format!("/{target}").into())])
        .collect()
}

/// Where programs are looked up inside.
pub(super) fn search_path(toolchains: &[Toolchain], standard: &str) -> String {
    let mut path = String::new();
    for toolchain in toolchains {
        path.push_str(&format!("/{}/bin:", toolchain.target));
    }
    for directory in UNUSUAL
        .iter()
        .filter(|directory| Path::new(directory).is_dir())
    {
        path.push_str(&format!("{directory}:"));
    }
    format!("{path}{standard}:/opt/bin")
}

/// `python` where there is only `python3`, as on Debian: last in the path, so
/// that any real one comes first.
pub(super) fn python_link(toolchains: &[Toolchain]) -> Option<Entry> {
    let toolchain = toolchains.iter().find(|found| found.target == "opt/python");
    let target = match toolchain {
        Some(_) => "/opt/python/bin/python3",
        None if Path::new("/usr/bin/python3").exists() => "/usr/bin/python3",
        None => return None,
    };
    Some(link("opt/bin/python", target.into()))
}

/// The user's programs of this name, first to last.
fn programs(kind: &Kind) -> Vec<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path)
        .filter(|directory| directory.is_absolute())
        .map(|directory| directory.join(kind.program))
        .filter(|program| program.is_file())
        .collect()
}

/// What stands behind a version manager's stand-in.
fn real_program(kind: &Kind, program: &Path, home: Option<&Path>) -> Option<PathBuf> {
    let directory = program.parent()?;
    if directory.ends_with("shims") {
        return pyenv(kind, directory.parent()?);
    }
    if program.canonicalize().ok()?.file_name() == Some(OsStr::new("rustup")) {
        return rustup(kind, home);
    }
    None
}

/// pyenv: the versions that its `version` file names, the first that is there.
fn pyenv(kind: &Kind, root: &Path) -> Option<PathBuf> {
    let chosen = env::var("PYENV_VERSION")
        .or_else(|_| fs::read_to_string(root.join("version")))
        .ok()?;
    chosen
        .split([':', '\n', ' '])
        .map(|version| {
            root.join("versions")
                .join(version.trim())
                .join("bin")
                .join(kind.program)
        })
        .find(|program| program.is_file())
}

/// rustup: its default toolchain, else any that is installed.
fn rustup(kind: &Kind, home: Option<&Path>) -> Option<PathBuf> {
    let root = match env::var_os("RUSTUP_HOME") {
        Some(root) => PathBuf::from(root),
        None => home?.join(".rustup"),
    };
    let settings = fs::read_to_string(root.join("settings.toml")).unwrap_or_default();
    let default = settings.lines().find_map(|line| {
        let value = line.strip_prefix("default_toolchain")?;
        Some(
            value
                .trim_start_matches([' ', '='])
                .trim()
                .trim_matches('"'),
        )
    });
    let toolchains = root.join("toolchains");
    let mut names: Vec<PathBuf> = fs::read_dir(&toolchains)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .collect();
    names.sort();
    default
        .map(|name| toolchains.join(name))
        .into_iter()
        .chain(names)
        .map(|toolchain| toolchain.join("bin").join(kind.program))
        .find(|program| program.is_file())
}
