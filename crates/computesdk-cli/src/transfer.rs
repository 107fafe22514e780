//! Files and folders in before a command, and out after it.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use computesdk::{Sandbox, Transfer, User};

use crate::args::{CommandOptions, TransferArg};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::message;
use crate::meter::Meter;
use crate::signals::Signals;

/// So many things that were left out are named.
const MOST_NAMED: usize = 10;

/// Copies to the sandbox, as the user that the command runs as.
pub(crate) async fn upload(
    sandbox: &Sandbox,
    uploads: &[TransferArg],
    command: &CommandOptions,
) -> Result<(), Failure> {
    for upload in uploads {
        let mut meter = Meter::new("uploading", command);
        let sent = sandbox
            .upload(&upload.source, inside(&upload.target, command))
            .on_progress(move |progress| meter.show(progress))
            .user(User::from(command.user))
            .await?;
        warn(&sent, command);
    }
    Ok(())
}

/// Copies from the sandbox after a command has run, however it ended. The command's
/// own failure is the one that our exit code tells.
pub(crate) async fn download(
    ended: Result<Exit, Failure>,
    sandbox: &Sandbox,
    downloads: &[TransferArg],
    command: &CommandOptions,
    signals: &mut Signals,
) -> Result<Exit, Failure> {
    if downloads.is_empty() || !has_run(&ended) {
        return ended;
    }
    let mut failed = None;
    for download in downloads {
        let received = tokio::select! {
            received = receive(sandbox, download, command) => received,
            signal = signals.next_to_end() => return Err(Failure::Interrupted(signal)),
        };
        if let Err(failure) = received {
            failure.tell();
            failed = failed.or(Some(failure.exit()));
        }
    }
    match (ended, failed) {
        (Ok(Exit::External(0)), Some(exit)) => Ok(exit),
        (ended, _) => ended,
    }
}

/// Writes files that were asked for into the current directory, after code has run, however
/// it ended.
pub(crate) async fn give_back(
    ended: Result<Exit, Failure>,
    sandbox: &Sandbox,
    names: &[PathBuf],
    command: &CommandOptions,
    signals: &mut Signals,
) -> Result<Exit, Failure> {
    if names.is_empty() || !has_run(&ended) {
        return ended;
    }
    let returning = sandbox
        .return_files(names)
        .directory(inside(Path::new(""), command))
        .user(User::from(command.user));
    let returned = tokio::select! {
        returned = returning => returned?,
        signal = signals.next_to_end() => return Err(Failure::Interrupted(signal)),
    };
    for file in &returned.files {
        let path = below(&file.path);
        let written = write(&path, file.contents.as_bytes());
        written.map_err(Failure::host(format!("write {}", path.display())))?;
    }
    for missing in returned.not_returned.iter().filter(|_| !command.quiet) {
        message::warning(format_args!("not returned: {missing}"));
    }
    ended
}

/// Where a file goes: nothing of what the sandbox calls it leads out of here.
fn below(path: &Path) -> PathBuf {
    let plain = |part: &Component<'_>| matches!(part, Component::Normal(_));
    match path.is_absolute() {
        true => path.file_name().map(PathBuf::from).unwrap_or_default(),
        false => path.components().filter(plain).collect(),
    }
}

fn write(path: &Path, contents: &[u8]) -> io::Result<()> {
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory)?;
    }
    fs::write(path, contents)
}

/// Whether there was a command that may have left something.
fn has_run(ended: &Result<Exit, Failure>) -> bool {
    match ended {
        Ok(_) | Err(Failure::BrokenPipe) => true,
        Err(Failure::Library(error)) => error.result().is_some(),
        Err(_) => false,
    }
}

async fn receive(
    sandbox: &Sandbox,
    download: &TransferArg,
    command: &CommandOptions,
) -> Result<(), Failure> {
    let mut meter = Meter::new("downloading", command);
    let received = sandbox
        .download(inside(&download.source, command), &download.target)
        .on_progress(move |progress| meter.show(progress))
        .user(User::from(command.user))
        .await?;
    warn(&received, command);
    Ok(())
}

/// A path of the sandbox: a relative one starts at the command's working directory.
fn inside(path: &Path, command: &CommandOptions) -> PathBuf {
    match &command.workdir {
        Some(directory) => Path::new(directory).join(path),
        None => path.to_owned(),
    }
}

fn warn(transfer: &Transfer, command: &CommandOptions) {
    if command.quiet {
        return;
    }
    for skipped in transfer.skipped.iter().take(MOST_NAMED) {
        message::warning(format_args!("left out {skipped}"));
    }
    let more = transfer.skipped.len().saturating_sub(MOST_NAMED);
    if more > 0 {
        message::warning(format_args!("left out {more} more"));
    }
}
