//! The instruction codes in use: class, size, mode, operation and source together.

/// The current value becomes the word at offset `k` of the system call's data.
pub(super) const LOAD: u16 = 0x20;
/// The current value keeps the bits of `k`.
pub(super) const AND: u16 = 0x54;
/// Skip `k` instructions.
pub(super) const JUMP: u16 = 0x05;
/// Is the current value equal to `k`?
pub(super) const IF_EQUAL: u16 = 0x15;
/// Is it at least `k`?
pub(super) const IF_AT_LEAST: u16 = 0x35;
/// Has it any bit of `k`?
pub(super) const IF_ANY_BIT: u16 = 0x45;
/// Answer `k`.
pub(super) const RETURN: u16 = 0x06;

/// To run the system call (`SECCOMP_RET_ALLOW`).
pub(super) const ALLOW: u32 = 0x7fff_0000;
/// To return the errno in the lower half (`SECCOMP_RET_ERRNO`).
pub(super) const ERRNO: u32 = 0x0005_0000;

/// A test of the current value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Test {
    Equal(u32),
    AtLeast(u32),
    AnyBit(u32),
}

impl Test {
    /// Its instruction code and operand.
    pub(super) fn encode(self) -> (u16, u32) {
        match self {
            Self::Equal(k) => (IF_EQUAL, k),
            Self::AtLeast(k) => (IF_AT_LEAST, k),
            Self::AnyBit(k) => (IF_ANY_BIT, k),
        }
    }
}
