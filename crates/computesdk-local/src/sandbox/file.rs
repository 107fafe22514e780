//! Files of the sandbox, as descriptors that init opened.

use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use computesdk_init::protocol::{Failure, Open};
use computesdk_model::{
    EngineError, Errno, Error, InvalidArgumentError, NotFoundError, ResourceKind, Result, User,
};
use tokio::fs::File;

use super::connection::Connection;
use crate::engine::{engine_error, io_error};

/// Opens a regular file with a user's rights: to read it, or to create or empty
/// and write it with these permission bits.
pub(super) async fn open(
    connection: &Connection,
    path: &Path,
    user: User,
    write: Option<u32>,
) -> Result<File> {
    let bytes = path.as_os_str().as_bytes();
    if !path.is_absolute() || bytes.contains(&0) {
        let reason = format!("{path:?} is not an absolute path without a NUL byte");
        return Err(InvalidArgumentError::new("path", reason).into());
    }
    let request = Open {
        request: 0,
        path: bytes.to_vec(),
        uid: user.uid(),
        write,
    };
    let fd = connection
        .open_file(request)
        .await?
        .map_err(|failure| open_error(failure, path))?;
    // init has checked too; but what it passes is not to be trusted with a read
    // that could wait for ever.
    let kind = rustix::fs::fstat(&fd).map(|stat| rustix::fs::FileType::from_raw_mode(stat.st_mode));
    match kind {
        Ok(rustix::fs::FileType::RegularFile) => Ok(File::from_std(std::fs::File::from(fd))),
        Ok(_) => Err(not_regular(path)),
        Err(error) => {
            let step = EngineError::new("open a file").path(path);
            Err(io_error(step, error.into()))
        }
    }
}

fn open_error(failure: Failure, path: &Path) -> Error {
    const ENOENT: i32 = 2;
    const EACCES: i32 = 13;
    const EISDIR: i32 = 21;
    const EINVAL: i32 = 22;
    match failure.errno {
        ENOENT => NotFoundError {
            kind: ResourceKind::File,
            name: path.display().to_string(),
            errno: Some(Errno::from_raw(ENOENT)),
            hints: Vec::new(),
        }
        .into(),
        EACCES => {
            let reason = format!("{} is closed to this user", path.display());
            InvalidArgumentError::new("path", reason).into()
        }
        EISDIR => {
            let reason = format!("{} is a directory", path.display());
            InvalidArgumentError::new("path", reason).into()
        }
        EINVAL => not_regular(path),
        _ => engine_error(failure),
    }
}

fn not_regular(path: &Path) -> Error {
    let reason = format!("{} is not a regular file", path.display());
    InvalidArgumentError::new("path", reason).into()
}
