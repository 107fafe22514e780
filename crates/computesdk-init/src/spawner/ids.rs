//! Which ids of the host a sandbox uses.

use alloc::borrow::ToOwned;
use alloc::rc::Rc;
use alloc::string::String;
use alloc::vec::Vec;
use core::cell::RefCell;

use computesdk_sys::{OwnedFd, process, socket};

use crate::protocol::{Failure, IdMapping};

/// Ids that a sandbox sees.
const COUNT: u32 = 65_536;
/// Its init has one more, which nothing inside can have.
const STEP: u32 = COUNT + 1;
/// First id handed out: far above what distributions give to users, services
/// and containers.
const FIRST: u32 = 0x8000_0000;
/// Sandboxes that share one claim.
const PER_BLOCK: u32 = 128;
const BLOCKS: u32 = (u32::MAX - FIRST) / (STEP * PER_BLOCK);

/// The ids of one sandbox.
#[derive(Clone)]
pub(crate) struct Ids {
    pub(crate) mapping: IdMapping,
    /// First of the host's ids, in the private mapping.
    base: u32,
    /// Given back when the last copy is dropped.
    _slot: Option<Rc<Slot>>,
}

impl Ids {
    /// Content of the `uid_map` and `gid_map` of the sandbox's user namespace.
    ///
    /// With subordinate ids a sandbox that shows parts of the host gives its
    /// user the host user's own id: nothing else could write there.
    pub(super) fn outer_map(&self, shares_host_files: bool) -> String {
        match self.mapping {
            IdMapping::Private => {
                format!("0 {} {COUNT}\n{COUNT} {} 1\n", self.base, self.base + COUNT)
            }
            IdMapping::Subordinate if shares_host_files => {
                format!("0 1 1000\n1000 0 1\n1001 1002 64534\n{COUNT} 1001 1\n")
            }
            IdMapping::Subordinate => format!("0 1 65535\n{COUNT} 0 1\n"),
            IdMapping::Single => "0 0 1\n".to_owned(),
        }
    }

    /// Content of a map that shows a host's id as the sandbox's user.
    pub(super) fn as_user(&self, host_id: u32) -> String {
        format!("{host_id} {} 1\n", self.base + 1000)
    }

    /// Content of the maps of the namespace that commands of this user run in,
    /// below the sandbox's own: without the init's id.
    pub(crate) fn inner_map(&self, uid: u32) -> String {
        match self.mapping {
            IdMapping::Private => format!("0 0 {COUNT}\n"),
            // An extent must lie within one of the map above, which may have
            // the user's id apart.
            IdMapping::Subordinate => "0 0 1000\n1000 1000 1\n1001 1001 64534\n".to_owned(),
            // The one id there is, under the number that was asked for.
            IdMapping::Single => format!("{uid} 0 1\n"),
        }
    }

    /// The init's own id, as the sandbox's user namespace sees it.
    pub(crate) fn of_init(&self) -> u32 {
        match self.mapping {
            IdMapping::Single => 0,
            _ => COUNT,
        }
    }

    /// An id outside that no process has, and of which there is one for each sandbox.
    pub(super) fn account(&self) -> Option<u32> {
        (self.mapping == IdMapping::Private).then(|| self.base + COUNT)
    }

    /// The id of a user of the sandbox, as its user namespace sees it.
    pub(crate) fn of_user(&self, uid: u32) -> u32 {
        match self.mapping {
            IdMapping::Single => 0,
            _ => uid,
        }
    }
}

/// Whether a user namespace with this map has all the ids that are handed out.
pub(super) fn are_mapped(map: &str) -> bool {
    let end = FIRST + BLOCKS * PER_BLOCK * STEP;
    map.lines().any(|line| {
        let mut numbers = line.split_whitespace().map(str::parse::<u32>);
        let (Some(Ok(first)), _, Some(Ok(count))) =
            (numbers.next(), numbers.next(), numbers.next())
        else {
            return false;
        };
        first <= FIRST && first.saturating_add(count) >= end
    })
}

/// Hands out ids.
pub(super) struct Allocator {
    mapping: IdMapping,
    blocks: Rc<RefCell<Vec<Block>>>,
}

/// A range of ids that no other program's spawner uses.
struct Block {
    number: u32,
    free: Vec<u32>,
    /// Bound to the block's name. The kernel frees it with this process, so
    /// there is nothing to clean up after a crash.
    _claim: OwnedFd,
}

struct Slot {
    blocks: Rc<RefCell<Vec<Block>>>,
    block: u32,
    index: u32,
}

impl Drop for Slot {
    fn drop(&mut self) {
        let mut blocks = self.blocks.borrow_mut();
        if let Some(block) = blocks.iter_mut().find(|block| block.number == self.block) {
            block.free.push(self.index);
        }
    }
}

impl Allocator {
    pub(super) fn new(mapping: IdMapping) -> Allocator {
        Allocator {
            mapping,
            blocks: Rc::default(),
        }
    }

    /// Ids for one more sandbox.
    pub(super) fn allocate(&self) -> Result<Ids, Failure> {
        if self.mapping != IdMapping::Private {
            return Ok(Ids {
                mapping: self.mapping,
                base: 0,
                _slot: None,
            });
        }
        let mut blocks = self.blocks.borrow_mut();
        let at = match blocks.iter().position(|block| !block.free.is_empty()) {
            Some(at) => at,
            None => {
                let block = claim_block()?;
                blocks.push(block);
                blocks.len() - 1
            }
        };
        let block = &mut blocks[at];
        let index = block.free.pop().unwrap_or(0);
        let slot = Slot {
            blocks: Rc::clone(&self.blocks),
            block: block.number,
            index,
        };
        Ok(Ids {
            mapping: self.mapping,
            base: FIRST + (block.number * PER_BLOCK + index) * STEP,
            _slot: Some(Rc::new(slot)),
        })
    }
}

fn claim_block() -> Result<Block, Failure> {
    let start = process::id() % BLOCKS;
    let mut last = None;
    for number in (start..BLOCKS).chain(0..start) {
        match socket::claim(format!("computesdk/ids/{number}").as_bytes()) {
            Ok(claim) => {
                return Ok(Block {
                    number,
                    free: (0..PER_BLOCK).rev().collect(),
                    _claim: claim,
                });
            }
            Err(error) => last = Some(error),
        }
    }
    let error = last.unwrap_or(crate::channel::invalid("bind"));
    Err(Failure::new("claim a range of user ids", error))
}
