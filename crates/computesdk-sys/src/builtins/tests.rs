//! The functions do what those of the standard library do.

use super::*;
use std::vec::Vec;

/// Every length and place in a short row of bytes that all differ.
fn places() -> impl Iterator<Item = (usize, usize, usize)> {
    (0..20).flat_map(|to| {
        (0..20).flat_map(move |from| (0..=20 - to.max(from)).map(move |count| (to, from, count)))
    })
}

fn row() -> Vec<u8> {
    (0..20).map(|at| at * 13).collect()
}

#[test]
fn copies_are_those_of_the_standard_library() {
    for (to, from, count) in places() {
        let (mut ours, mut theirs) = (row(), row());
        theirs.copy_within(from..from + count, to);
        let start = ours.as_mut_ptr();
        // SAFETY: both places lie in the row.
        let returned = unsafe { memmove(start.add(to), start.add(from), count) };
        assert_eq!(returned, start.wrapping_add(to));
        assert_eq!(ours, theirs, "{count} bytes from {from} to {to}");

        let (mut ours, source) = (row(), row());
        // SAFETY: the places lie in rows of their own.
        unsafe { memcpy(ours.as_mut_ptr().add(to), source.as_ptr().add(from), count) };
        assert_eq!(ours, theirs, "{count} bytes from {from} to {to}");
    }
}

#[test]
fn setting_stays_within_its_bounds() {
    for (to, _, count) in places() {
        let (mut ours, mut theirs) = (row(), row());
        theirs[to..to + count].fill(0xab);
        // SAFETY: the place lies in the row.
        unsafe { memset(ours.as_mut_ptr().add(to), 0xab, count) };
        assert_eq!(ours, theirs);
    }
}

#[test]
fn comparison_orders_bytes_without_sign() {
    let texts: [&[u8; 4]; 5] = [b"aaaa", b"aaab", b"baaa", b"aaa\xff", b"\xffaaa"];
    for left in texts {
        for right in texts {
            // SAFETY: all have four bytes.
            let (order, equal) = unsafe {
                (
                    memcmp(left.as_ptr(), right.as_ptr(), 4),
                    bcmp(left.as_ptr(), right.as_ptr(), 4) == 0,
                )
            };
            assert_eq!(order.cmp(&0), left.cmp(right));
            assert_eq!(equal, left == right);
        }
    }
    // SAFETY: nothing is read.
    let nothing = unsafe { memcmp(b"a".as_ptr(), b"b".as_ptr(), 0) };
    assert_eq!(nothing, 0);
}

#[test]
fn a_string_ends_at_its_nul() {
    for text in [c"", c"a", c"computesdk"] {
        // SAFETY: it is a C string.
        assert_eq!(unsafe { strlen(text.as_ptr()) }, text.to_bytes().len());
    }
}
