//! One message as one packet, with descriptors.

use std::io::{self, IoSlice, IoSliceMut, Read};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use computesdk_init::protocol::{Encode, IN_FILE, MAX_PACKET, encode};
use rustix::fs::{FileType, MemfdFlags, SeekFrom, fstat, memfd_create, seek};
use rustix::net::{
    RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, ReturnFlags, SendAncillaryBuffer,
    SendAncillaryMessage, SendFlags, recvmsg, sendmsg,
};

/// Most descriptors that come with one message: the sockets of a network.
const MAX_DESCRIPTORS: usize = 4;

/// Longest message, in bytes: thousands of processes with long command lines.
const LONGEST: u64 = 256 << 20;

/// A message ready to be sent: short ones as they are, long ones as a file.
pub(crate) struct Packet {
    bytes: Vec<u8>,
    file: Option<OwnedFd>,
}

impl Packet {
    /// Prepares a message.
    pub(crate) fn new<T: Encode>(message: &T) -> io::Result<Packet> {
        let bytes = encode(message);
        if bytes.len() <= MAX_PACKET {
            return Ok(Packet { bytes, file: None });
        }
        let file = memfd_create("computesdk-message", MemfdFlags::CLOEXEC)?;
        let mut rest = bytes.as_slice();
        while !rest.is_empty() {
            let written = rustix::io::write(&file, rest)?;
            rest = &rest[written..];
        }
        seek(&file, SeekFrom::Start(0))?;
        Ok(Packet {
            bytes: vec![IN_FILE],
            file: Some(file),
        })
    }

    /// Sends it, without waiting for room.
    pub(crate) fn send(&self, socket: BorrowedFd<'_>, fds: &[BorrowedFd<'_>]) -> io::Result<()> {
        let fds: Vec<BorrowedFd<'_>> = self
            .file
            .iter()
            .map(AsFd::as_fd)
            .chain(fds.iter().copied())
            .collect();
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(MAX_DESCRIPTORS))];
        let mut control = SendAncillaryBuffer::new(&mut space);
        if !fds.is_empty() {
            control.push(SendAncillaryMessage::ScmRights(&fds));
        }
        let flags = SendFlags::NOSIGNAL | SendFlags::DONTWAIT;
        sendmsg(socket, &[IoSlice::new(&self.bytes)], &mut control, flags)?;
        Ok(())
    }
}

/// Receives one packet into `buffer`, without waiting: its length and the
/// descriptors that came with it. Length 0: the other side is gone.
pub(crate) fn receive(
    socket: BorrowedFd<'_>,
    buffer: &mut [u8],
) -> io::Result<(usize, Vec<OwnedFd>)> {
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(MAX_DESCRIPTORS))];
    let mut control = RecvAncillaryBuffer::new(&mut space);
    let flags = RecvFlags::CMSG_CLOEXEC | RecvFlags::DONTWAIT;
    let received = recvmsg(socket, &mut [IoSliceMut::new(buffer)], &mut control, flags)?;
    let fds: Vec<OwnedFd> = control
        .drain()
        .filter_map(|message| match message {
            RecvAncillaryMessage::ScmRights(fds) => Some(fds),
            _ => None,
        })
        .flatten()
        .collect();
    if received.flags.contains(ReturnFlags::CTRUNC) {
        // The kernel drops descriptors that this process has no room for.
        return Err(io::Error::from(rustix::io::Errno::MFILE));
    }
    Ok((received.bytes, fds))
}

/// The message that a file of memory holds. Init makes it, not what runs inside;
/// all the same it gets no more memory than a message can need.
pub(crate) fn file_content(file: OwnedFd) -> io::Result<Vec<u8>> {
    // Who reads anything else may wait for ever, and so would all sandboxes.
    if FileType::from_raw_mode(fstat(&file)?.st_mode) != FileType::RegularFile {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut bytes = Vec::new();
    let file = std::fs::File::from(file);
    file.take(LONGEST).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_message_is_not_waited_for_in_what_is_no_file() {
        let (reader, _writer) = rustix::pipe::pipe().unwrap();
        let read = file_content(reader);
        assert_eq!(read.unwrap_err().kind(), io::ErrorKind::InvalidData);
    }
}
