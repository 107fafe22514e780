//! On which processor a file server waits.

use computesdk_sys::processor::Processors;

/// A server kept on the processor of its last caller, who will wait there for the next
/// answer: the server then runs as soon as that one waits. To wake another processor,
/// and to be woken by it, takes longer than most calls do.
///
/// Where the kernel refuses any of this, the server waits where it may: answers come
/// later, not wrong.
#[derive(Default)]
pub(super) struct Beside {
    /// The processor that it is kept on, and those that it may use.
    kept: Option<(u32, Processors)>,
}

impl Beside {
    /// Goes to this processor, and stays.
    pub(super) fn stay(&mut self, processor: u32) {
        if self.kept.as_ref().is_some_and(|(at, _)| *at == processor) {
            return;
        }
        let allowed = match self.kept.take() {
            Some((_, allowed)) => Ok(allowed),
            None => Processors::allowed(),
        };
        let Ok(allowed) = allowed else { return };
        match Processors::one(processor).assign(0) {
            Ok(()) => self.kept = Some((processor, allowed)),
            // One that this sandbox may not use. Its caller is not beside it on the
            // old one any more either.
            Err(_) => drop(allowed.assign(0)),
        }
    }

    /// Goes where it may: its caller has other things to do meanwhile.
    pub(super) fn leave(&mut self) {
        if let Some((_, allowed)) = self.kept.take() {
            let _ = allowed.assign(0);
        }
    }
}
