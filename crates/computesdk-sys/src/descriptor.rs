//! Values for descriptors, as the standard library has them.

use core::marker::PhantomData;

use crate::syscall::{call, nr};

/// An open descriptor, closed when dropped.
#[derive(Debug)]
pub struct OwnedFd(i32);

impl OwnedFd {
    /// Takes ownership of a descriptor.
    ///
    /// # Safety
    ///
    /// It must be open, and nothing else may own it.
    pub const unsafe fn from_raw_fd(fd: i32) -> OwnedFd {
        OwnedFd(fd)
    }

    /// Lends it.
    pub fn as_fd(&self) -> BorrowedFd<'_> {
        BorrowedFd {
            fd: self.0,
            owner: PhantomData,
        }
    }

    /// Its number.
    pub fn as_raw_fd(&self) -> i32 {
        self.0
    }
}

impl Drop for OwnedFd {
    fn drop(&mut self) {
        // SAFETY: the descriptor is ours, and nobody can use it after us. Linux
        // frees the number even where close reports an error.
        let _ = unsafe { call!("close", nr::CLOSE, self.0) };
    }
}

/// A descriptor that somebody else keeps open.
#[derive(Clone, Copy, Debug)]
pub struct BorrowedFd<'fd> {
    fd: i32,
    owner: PhantomData<&'fd OwnedFd>,
}

impl BorrowedFd<'_> {
    /// Borrows a descriptor by its number.
    ///
    /// # Safety
    ///
    /// It must stay open for as long as the value lives.
    pub const unsafe fn borrow_raw(fd: i32) -> Self {
        BorrowedFd {
            fd,
            owner: PhantomData,
        }
    }

    /// Its number.
    pub fn as_raw_fd(&self) -> i32 {
        self.fd
    }
}

#[cfg(test)]
mod tests {
    use crate::fd;

    #[test]
    fn a_dropped_descriptor_is_closed() {
        let (read, write) = fd::pipe().unwrap();
        fd::write(write.as_fd(), b"x").unwrap();
        drop(write);
        let mut buffer = [0; 2];
        assert_eq!(fd::read(read.as_fd(), &mut buffer), Ok(1));
        // The end of the file: there is no writer any more.
        assert_eq!(fd::read(read.as_fd(), &mut buffer), Ok(0));
    }
}
