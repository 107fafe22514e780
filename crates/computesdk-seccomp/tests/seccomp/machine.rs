//! The kernel's side: a machine for classic BPF as seccomp runs it, written from
//! its documentation and not from the compiler.

use computesdk_seccomp::{Answer, Instruction};

pub(crate) const X86_64: u32 = 0xc000_003e;
pub(crate) const I386: u32 = 0x4000_0003;

/// What the filter is shown of a system call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Call {
    pub(crate) number: u32,
    pub(crate) architecture: u32,
    pub(crate) args: [u64; 6],
}

impl Call {
    pub(crate) fn new(number: u32, args: [u64; 6]) -> Self {
        Self {
            number,
            architecture: X86_64,
            args,
        }
    }

    /// The same by another architecture's convention.
    pub(crate) fn by(self, architecture: u32) -> Self {
        Self {
            architecture,
            ..self
        }
    }

    fn word(&self, offset: u32) -> u32 {
        assert!(
            offset.is_multiple_of(4) && offset < 64,
            "load from {offset}"
        );
        match offset {
            0 => self.number,
            4 => self.architecture,
            8 | 12 => 0x7fff_1234, // The instruction pointer.
            _ => {
                let arg = self.args[(offset as usize - 16) / 8];
                if offset.is_multiple_of(8) {
                    arg as u32
                } else {
                    (arg >> 32) as u32
                }
            }
        }
    }
}

/// How a run went.
pub(crate) struct Run {
    pub(crate) answer: Answer,
    pub(crate) steps: usize,
    /// Whether anything but number and architecture was looked at.
    pub(crate) saw_arguments: bool,
}

/// Runs a filter. Panics where the kernel would refuse to load it.
pub(crate) fn run(program: &[Instruction], call: &Call) -> Run {
    let mut at = 0;
    let mut value: u32 = 0;
    let mut saw_arguments = false;
    for steps in 1.. {
        let Instruction { code, jt, jf, k } = program[at];
        at += 1;
        let test = match code {
            0x20 => {
                value = call.word(k);
                saw_arguments |= k >= 8;
                continue;
            }
            0x54 => {
                value &= k;
                continue;
            }
            0x05 => {
                at += k as usize;
                continue;
            }
            0x06 => {
                let answer = match k & 0xffff_0000 {
                    0x7fff_0000 => Answer::Allow,
                    0x0005_0000 => Answer::Errno(k as u16),
                    _ => panic!("answer {k:#x}"),
                };
                return Run {
                    answer,
                    steps,
                    saw_arguments,
                };
            }
            0x15 => value == k,
            0x25 => value > k,
            0x35 => value >= k,
            0x45 => value & k != 0,
            _ => panic!("code {code:#x}"),
        };
        at += usize::from(if test { jt } else { jf });
    }
    unreachable!("jumps go forward, so a run ends")
}
