//! Classic BPF, as far as seccomp filters need it.

mod graph;
mod layout;
mod listing;
mod opcode;

pub(crate) use graph::{Graph, Label, Word};
pub(crate) use opcode::Test;

/// One instruction, field by field the kernel's `struct sock_filter`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Instruction {
    /// What it does.
    pub code: u16,
    /// How many instructions to skip when its test holds.
    pub jt: u8,
    /// How many to skip when it does not.
    pub jf: u8,
    /// Its operand.
    pub k: u32,
}

/// A filter that the kernel can load. Its `Display` is a readable listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program(Vec<Instruction>);

/// A filter that the kernel would not load.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the filter has {length} instructions, the kernel takes {} at most",
    Program::MAX_LENGTH
)]
pub struct TooLong {
    /// The number of instructions.
    pub length: usize,
}

impl Program {
    /// The kernel's limit (`BPF_MAXINSNS`).
    pub const MAX_LENGTH: usize = 4096;

    fn new(instructions: Vec<Instruction>) -> Result<Self, TooLong> {
        match instructions.len() {
            length if length > Self::MAX_LENGTH => Err(TooLong { length }),
            _ => Ok(Self(instructions)),
        }
    }

    /// The instructions, in order.
    #[must_use]
    pub fn instructions(&self) -> &[Instruction] {
        &self.0
    }

    /// The array of `struct sock_filter` that `struct sock_fprog` points to: 8
    /// bytes for each instruction. Little-endian, as x86-64 is, on whatever
    /// machine the policy was compiled.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.0.len() * 8);
        for Instruction { code, jt, jf, k } in &self.0 {
            bytes.extend_from_slice(&code.to_le_bytes());
            bytes.extend_from_slice(&[*jt, *jf]);
            bytes.extend_from_slice(&k.to_le_bytes());
        }
        bytes
    }
}
