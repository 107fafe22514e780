//! A copy of init on disk, for policies that allow programs by their path.

use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use computesdk_provider::model::{EngineError, InvalidArgumentError, Result};

/// Where an installed copy of init is looked for.
pub const INIT_PATH: &str = "/usr/libexec/computesdk/computesdk-init";

/// Writes init to `path`, executable by everybody, in the place of what is
/// there. Missing directories are made.
///
/// # Errors
///
/// `InvalidArgument` where `path` names no file; `Engine` with the errno where
/// it cannot be written.
pub fn install_init(path: &Path) -> Result<()> {
    write_executable(path, computesdk_init::IMAGE)
}

/// The new file takes the old one's name only when it is whole: a running copy
/// cannot be written to, and half of one must never be started.
fn write_executable(path: &Path, image: &[u8]) -> Result<()> {
    let (Some(directory), Some(name)) = (path.parent(), path.file_name()) else {
        let error = InvalidArgumentError::new("path", format!("{path:?} names no file"));
        return Err(error.into());
    };
    let mut draft_name = name.to_owned();
    draft_name.push(".new");
    let draft = directory.join(draft_name);
    let written = (|| {
        fs::create_dir_all(directory)?;
        // `create_new` follows no planted link.
        let mut file = fs::File::create_new(&draft)?;
        file.write_all(image)?;
        file.set_permissions(fs::Permissions::from_mode(0o755))?;
        file.sync_all()?;
        fs::rename(&draft, path)
    })();
    written.map_err(|cause| {
        // Best effort: the draft may never have come to be.
        let _ = fs::remove_file(&draft);
        let error = EngineError::new("install init").path(PathBuf::from(path));
        error.cause(cause).into()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_copy_is_executable_and_replaces_the_old_one() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("libexec/init");
        write_executable(&path, b"old and longer").unwrap();
        write_executable(&path, b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o7777,
            0o755
        );
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }

    #[test]
    fn a_path_that_cannot_be_written_is_an_error_with_its_errno() {
        let directory = tempfile::tempdir().unwrap();
        let occupied = directory.path().join("directory");
        fs::create_dir(&occupied).unwrap();
        let error = write_executable(&occupied, b"x").unwrap_err();
        assert_eq!(error.errno().and_then(|errno| errno.name()), Some("EISDIR"));
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
    }
}
