//! A heap for a program without a C library.
//!
//! Sizes are rounded up to powers of two. A block that is freed goes on the list
//! of its size, and the next request of that size gets it: the latest first,
//! whose page has been touched already. New blocks are cut from a piece of
//! memory of which the kernel provides only the pages that are used. What is
//! larger than the largest block is a mapping of its own, and goes back to the
//! kernel when it is freed.

use core::alloc::{GlobalAlloc, Layout};
use core::cell::UnsafeCell;
use core::ptr;

use crate::memory;

/// Smallest block; every block is aligned to it.
const SMALLEST: usize = 16;
/// Sizes of blocks, each twice the one before: the largest is 64 KiB, which is
/// what the longest message needs.
const CLASSES: usize = 13;
const LARGEST: usize = SMALLEST << (CLASSES - 1);
/// What new blocks are cut from, a piece at a time.
const PIECE: usize = 4 * LARGEST;
/// Alignment of a mapping, the most that can be had.
const PAGE: usize = 4096;

/// The heap of a single-threaded program.
///
/// Its first piece is part of it: in a static that is all zero, so it takes no
/// room in the program's file, and no page tables of its own.
pub struct Heap {
    state: UnsafeCell<State>,
    first: UnsafeCell<[u128; PIECE / SMALLEST]>,
}

struct State {
    /// Freed blocks of each size: each begins with the address of the next.
    free: [*mut Freed; CLASSES],
    /// What is left of the latest piece; null before the first.
    rest: *mut u8,
    left: usize,
}

struct Freed {
    next: *mut Freed,
}

// SAFETY: whoever made it has promised that no two threads use it.
unsafe impl Sync for Heap {}

impl Heap {
    /// An empty heap.
    ///
    /// # Safety
    ///
    /// No two threads may use it, nor a process that shares the memory of
    /// another that may use it at the same time.
    pub const unsafe fn new() -> Heap {
        Heap {
            state: UnsafeCell::new(State {
                free: [ptr::null_mut(); CLASSES],
                rest: ptr::null_mut(),
                left: 0,
            }),
            first: UnsafeCell::new([0; PIECE / SMALLEST]),
        }
    }

    /// A block that was not used before; null where there is no memory.
    fn cut(&self, state: &mut State, size: usize) -> *mut u8 {
        if state.left < size {
            let piece = if state.rest.is_null() {
                self.first.get().cast()
            } else {
                match memory::map(PIECE) {
                    Ok(piece) => piece,
                    Err(_) => return ptr::null_mut(),
                }
            };
            // What was left is lost: most of it are pages that were not touched.
            (state.rest, state.left) = (piece, PIECE);
        }
        let block = state.rest;
        state.rest = block.wrapping_add(size);
        state.left -= size;
        block
    }
}

/// Which list blocks for this layout are on; `None` for a mapping of its own.
fn class(layout: Layout) -> Option<usize> {
    if layout.size() > LARGEST || layout.align() > SMALLEST {
        return None;
    }
    let size = layout.size().max(SMALLEST).next_power_of_two();
    Some((size / SMALLEST).ilog2() as usize)
}

// SAFETY: a block is handed out once until it is freed; it is as large and as
// aligned as its class says, or as a mapping is; nothing here panics.
unsafe impl GlobalAlloc for Heap {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let Some(class) = class(layout) else {
            if layout.align() > PAGE {
                return ptr::null_mut();
            }
            return memory::map(layout.size()).unwrap_or(ptr::null_mut());
        };
        // SAFETY: no other thread uses the heap, and nothing below comes back
        // to it while this reference lives.
        let state = unsafe { &mut *self.state.get() };
        let block = state.free[class];
        if block.is_null() {
            return self.cut(state, SMALLEST << class);
        }
        // SAFETY: what is on a list begins with the address of the next, and
        // nobody else uses it.
        state.free[class] = unsafe { (*block).next };
        block.cast()
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        let Some(class) = class(layout) else {
            // SAFETY: alloc has mapped so much for this layout; the caller
            // gives it up.
            return unsafe { memory::unmap(block, layout.size()) };
        };
        // SAFETY: as in alloc.
        let state = unsafe { &mut *self.state.get() };
        let block: *mut Freed = block.cast();
        // SAFETY: the block is ours again, aligned, and has room for an address.
        unsafe {
            block.write(Freed {
                next: state.free[class],
            })
        };
        state.free[class] = block;
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: the caller has made sure that the size is a valid one.
        let wanted = unsafe { Layout::from_size_align_unchecked(size, layout.align()) };
        if class(layout).is_some() && class(layout) == class(wanted) {
            return block;
        }
        // SAFETY: the caller answers for the block and its layout; the new block
        // is another, and has room for what is copied.
        unsafe {
            let moved = self.alloc(wanted);
            if !moved.is_null() {
                ptr::copy_nonoverlapping(block, moved, layout.size().min(size));
                self.dealloc(block, layout);
            }
            moved
        }
    }
}

#[cfg(test)]
mod tests;
