//! What is known about files, as it travels.

use alloc::vec::Vec;

use computesdk_sys::status::{Kind, Status};

use crate::protocol::files::{Blob, FileRecord};

/// A file as it travels.
pub(super) fn record(status: &Status, target: Option<Vec<u8>>) -> FileRecord {
    FileRecord {
        kind: match status.kind {
            Kind::Regular => 0,
            Kind::Directory => 1,
            Kind::Link => 2,
            Kind::Fifo => 3,
            Kind::Socket => 4,
            Kind::CharDevice => 5,
            Kind::BlockDevice => 6,
        },
        size: status.length,
        allocated: status.allocated,
        mode: status.mode,
        uid: status.owner,
        gid: status.group,
        links: status.links,
        inode: status.inode,
        modified: status.modified,
        accessed: status.accessed,
        changed: status.changed,
        target: target.map(Blob),
    }
}
