//! The sandbox that a command line describes.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use computesdk::{Compute, Sandbox};

use crate::args::{FileCopy, SandboxOptions};
use crate::failure::Failure;
use crate::message;

/// Makes the sandbox and copies into it what it is to have.
pub(crate) async fn create(
    options: &SandboxOptions,
    workdir: Option<&Path>,
    quiet: bool,
) -> Result<Sandbox, Failure> {
    let mut builder = Compute::builder();
    if let Some(level) = options.log_level {
        builder = builder.log_level(level);
    }
    let compute = builder.build()?;
    message::log_from(compute.log_level());
    let mut builder = match &options.provider {
        Some(name) => compute.sandbox(name),
        None => compute.default_sandbox(),
    };
    if let Some(bytes) = options.memory {
        builder = builder.memory(bytes);
    }
    for mount in &options.mounts {
        builder = builder.mount(&mount.source, &mount.target, mount.read_only);
    }
    let sandbox = builder.await?;
    if !quiet {
        warn(&sandbox).await?;
    }
    for file in &options.files {
        copy_in(&sandbox, file, workdir).await?;
    }
    Ok(sandbox)
}

/// Copies a file of the host in; tells its path inside.
pub(crate) async fn copy_in(
    sandbox: &Sandbox,
    file: &FileCopy,
    workdir: Option<&Path>,
) -> Result<PathBuf, Failure> {
    let step = || format!("read {}", file.source.display());
    let bytes = tokio::fs::read(&file.source)
        .await
        .map_err(Failure::host(step()))?;
    let metadata = tokio::fs::metadata(&file.source)
        .await
        .map_err(Failure::host(step()))?;
    let target = match workdir {
        Some(directory) => directory.join(&file.target),
        None => file.target.clone(),
    };
    sandbox.write_file(&target, bytes).await?;
    if metadata.permissions().mode() & 0o111 != 0 {
        let words = ["+x".into(), "--".into(), target.clone()];
        sandbox.exec(("chmod", words)).timeout(None).await?;
    }
    Ok(target)
}

/// Says what was asked for and does not hold on this host.
async fn warn(sandbox: &Sandbox) -> Result<(), Failure> {
    let info = sandbox.info().await?;
    for text in &info.warnings {
        message::warning(text);
    }
    Ok(())
}
