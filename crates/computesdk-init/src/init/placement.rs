//! On which processor a new process starts.

use computesdk_sys::processor::Processors;

/// Init kept on the processor that it runs on, while it starts a process: that
/// one then runs as soon as init waits. To wake an idle processor for it can take
/// longer than all that it does.
///
/// Where the kernel refuses any of this, a process starts where it may: later,
/// not wrong.
pub(super) struct Here {
    allowed: Option<Processors>,
}

impl Here {
    /// Holds init, and what it starts from now on, on this processor.
    pub(super) fn stay() -> Here {
        let stay = || {
            let allowed = Processors::allowed()?;
            Processors::current()?.assign(0).map(|()| allowed)
        };
        Here {
            allowed: stay().ok(),
        }
    }

    /// Where it may.
    pub(super) fn anywhere() -> Here {
        Here { allowed: None }
    }

    /// Lets the calling process, init or what it has started, go where it may
    /// again. Allocates nothing.
    pub(super) fn leave(&self) {
        if let Some(allowed) = &self.allowed {
            let _ = allowed.assign(0);
        }
    }
}
