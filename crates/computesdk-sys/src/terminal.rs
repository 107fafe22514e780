//! Pseudo-terminals.

use crate::descriptor::{BorrowedFd, OwnedFd};

use crate::fd::own;
use crate::file::{self, open};
use crate::syscall::{Result, call, nr};

const TIOCSPTLCK: usize = 0x4004_5431;
const TIOCGPTPEER: usize = 0x5441;
const TIOCSWINSZ: usize = 0x5414;
const TIOCSCTTY: usize = 0x540e;

/// Opens a new terminal of the mounted devpts: the side of the one who looks
/// at it, and the side of the program.
pub fn open_pair(columns: u16, rows: u16) -> Result<(OwnedFd, OwnedFd)> {
    let flags = open::READ_WRITE | open::NO_TERMINAL;
    let master = file::openat(None, c"/dev/pts/ptmx", flags, 0)?;
    let unlocked = 0i32;
    // SAFETY: the kernel reads an int.
    unsafe {
        call!(
            "ioctl(TIOCSPTLCK)",
            nr::IOCTL,
            master.as_raw_fd(),
            TIOCSPTLCK,
            &raw const unlocked
        )
    }?;
    const O_CLOEXEC: usize = 0o2000000;
    // SAFETY: no pointers.
    let slave = unsafe {
        call!(
            "ioctl(TIOCGPTPEER)",
            nr::IOCTL,
            master.as_raw_fd(),
            TIOCGPTPEER,
            flags | O_CLOEXEC
        )
    }
    .map(own)?;
    let size = [rows, columns, 0, 0];
    // SAFETY: the kernel reads a struct winsize, four 16-bit numbers.
    unsafe {
        call!(
            "ioctl(TIOCSWINSZ)",
            nr::IOCTL,
            master.as_raw_fd(),
            TIOCSWINSZ,
            size.as_ptr()
        )
    }?;
    Ok((master, slave))
}

/// Makes a terminal the controlling one of the caller's session.
pub fn take_control(terminal: BorrowedFd<'_>) -> Result<()> {
    // SAFETY: no pointers.
    unsafe {
        call!(
            "ioctl(TIOCSCTTY)",
            nr::IOCTL,
            terminal.as_raw_fd(),
            TIOCSCTTY,
            0
        )
    }
    .map(drop)
}
