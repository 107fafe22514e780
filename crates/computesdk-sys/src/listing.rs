//! Listing directories.

use alloc::vec;
use alloc::vec::Vec;
use core::ffi::CStr;

use crate::descriptor::OwnedFd;
use crate::file::{self, open};
use crate::syscall::{Result, call, nr};

/// The entries of a directory, but for itself and the one above. Ends early where
/// the kernel cannot go on.
pub struct Listing {
    directory: OwnedFd,
    buffer: Vec<u8>,
    /// The part of the buffer that is still to be looked at.
    start: usize,
    end: usize,
}

/// One entry of a directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its name.
    pub name: Vec<u8>,
    /// Whether it is a directory itself.
    pub is_directory: bool,
    /// Whether it is a symbolic link.
    pub is_link: bool,
}

impl Listing {
    /// Room for the entries that the kernel tells at a time, in bytes.
    const ROOM: usize = 8192;

    /// Lists the directory at a path.
    pub fn open(path: &CStr) -> Result<Listing> {
        file::openat(None, path, open::READ | open::DIRECTORY, 0).map(Listing::of)
    }

    /// Lists an open directory.
    pub fn of(directory: OwnedFd) -> Listing {
        Listing {
            directory,
            buffer: vec![0; Listing::ROOM],
            start: 0,
            end: 0,
        }
    }

    /// Gets further entries into the buffer; false at the end.
    fn fill(&mut self) -> bool {
        // SAFETY: the kernel writes at most the buffer's length.
        let filled = unsafe {
            call!(
                "getdents64",
                nr::GETDENTS64,
                self.directory.as_raw_fd(),
                self.buffer.as_mut_ptr(),
                self.buffer.len()
            )
        };
        (self.start, self.end) = (0, filled.unwrap_or(0));
        self.end > 0
    }

    /// Takes an entry from the buffer.
    fn take(&mut self) -> Option<Entry> {
        const DIRECTORY: u8 = 4;
        const LINK: u8 = 10;
        // struct linux_dirent64: inode and offset of 8 bytes each, the entry's
        // length, its type, its name up to a NUL.
        let rest = &self.buffer[self.start..self.end];
        let length = u16::from_ne_bytes([*rest.get(16)?, *rest.get(17)?]);
        let entry = rest.get(..usize::from(length))?;
        let name = CStr::from_bytes_until_nul(entry.get(19..)?).ok()?;
        let entry = Entry {
            name: name.to_bytes().to_vec(),
            is_directory: entry[18] == DIRECTORY,
            is_link: entry[18] == LINK,
        };
        self.start += usize::from(length);
        Some(entry)
    }
}

impl Iterator for Listing {
    type Item = Entry;

    fn next(&mut self) -> Option<Entry> {
        loop {
            if self.start == self.end && !self.fill() {
                return None;
            }
            let entry = self.take()?;
            if entry.name != b"." && entry.name != b".." {
                return Some(entry);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::ffi::CString;
    use std::format;
    use std::os::unix::ffi::OsStrExt;

    use crate::errno;

    #[test]
    fn every_entry_is_listed_once() {
        let directory = tempfile::tempdir().unwrap();
        // More than the buffer takes at a time.
        let mut expected: Vec<Entry> = (0..500)
            .map(|number| Entry {
                name: format!("{number:0100}").into_bytes(),
                is_directory: number % 3 == 0,
                is_link: number % 3 == 1,
            })
            .collect();
        for entry in &expected {
            let path = directory
                .path()
                .join(std::str::from_utf8(&entry.name).unwrap());
            match (entry.is_directory, entry.is_link) {
                (true, _) => std::fs::create_dir(path).unwrap(),
                (_, true) => std::os::unix::fs::symlink("target", path).unwrap(),
                _ => std::fs::write(path, "").unwrap(),
            }
        }
        let path = CString::new(directory.path().as_os_str().as_bytes()).unwrap();
        let mut found: Vec<Entry> = Listing::open(&path).unwrap().collect();
        found.sort_by(|a, b| a.name.cmp(&b.name));
        expected.sort_by(|a, b| a.name.cmp(&b.name));
        assert_eq!(found, expected);
    }

    #[test]
    fn a_file_is_no_directory() {
        let error = Listing::open(c"/proc/self/stat").err().unwrap();
        assert_eq!(error.errno, errno::ENOTDIR);
    }
}
