//! Recognising a toolchain by what is in its directory.

use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use super::run_path;

/// A language's own directory outside the system's.
#[derive(Clone, Debug)]
pub(super) struct Toolchain {
    /// Its directory on the host.
    pub(super) prefix: PathBuf,
    /// Where it is shown, without a leading slash.
    pub(super) target: String,
    /// Whether its programs find their libraries wherever they are.
    pub(super) movable: bool,
    pub(super) kind: &'static Kind,
}

/// A language whose toolchain may live outside the system's directories.
#[derive(Debug)]
pub(super) struct Kind {
    /// Name of its directory in `/opt`.
    pub(super) name: &'static str,
    /// The program that leads to it.
    pub(super) program: &'static str,
    /// A path below the prefix that only such a toolchain has, `*` at the end
    /// of the last name standing for anything.
    pub(super) landmark: &'static str,
    /// What keeps several of them.
    pub(super) managers: &'static [Manager],
}

/// A program that installs versions of a toolchain, one beside the other.
#[derive(Debug)]
pub(super) struct Manager {
    /// The variable that names its directory.
    pub(super) variable: &'static str,
    /// Where that is in the home directory, unless the variable is set.
    pub(super) root: &'static str,
    /// The directory of versions in it.
    pub(super) versions: &'static str,
}

impl Manager {
    const fn new(variable: &'static str, root: &'static str, versions: &'static str) -> Manager {
        Manager {
            variable,
            root,
            versions,
        }
    }
}

/// In the order in which their programs are looked up inside.
pub(super) static KINDS: [Kind; 5] = [
    Kind {
        name: "python",
        program: "python3",
        landmark: "lib/python3*",
        managers: &[
            Manager::new("PYENV_ROOT", ".pyenv", "versions"),
            Manager::new("UV_PYTHON_INSTALL_DIR", ".local/share/uv/python", ""),
        ],
    },
    Kind {
        name: "node",
        program: "node",
        landmark: "lib/node_modules",
        managers: &[Manager::new("NVM_DIR", ".nvm", "versions/node")],
    },
    Kind {
        name: "rust",
        program: "rustc",
        landmark: "lib/rustlib",
        managers: &[Manager::new("RUSTUP_HOME", ".rustup", "toolchains")],
    },
    Kind {
        name: "go",
        program: "go",
        landmark: "pkg/include",
        managers: &[Manager::new("GOENV_ROOT", ".goenv", "versions")],
    },
    Kind {
        name: "java",
        program: "java",
        landmark: "lib/jrt-fs.jar",
        managers: &[
            Manager::new("SDKMAN_DIR", ".sdkman", "candidates/java"),
            Manager::new("", ".jdks", ""),
        ],
    },
];

impl Kind {
    /// The toolchain that a program belongs to, if it has the layout of one and
    /// is not a home directory or something that holds one.
    pub(super) fn of_program(
        &'static self,
        program: &Path,
        home: Option<&Path>,
    ) -> Option<Toolchain> {
        let program = program.canonicalize().ok()?;
        let prefix = program.parent()?.parent()?;
        if is_system(prefix) || home.is_some_and(|home| is_shared(prefix, home)) {
            return None;
        }
        self.has_landmark(prefix).then(|| Toolchain {
            kind: self,
            prefix: prefix.to_owned(),
            target: format!("opt/{}", self.name),
            // An interpreter that was built with shared libraries names its own.
            movable: !run_path::names(&program, &prefix.join("lib")),
        })
    }

    pub(super) fn has_landmark(&self, prefix: &Path) -> bool {
        match self.landmark.strip_suffix('*') {
            None => prefix.join(self.landmark).exists(),
            Some(start) => {
                let start = prefix.join(start);
                let (Some(parent), Some(name)) = (start.parent(), start.file_name()) else {
                    return false;
                };
                let names = parent.read_dir().into_iter().flatten().flatten();
                let name = name.to_string_lossy();
                names
                    .map(|entry| entry.file_name())
                    .any(|entry| entry.to_string_lossy().starts_with(&*name))
            }
        }
    }
}

/// Whether other things than a toolchain live there too: a home, what holds one,
/// or a hidden directory right in one (`~/.local` has keyrings in it).
pub(super) fn is_shared(prefix: &Path, home: &Path) -> bool {
    let hidden = prefix
        .file_name()
        .is_some_and(|name| name.as_bytes().starts_with(b"."));
    home.starts_with(prefix) || (hidden && prefix.parent() == Some(home))
}

/// What is in `/usr` is shown anyway.
pub(super) fn is_system(prefix: &Path) -> bool {
    prefix.starts_with("/usr") || prefix == Path::new("/")
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{KINDS, Toolchain};

    #[test]
    fn a_directory_that_other_programs_share_is_none() {
        let home = tempfile::tempdir().unwrap();
        let home = home.path().canonicalize().unwrap();
        let node = &KINDS[1];
        for (prefix, found) in [
            (".local", false),
            (".nvm/versions/node/v20", true),
            ("node", true),
        ] {
            let prefix = home.join(prefix);
            fs::create_dir_all(prefix.join("bin")).unwrap();
            fs::create_dir_all(prefix.join("lib/node_modules")).unwrap();
            let program = prefix.join("bin/node");
            fs::write(&program, "").unwrap();
            let toolchain = node.of_program(&program, Some(&home));
            assert_eq!(toolchain.is_some(), found, "{}", prefix.display());
        }
    }

    #[test]
    fn a_prefix_with_the_layout_is_a_toolchain_and_a_home_is_not() {
        let root = tempfile::tempdir().unwrap();
        let prefix = root.path().canonicalize().unwrap();
        fs::create_dir_all(prefix.join("bin")).unwrap();
        fs::create_dir_all(prefix.join("lib/python3.12")).unwrap();
        let program = prefix.join("bin/python3");
        fs::write(&program, "").unwrap();
        let python = &KINDS[0];
        let found = python.of_program(&program, None).unwrap();
        assert_eq!(
            (found.prefix.as_path(), found.target.as_str()),
            (&*prefix, "opt/python")
        );
        let none = |found: Option<Toolchain>, why| assert!(found.is_none(), "{why}");
        none(python.of_program(&program, Some(&prefix)), "a home");
        let below = prefix.join("ann");
        none(python.of_program(&program, Some(&below)), "holds a home");
        none(KINDS[1].of_program(&program, None), "no Node layout");
        assert!(found.movable);
    }
}
