//! Files of the kernel and of the host by their paths, put together as text.

use alloc::ffi::CString;
use alloc::string::String;

use computesdk_sys::file::{self, open};
use computesdk_sys::listing::{Entry, Listing};
use computesdk_sys::{Error, OwnedFd, contents};

use crate::channel::invalid;

/// A path for the kernel: without a NUL, which would cut it short.
pub(crate) fn c_string(path: impl AsRef<[u8]>) -> Result<CString, Error> {
    CString::new(path.as_ref()).map_err(|_| invalid("path with a NUL byte"))
}

/// Opens a file or a directory to read it.
pub(crate) fn open(path: &str) -> Result<OwnedFd, Error> {
    file::openat(None, &c_string(path)?, open::READ, 0)
}

/// Writes to a file that is there.
pub(crate) fn write(path: &str, content: &str) -> Result<(), Error> {
    contents::write(&c_string(path)?, content.as_bytes())
}

/// The content of a file, where it can be read and is text.
pub(crate) fn read(path: &str) -> Option<String> {
    let content = contents::read(&c_string(path).ok()?).ok()?;
    String::from_utf8(content).ok()
}

/// The entries of a directory; none where it cannot be listed.
pub(crate) fn list(path: &str) -> impl Iterator<Item = Entry> {
    let listing = c_string(path).and_then(|path| Listing::open(&path));
    listing.into_iter().flatten()
}
