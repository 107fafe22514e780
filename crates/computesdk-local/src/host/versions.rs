//! Directories in which versions of a toolchain lie one beside the other: a version
//! manager's, or those beside the toolchain that the user has.
//!
//! Each is one mount, however many versions are in it: every sandbox pays for mounts.

use std::env;
use std::fs::DirEntry;
use std::path::{Path, PathBuf};

use computesdk_init::protocol::Entry;

use super::entry::directory;
use super::run_path;
use super::toolchain::{KINDS, Kind, Manager, is_shared, is_system};

/// Where they are shown, without a leading slash.
const SHOWN: &str = "opt/versions";

/// Versions of one language, in one directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Versions {
    /// Their directory on the host.
    pub(super) directory: PathBuf,
    /// Where it is shown, without a leading slash.
    pub(super) target: String,
    /// Whether their programs find their libraries wherever they are.
    pub(super) movable: bool,
}

/// All of them. `beside` are the toolchains that the user's path leads to.
pub(super) fn find<'a>(beside: impl Iterator<Item = (&'a str, &'a Path)>) -> Vec<Versions> {
    let home = env::home_dir();
    let beside: Vec<_> = beside.collect();
    let mut found = Vec::new();
    for kind in &KINDS {
        let managed = kind.managers.iter().filter_map(|manager| {
            let directory = manager.directory(home.as_deref())?.canonicalize().ok()?;
            (!programs(kind, &directory).is_empty()).then_some(directory)
        });
        let beside = beside.iter().filter(|(name, _)| *name == kind.name);
        let beside = beside.filter_map(|(_, prefix)| prefix.parent());
        let beside = beside.filter(|directory| has_nothing_else(kind, directory));
        let mut directories: Vec<PathBuf> = managed.chain(beside.map(Path::to_owned)).collect();
        directories.retain(|directory| {
            !is_system(directory) && !home.iter().any(|home| is_shared(directory, home))
        });
        let mut kept: Vec<PathBuf> = Vec::new();
        for directory in directories {
            if !kept.contains(&directory) {
                kept.push(directory);
            }
        }
        found.extend(
            kept.into_iter()
                .enumerate()
                .map(|(at, directory)| Versions {
                    target: match at {
                        0 => format!("{SHOWN}/{}", kind.name),
                        at => format!("{SHOWN}/{}-{}", kind.name, at + 1),
                    },
                    // An interpreter that was built with shared libraries names its own.
                    movable: !programs(kind, &directory).iter().any(|program| {
                        let library = program.ancestors().nth(2).map(|prefix| prefix.join("lib"));
                        library.is_some_and(|library| run_path::names(program, &library))
                    }),
                    directory,
                }),
        );
    }
    found
}

/// What has to be there for them to be shown.
pub(super) fn skeleton(versions: &[Versions]) -> Vec<Entry> {
    let shown = (!versions.is_empty()).then(|| directory(SHOWN, 0o755));
    let each = versions.iter().map(|each| directory(&each.target, 0o755));
    shown.into_iter().chain(each).collect()
}

/// Where a toolchain is shown that is one of them.
pub(super) fn shown_in(versions: &[Versions], prefix: &Path) -> Option<PathBuf> {
    versions.iter().find_map(|each| {
        let name = prefix.strip_prefix(&each.directory).ok()?;
        Some(Path::new("/").join(&each.target).join(name))
    })
}

impl Manager {
    fn directory(&self, home: Option<&Path>) -> Option<PathBuf> {
        let told = env::var_os(self.variable).map(PathBuf::from);
        let told = told.filter(|root| root.is_absolute());
        let root = told.or_else(|| Some(home?.join(self.root)))?;
        Some(root.join(self.versions))
    }
}

/// The programs of the versions in a directory, by their real paths.
fn programs(kind: &Kind, directory: &Path) -> Vec<PathBuf> {
    let program = Path::new("bin").join(kind.program);
    let found = subdirectories(directory).filter_map(|version| {
        let program = version.path().join(&program).canonicalize().ok()?;
        program.is_file().then_some(program)
    });
    found.collect()
}

/// Whether nothing but versions is in a directory.
fn has_nothing_else(kind: &Kind, directory: &Path) -> bool {
    subdirectories(directory).all(|entry| {
        let prefix = entry.path();
        kind.has_landmark(&prefix) && prefix.join("bin").join(kind.program).is_file()
    })
}

/// Those that are no links, and not hidden.
fn subdirectories(directory: &Path) -> impl Iterator<Item = DirEntry> + use<> {
    let entries = directory.read_dir().into_iter().flatten().flatten();
    entries.filter(|entry| {
        let hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
        !hidden && entry.file_type().is_ok_and(|kind| kind.is_dir())
    })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// A toolchain of Node.js.
    fn node(prefix: &Path) {
        fs::create_dir_all(prefix.join("bin")).unwrap();
        fs::create_dir_all(prefix.join("lib/node_modules")).unwrap();
        fs::write(prefix.join("bin/node"), "").unwrap();
    }

    #[test]
    fn versions_beside_the_users_own_are_shown_where_nothing_else_is() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path().canonicalize().unwrap();
        for version in ["v20", "v22"] {
            node(&root.join("nodes").join(version));
            node(&root.join("mixed").join(version));
        }
        std::os::unix::fs::symlink("v22", root.join("nodes/default")).unwrap();
        fs::create_dir(root.join("nodes/.cache")).unwrap();
        fs::create_dir(root.join("mixed/letters")).unwrap();
        let found = |directory: &str| {
            let prefix = root.join(directory).join("v20");
            let all = find([("node", &*prefix)].into_iter());
            all.into_iter().find(|one| one.directory.starts_with(&root))
        };
        let shown = found("nodes").unwrap();
        assert_eq!(shown.directory, root.join("nodes"));
        assert!(shown.target.starts_with("opt/versions/node"), "{shown:?}");
        assert!(shown.movable);
        assert_eq!(found("mixed"), None);
    }
}
