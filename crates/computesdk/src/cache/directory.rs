//! Directories that only this user can write to.

use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::Path;

use rustix::process::geteuid;

/// Permission bits that let others write.
const OTHERS_WRITE: u32 = 0o022;

/// Of a directory where everybody can replace their own things alone.
const STICKY: u32 = 0o1000;

/// Makes the directory where it is missing, and sees that nobody else can write to it.
pub(super) fn prepare(directory: &Path) -> io::Result<()> {
    make(directory)?;
    // Not of what a link leads to: who owns the link could let it lead elsewhere.
    let found = fs::symlink_metadata(directory)?;
    if !found.is_dir() {
        return Err(io::ErrorKind::NotADirectory.into());
    }
    let mut all_is_well = found.uid() == geteuid().as_raw() && !is_open(&found);
    // Who can write above it can put another one in its place.
    for above in directory.ancestors().skip(1) {
        let above = fs::metadata(above)?;
        let owned = [0, geteuid().as_raw()].contains(&above.uid());
        all_is_well &= owned && (!is_open(&above) || above.mode() & STICKY != 0);
    }
    if !all_is_well {
        let reason = "it is not this user's alone to write to";
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, reason));
    }
    Ok(())
}

fn is_open(directory: &fs::Metadata) -> bool {
    directory.mode() & OTHERS_WRITE != 0
}

/// Makes it and what is missing above it, for this user alone.
pub(super) fn make(directory: &Path) -> io::Result<()> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(directory)
}
