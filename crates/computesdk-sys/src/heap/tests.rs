//! What the heap promises.

use super::*;
use std::boxed::Box;
use std::vec::Vec;

fn heap() -> Box<Heap> {
    // SAFETY: each test's heap is used by the test's thread alone.
    Box::new(unsafe { Heap::new() })
}

fn layout(size: usize) -> Layout {
    Layout::from_size_align(size, 8).unwrap()
}

/// Blocks with the pattern that each was filled with.
struct Filled<'a> {
    heap: &'a Heap,
    blocks: Vec<(*mut u8, Layout, u8)>,
}

impl Filled<'_> {
    fn add(&mut self, size: usize) {
        let pattern = self.blocks.len() as u8;
        // SAFETY: the size is not 0, and the block has it.
        let block = unsafe {
            let block = self.heap.alloc(layout(size));
            assert!(!block.is_null());
            block.write_bytes(pattern, size);
            block
        };
        assert!(block.addr().is_multiple_of(SMALLEST));
        self.blocks.push((block, layout(size), pattern));
    }

    fn resize(&mut self, at: usize, size: usize) {
        let (block, old, pattern) = &mut self.blocks[at];
        // SAFETY: the block has the old layout, and the new size is not 0.
        unsafe {
            *block = self.heap.realloc(*block, *old, size);
            let kept = std::slice::from_raw_parts(*block, size.min(old.size()));
            assert!(kept.iter().all(|byte| byte == pattern));
            block.write_bytes(*pattern, size);
        }
        *old = layout(size);
    }

    fn remove(&mut self, at: usize) {
        let (block, layout, pattern) = self.blocks.swap_remove(at);
        // SAFETY: the block has this layout and is not used again.
        unsafe {
            let bytes = std::slice::from_raw_parts(block, layout.size());
            assert!(bytes.iter().all(|byte| *byte == pattern), "overwritten");
            self.heap.dealloc(block, layout);
        }
    }
}

#[test]
fn blocks_keep_what_is_written_to_them() {
    let heap = heap();
    let mut filled = Filled {
        heap: &heap,
        blocks: Vec::new(),
    };
    // A fixed sequence of sizes and choices, of every class and beyond.
    let mut random = 1u32;
    let mut next = |below: usize| {
        random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (random >> 8) as usize % below
    };
    for _ in 0..20_000 {
        let largest = 1 << next(18);
        let size = 1 + next(largest);
        match next(5) {
            0 | 1 => filled.add(size),
            2 if !filled.blocks.is_empty() => {
                let at = next(filled.blocks.len());
                filled.resize(at, size);
            }
            _ if !filled.blocks.is_empty() => {
                let at = next(filled.blocks.len());
                filled.remove(at);
            }
            _ => {}
        }
    }
    while !filled.blocks.is_empty() {
        filled.remove(0);
    }
}

#[test]
fn what_is_freed_is_given_out_again() {
    let heap = heap();
    let layouts = [16, 17, 1000, 4096, LARGEST].map(layout);
    // SAFETY: the layouts are not empty, and what is freed is not used again.
    let round = || unsafe {
        let blocks = layouts.map(|layout| heap.alloc(layout));
        for (block, layout) in blocks.into_iter().zip(layouts).rev() {
            heap.dealloc(block, layout);
        }
        blocks.map(<*mut u8>::addr)
    };
    assert_eq!(round(), round());
}

#[test]
fn growing_within_a_block_moves_nothing() {
    let heap = heap();
    // SAFETY: the block is freed with the layout that it has by then.
    unsafe {
        let block = heap.alloc(layout(33));
        assert_eq!(heap.realloc(block, layout(33), 64), block);
        let moved = heap.realloc(block, layout(64), 65);
        assert_ne!(moved, block);
        heap.dealloc(moved, layout(65));
    }
}

#[test]
fn alignment_is_kept_up_to_a_page() {
    let heap = heap();
    for align in [32, 64, PAGE] {
        let layout = Layout::from_size_align(100, align).unwrap();
        // SAFETY: the layout is not empty.
        unsafe {
            let block = heap.alloc(layout);
            assert!(!block.is_null() && block.addr().is_multiple_of(align));
            heap.dealloc(block, layout);
        }
    }
    let layout = Layout::from_size_align(100, 2 * PAGE).unwrap();
    // SAFETY: as above.
    assert!(unsafe { heap.alloc(layout) }.is_null());
}

#[test]
fn what_cannot_be_had_is_null() {
    // SAFETY: the layout is not empty.
    assert!(unsafe { heap().alloc(layout(1 << 60)) }.is_null());
}
