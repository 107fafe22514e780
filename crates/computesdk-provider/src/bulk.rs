//! What is built on the primitives, for providers that have nothing quicker.

use std::io;
use std::path::Path;

use computesdk_model::{EngineError, Errno, FileError, Result};
use tokio::io::AsyncWriteExt;

use crate::FileWriter;

/// Writes a whole file through a writer.
pub(crate) async fn write_file(
    mut writer: Box<dyn FileWriter>,
    path: &Path,
    content: &[u8],
) -> Result<()> {
    match writer.write_all(content).await {
        Ok(()) => writer.finish().await,
        Err(error) => Err(io_error("write", path, error)),
    }
}

/// The error for a file whose stream failed.
pub fn io_error(operation: &str, path: &Path, error: io::Error) -> computesdk_model::Error {
    match error.raw_os_error() {
        Some(number) => FileError::classify(operation, path, Errno::from_raw(number)),
        None => EngineError::new(operation).path(path).cause(error).into(),
    }
}
