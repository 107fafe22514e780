//! Which system calls a sandboxed command may make: policies as commented data, and
//! the compiler that makes filters of them.
//!
//! The build compiles the policies of the folder `policies/`. A program that uses a
//! [`Profile`] only hands its finished filter to the kernel:
//!
//! ```
//! let filter: &'static [u8] = computesdk_seccomp::default_filter();
//! let length = filter.len() / 8; // `sock_fprog.len`; each instruction has 8 bytes
//! assert!(length < 4096);
//!
//! let debug = computesdk_seccomp::profile("debug").expect("comes with the crate");
//! assert_ne!(debug.filter, filter);
//! ```
//!
//! # Reading a policy
//!
//! A policy is a list of rules. Each names system calls and their answer, `allow` or
//! an errno, with a comment that gives the reason:
//!
//! ```toml
//! [[rule]]
//! calls = ["keyctl", "add_key", "request_key"]
//! answer = "EPERM"
//! ```
//!
//! Where the arguments matter, the rule names them and lists cases. The first case
//! that holds decides, else the rule's `answer`:
//!
//! ```toml
//! [[rule]]
//! calls = ["socket"]
//! arguments.family = { index = 0, bits = 32 }
//! arguments.type = { index = 1, bits = 32, mask = "SOCK_TYPE_MASK" }
//! cases = [
//!   { when = { family = { in = ["AF_UNIX"] } }, then = "allow" },
//!   { when = { family = { in = ["AF_INET"] }, type = { in = ["SOCK_RAW"] } }, then = "EPERM" },
//! ]
//! answer = "EAFNOSUPPORT"
//! ```
//!
//! - `bits = 32` is for what the kernel reads as an `int`. It ignores the upper half
//!   of the register, so a filter that looked at it could be passed by setting a bit
//!   there. Without `bits`, all 64 count.
//! - `mask` leaves only these bits of the argument to be compared.
//! - A condition is `in` (one of these values), `any` (at least one of these bits) or
//!   `only` (no bit but these). All conditions of a case must hold.
//! - Values are words from the table `[constants]`.
//!
//! Above the rules stand `unlisted`, the answer to numbers that no rule names, and
//! `foreign`, the answer to other architectures' calls. With `extends` a policy takes
//! over another's rules and replaces those that it names.
//!
//! What a filter cannot see: anything behind a pointer (paths, the flags of `clone3`),
//! and what a descriptor refers to.
//!
//! # Changing a policy
//!
//! 1. Edit the rule and its comment. A mistake stops the build and is reported with
//!    its line; so is a rule, case or constant without any effect ([`Problem`]).
//! 2. Add to `tests/seccomp/decisions.toml` what it should now answer.
//! 3. To see the filter: `cargo run -p computesdk-seccomp --example listing`.
//!
//! For a new kernel, append its calls to the table in `src/syscalls`: a test then
//! asks for a decision about each.
//!
//! A policy of one's own is read and compiled in the same way at run time:
//!
//! ```
//! use computesdk_seccomp::{Policy, compile};
//!
//! let policy = Policy::parse(
//!     r#"
//!     name = "no network"
//!     extends = "default"
//!
//!     [[rule]]
//!     calls = ["socket"]
//!     answer = "EAFNOSUPPORT"
//!     "#,
//! )?;
//! let filter: Vec<u8> = compile(&policy)?.to_bytes();
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod answer;
mod bpf;
mod compile;
mod policy;
mod profile;
pub mod syscalls;

pub use answer::Answer;
pub use bpf::{Instruction, Program, TooLong};
pub use compile::compile;
pub use policy::{Argument, Case, Condition, Policy, PolicyError, Problem, Rule, Test};
pub use profile::{PROFILES, Profile, default_filter, profile};
