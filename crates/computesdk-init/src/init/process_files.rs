//! Telling files about processes, in `/proc`, from others.

use core::ffi::CStr;
use core::fmt::{self, Write};

use computesdk_sys::{BorrowedFd, Error, file};

use crate::channel::invalid;

/// Whether it is about a process, as `/proc/1/maps` is. The kernel lets us look at
/// all that init may, whose memory we share, whatever rights we have given up.
///
/// Does not allocate, for that reason.
pub(super) fn is_of_a_process(fd: BorrowedFd<'_>) -> Result<bool, Error> {
    let mut link = Line::default();
    let _ = write!(link, "/proc/self/fd/{}", fd.as_raw_fd());
    let link = CStr::from_bytes_until_nul(&link.bytes).map_err(|_| invalid("readlinkat"))?;
    let mut path = [0u8; 16];
    let path = file::readlinkat(None, link, &mut path)?;
    let name = path.strip_prefix(b"/proc/").unwrap_or_default();
    Ok(name.first().is_some_and(u8::is_ascii_digit))
}

/// A short line of text, with zeros after it.
#[derive(Default)]
struct Line {
    bytes: [u8; 32],
    length: usize,
}

impl Write for Line {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = self.length + text.len();
        let room = self.bytes.get_mut(self.length..end).ok_or(fmt::Error)?;
        room.copy_from_slice(text.as_bytes());
        self.length = end;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use computesdk_sys::file::open;

    #[test]
    fn only_files_of_processes_are() {
        for (path, expected) in [
            (c"/proc/self/maps", true),
            (c"/proc/self/task", true),
            (c"/proc/mounts", true),
            (c"/proc/meminfo", false),
            (c"/proc/sys/kernel/ostype", false),
            (c"/dev/null", false),
            (c"/", false),
        ] {
            let fd = file::openat(None, path, open::READ, 0).unwrap();
            assert_eq!(is_of_a_process(fd.as_fd()), Ok(expected), "{path:?}");
        }
    }
}
