//! Which configuration file is read.

use std::path::{Path, PathBuf};

use super::Environment;
use super::environment::CONFIG;
use super::place::SourceFile;

const NAME: &str = "compute.toml";

/// Which configuration file a program asks for.
#[derive(Clone, Debug, Default)]
pub(crate) enum ConfigFile {
    /// The one that `COMPUTE_CONFIG` names; else the first `compute.toml` on
    /// the way up from the working directory; else the user's own.
    #[default]
    Search,
    /// This one.
    At(PathBuf),
    /// None at all.
    Nowhere,
}

/// The file to read, if any. One that was named must exist.
pub(super) fn find(wanted: &ConfigFile, environment: &Environment) -> Option<SourceFile> {
    match (wanted, environment.get(CONFIG)) {
        (ConfigFile::Nowhere, _) => None,
        (ConfigFile::At(path), _) => Some(chosen(path.clone())),
        (ConfigFile::Search, Some(path)) => Some(chosen(path.into())),
        (ConfigFile::Search, None) => {
            // Without a working directory there is nothing to walk up from.
            let here = std::env::current_dir().ok();
            here.and_then(|here| upward(&here))
                .or_else(|| of_the_user(environment))
        }
    }
}

pub(super) fn upward(from: &Path) -> Option<SourceFile> {
    let path = from
        .ancestors()
        .map(|directory| directory.join(NAME))
        .find(|path| path.is_file())?;
    Some(SourceFile {
        path,
        chosen: false,
    })
}

pub(super) fn of_the_user(environment: &Environment) -> Option<SourceFile> {
    let base = match environment.get("XDG_CONFIG_HOME") {
        Some(base) => PathBuf::from(base),
        None => Path::new(environment.get("HOME")?).join(".config"),
    };
    let path = base.join("computesdk").join(NAME);
    path.is_file().then(|| chosen(path))
}

fn chosen(path: PathBuf) -> SourceFile {
    SourceFile { path, chosen: true }
}
