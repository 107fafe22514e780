//! A writable `/usr/local`, where the rest of `/usr` belongs to nobody inside.

use alloc::vec::Vec;

use computesdk_sys::file::{self, open};
use computesdk_sys::listing::Listing;
use computesdk_sys::{Error, errno};

use super::layers::overlay;
use crate::paths::c_string;

/// Directories that a package's `make install` or `pip install` writes to. What
/// else there is (a whole Go, say) has no need to change, and may be large.
const STANDARD: [&str; 8] = [
    "bin", "etc", "games", "include", "lib", "sbin", "share", "src",
];

/// `lib/python3/dist-packages`, `share/man/man1`.
const DEEPEST: usize = 3;

/// More are not worth the time that each costs.
const MOST: usize = 200;

/// Puts a writable layer above it. Directories of the host belong to nobody
/// inside: so they are made anew, and show what the host has in them.
pub(super) fn make_writable() -> Result<(), Error> {
    file::mkdirat(None, c"/stage/local", 0o755)?;
    file::mkdirat(None, c"/stage/local-work", 0o755)?;
    let mut made = 0;
    let mut level: Vec<Vec<u8>> = STANDARD.map(|name| name.as_bytes().to_vec()).to_vec();
    for _ in 0..DEEPEST {
        let mut next = Vec::new();
        for path in level {
            let Some(listing) = list(&path)? else {
                continue;
            };
            if made == MOST {
                break;
            }
            made += 1;
            let new = [b"/stage/local/".as_slice(), &path].concat();
            file::mkdirat(None, &c_string(new)?, 0o755)?;
            let below = listing.filter(|entry| entry.is_directory);
            next.extend(below.map(|entry| [&path, b"/".as_slice(), &entry.name].concat()));
        }
        level = next;
    }
    let local = c"/newroot/usr/local";
    overlay(local, c"/stage/local", c"/stage/local-work", local)
}

/// What is in a directory of it. A link is none: what it leads to may lie
/// elsewhere.
fn list(path: &[u8]) -> Result<Option<Listing>, Error> {
    let path = c_string([b"/newroot/usr/local/".as_slice(), path].concat())?;
    let flags = open::READ | open::DIRECTORY | open::NO_FOLLOW;
    match file::openat(None, &path, flags, 0) {
        Ok(directory) => Ok(Some(Listing::of(directory))),
        Err(Error {
            errno: errno::ENOENT | errno::ENOTDIR | errno::ELOOP | errno::EACCES,
            ..
        }) => Ok(None),
        Err(error) => Err(error),
    }
}
