//! The sandbox that a command line describes.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use computesdk::{Compute, Sandbox, User};

use crate::args::{CommandOptions, FileCopy, SandboxOptions};
use crate::failure::Failure;
use crate::message;

/// What makes the sandbox.
pub(crate) fn compute(options: &SandboxOptions) -> Result<Compute, Failure> {
    let mut builder = Compute::builder();
    if let Some(level) = options.log_level {
        builder = builder.log_level(level);
    }
    let compute = builder.build()?;
    message::log_from(compute.log_level());
    Ok(compute)
}

/// Makes the sandbox.
pub(crate) async fn create(
    compute: &Compute,
    options: &SandboxOptions,
    quiet: bool,
) -> Result<Sandbox, Failure> {
    let mut builder = match &options.provider {
        Some(name) => compute.sandbox(name),
        None => compute.default_sandbox(),
    };
    if let Some(bytes) = options.memory {
        builder = builder.memory(bytes);
    }
    if let Some(count) = options.cpus {
        builder = builder.cpus(count);
    }
    if let Some(count) = options.pids {
        builder = builder.processes(count);
    }
    if let Some(bytes) = options.disk {
        builder = builder.disk(bytes);
    }
    if let Some(bytes) = options.tmp {
        builder = builder.tmp(bytes);
    }
    for mount in &options.mounts {
        builder = builder.mount(&mount.source, &mount.target, mount.read_only);
    }
    if let Some(access) = options.network {
        builder = builder.network(access.network());
    }
    for rule in &options.allowed {
        builder = builder.allow(rule.to_string());
    }
    for (name, address) in &options.hosts {
        builder = builder.host(name, *address);
    }
    let sandbox = builder.await?;
    if !quiet {
        warn(&sandbox).await?;
    }
    Ok(sandbox)
}

/// Copies a file of the host in, as the user that the command runs as, who then
/// owns it.
pub(crate) async fn copy_in(
    sandbox: &Sandbox,
    file: &FileCopy,
    command: &CommandOptions,
) -> Result<(), Failure> {
    let user = User::from(command.user);
    let step = || format!("read {}", file.source.display());
    let bytes = tokio::fs::read(&file.source)
        .await
        .map_err(Failure::host(step()))?;
    let metadata = tokio::fs::metadata(&file.source)
        .await
        .map_err(Failure::host(step()))?;
    let target = match &command.workdir {
        Some(directory) => Path::new(directory).join(&file.target),
        None => file.target.clone(),
    };
    let mut write = sandbox.write_file(target, bytes).user(user);
    if metadata.permissions().mode() & 0o111 != 0 {
        write = write.mode(0o755);
    }
    Ok(write.await?)
}

/// Says what was asked for and does not hold on this host.
async fn warn(sandbox: &Sandbox) -> Result<(), Failure> {
    let info = sandbox.info().await?;
    for text in &info.warnings {
        message::warning(text);
    }
    Ok(())
}
