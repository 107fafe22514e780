//! Unix sockets that keep message boundaries and carry descriptors.

use crate::descriptor::{BorrowedFd, OwnedFd};
use alloc::vec::Vec;
use core::ptr;

use crate::fd::own;
use crate::syscall::{Error, Result, call, errno, nr, retry};

/// Most descriptors in one message; more is a mistake of ours.
pub const MAX_DESCRIPTORS: usize = 128;

const AF_UNIX: usize = 1;
const SOCK_SEQPACKET_CLOEXEC: usize = 5 | 0o2000000;
const SOL_SOCKET: i32 = 1;
const SCM_RIGHTS: i32 = 1;

/// struct msghdr.
#[repr(C)]
struct MessageHeader {
    name: *const u8,
    name_length: u32,
    vector: *const Slice,
    vector_length: usize,
    control: *mut Control,
    control_length: usize,
    flags: i32,
}

/// struct iovec.
#[repr(C)]
struct Slice {
    base: *mut u8,
    length: usize,
}

/// One struct cmsghdr with room for descriptors.
#[repr(C)]
struct Control {
    length: usize,
    level: i32,
    kind: i32,
    descriptors: [i32; MAX_DESCRIPTORS],
}

const CONTROL_HEADER: usize = 16;

/// Two connected sockets, closed on exec.
pub fn pair() -> Result<(OwnedFd, OwnedFd)> {
    let mut ends = [0i32; 2];
    // SAFETY: the kernel writes two descriptors to the array.
    unsafe {
        call!(
            "socketpair",
            nr::SOCKETPAIR,
            AF_UNIX,
            SOCK_SEQPACKET_CLOEXEC,
            0,
            ends.as_mut_ptr()
        )
    }?;
    Ok((own(ends[0] as usize), own(ends[1] as usize)))
}

/// Sends one message, whole, waiting for room.
pub fn send(socket: BorrowedFd<'_>, bytes: &[u8], fds: &[BorrowedFd<'_>]) -> Result<()> {
    const MSG_NOSIGNAL: usize = 0x4000;
    let mut control = Control {
        length: CONTROL_HEADER + 4 * fds.len(),
        level: SOL_SOCKET,
        kind: SCM_RIGHTS,
        descriptors: [-1; MAX_DESCRIPTORS],
    };
    for (slot, fd) in control.descriptors.iter_mut().zip(fds) {
        *slot = fd.as_raw_fd();
    }
    let vector = Slice {
        base: bytes.as_ptr().cast_mut(),
        length: bytes.len(),
    };
    let header = MessageHeader {
        name: ptr::null(),
        name_length: 0,
        vector: &vector,
        vector_length: 1,
        control: if fds.is_empty() {
            ptr::null_mut()
        } else {
            &mut control
        },
        control_length: if fds.is_empty() {
            0
        } else {
            // CMSG_SPACE: rounded up to the size of a long.
            (CONTROL_HEADER + 4 * fds.len()).next_multiple_of(8)
        },
        flags: 0,
    };
    // SAFETY: the header's pointers are to values that live until the call
    // returns, with their true lengths; the kernel only reads them.
    retry(|| unsafe {
        call!(
            "sendmsg",
            nr::SENDMSG,
            socket.as_raw_fd(),
            &raw const header,
            MSG_NOSIGNAL
        )
    })
    .map(drop)
}

/// Receives one message of at most `room` bytes: empty when the other side is
/// gone. With it the descriptors that came along, closed on exec.
///
/// The room is not cleared: of a large one, only the pages that the message
/// fills are touched.
pub fn receive(socket: BorrowedFd<'_>, room: usize) -> Result<(Vec<u8>, Vec<OwnedFd>)> {
    let mut buffer = Vec::with_capacity(room);
    let mut control = Control::default();
    // SAFETY: the buffer has so much room.
    let length = unsafe { receive_raw(socket, buffer.as_mut_ptr(), room, &mut control) }?;
    // SAFETY: the kernel wrote so many bytes, and no more than there is room for.
    unsafe { buffer.set_len(length) };
    let fds = control.received().iter();
    Ok((buffer, fds.map(|&fd| own(fd as usize)).collect()))
}

/// Receives one message of a byte, and the `N` descriptors that came along, closed on exec:
/// `None` where there are others, or had no room. `ECONNRESET` where the other side is
/// gone. Allocates nothing.
pub fn receive_descriptors<const N: usize>(
    socket: BorrowedFd<'_>,
) -> Result<(u8, Option<[OwnedFd; N]>)> {
    let mut byte = [0u8; 1];
    let mut control = Control::default();
    // SAFETY: the buffer is as long as it is said to be.
    let length = unsafe { receive_raw(socket, byte.as_mut_ptr(), byte.len(), &mut control) }?;
    if length == 0 {
        return Err(Error {
            call: "recvmsg",
            errno: errno::ECONNRESET,
        });
    }
    let received: Option<[i32; N]> = control.received().try_into().ok();
    Ok((byte[0], received.map(|fds| fds.map(|fd| own(fd as usize)))))
}

/// Receives one message.
///
/// # Safety
///
/// There must be room for so many bytes at `base`.
unsafe fn receive_raw(
    socket: BorrowedFd<'_>,
    base: *mut u8,
    room: usize,
    control: &mut Control,
) -> Result<usize> {
    const MSG_CMSG_CLOEXEC: usize = 0x4000_0000;
    let vector = Slice { base, length: room };
    let mut header = MessageHeader {
        name: ptr::null(),
        name_length: 0,
        vector: &vector,
        vector_length: 1,
        control,
        control_length: size_of::<Control>(),
        flags: 0,
    };
    // SAFETY: the header's pointers are to values that live until the call
    // returns, with their true lengths. Where no descriptors come, the kernel leaves
    // `control` as it is: with none.
    retry(|| unsafe {
        call!(
            "recvmsg",
            nr::RECVMSG,
            socket.as_raw_fd(),
            &raw mut header,
            MSG_CMSG_CLOEXEC
        )
    })
}

impl Default for Control {
    fn default() -> Self {
        Control {
            length: 0,
            level: 0,
            kind: 0,
            descriptors: [-1; MAX_DESCRIPTORS],
        }
    }
}

impl Control {
    /// The descriptors that the kernel has put there.
    fn received(&self) -> &[i32] {
        let rights = self.level == SOL_SOCKET && self.kind == SCM_RIGHTS;
        let bytes = self.length.saturating_sub(CONTROL_HEADER);
        &self.descriptors[..if rights { bytes / 4 } else { 0 }]
    }
}

/// Takes a name in the abstract namespace: a lock that the kernel lets go of
/// when the returned socket is closed, by whatever way. `EADDRINUSE` when it is
/// taken.
pub fn claim(name: &[u8]) -> Result<OwnedFd> {
    const SOCK_DGRAM_CLOEXEC: usize = 2 | 0o2000000;
    /// struct sockaddr_un.
    #[repr(C)]
    struct Address {
        family: u16,
        path: [u8; 108],
    }
    let mut address = Address {
        family: AF_UNIX as u16,
        path: [0; 108],
    };
    let length = name.len().min(107);
    address.path[1..=length].copy_from_slice(&name[..length]);
    // SAFETY: no pointers.
    let socket = unsafe { call!("socket", nr::SOCKET, AF_UNIX, SOCK_DGRAM_CLOEXEC, 0) }.map(own)?;
    // SAFETY: the kernel reads an address of the given length.
    unsafe {
        call!(
            "bind",
            nr::BIND,
            socket.as_raw_fd(),
            &raw const address,
            2 + 1 + length
        )
    }?;
    Ok(socket)
}
