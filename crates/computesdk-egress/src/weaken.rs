//! Leaving checks out, to show that the tests of the checks can fail.
//!
//! Only a build with the feature `weaken` can do it. In any other build the question
//! below is answered `false` when it is compiled.

#[cfg(feature = "weaken")]
use std::sync::atomic::{AtomicU32, Ordering};

/// A check that a test can leave out.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Check {
    /// Whether a rule names what is to be reached.
    Rules,
    /// Whether where a name leads may be reached.
    Addresses,
    /// Whether what is said asks for something else.
    Greetings,
    /// Whether a sandbox has more of something than it may have at a time.
    Bounds,
}

/// The checks that are left out, a bit for each.
#[cfg(feature = "weaken")]
static LEFT_OUT: AtomicU32 = AtomicU32::new(0);

/// Leaves out, in this whole program, the checks of these names: `EgressRules`,
/// `EgressAddresses`, `EgressGreetings`, `EgressBounds`. What is none of them is not for us.
#[cfg(feature = "weaken")]
pub fn leave_out<'a>(names: impl IntoIterator<Item = &'a str>) {
    for name in names {
        let check = match name {
            "EgressRules" => Check::Rules,
            "EgressAddresses" => Check::Addresses,
            "EgressGreetings" => Check::Greetings,
            "EgressBounds" => Check::Bounds,
            _ => continue,
        };
        LEFT_OUT.fetch_or(1 << check as u32, Ordering::Relaxed);
    }
}

/// Whether this check is left out.
pub(crate) fn lacks(check: Check) -> bool {
    #[cfg(feature = "weaken")]
    return LEFT_OUT.load(Ordering::Relaxed) & (1 << check as u32) != 0;
    #[cfg(not(feature = "weaken"))]
    {
        let _ = check;
        false
    }
}
