//! Interpreters that wait for code: see [`computesdk_languages::Standby`].
//!
//! One serves a call that would start the very same command: same program, directory,
//! variables, user and limits. Any other call starts its own. None serves two.

mod hook;
mod making;
mod slot;
mod warm;

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use computesdk_languages::Standby;
use computesdk_model::{CommandSpec, Limits, StdinMode};
use computesdk_provider::{self as provider, Process};
use tokio::io::AsyncWriteExt;

use super::programs::Archived;
use hook::Hook;
use slot::Slot;
pub use warm::Warm;

/// Most commands for which one waits in a sandbox at a time.
const MOST: usize = 8;

/// A sandbox of less than so many times the memory of one has better use for it.
const SHARE: u64 = 8;

/// A sandbox of fewer processes has better use for them.
const FEW: u64 = 16;

/// The standbys of a sandbox.
#[derive(Debug, Default)]
pub(crate) struct Standbys(Mutex<Vec<Slot>>);

/// One that waits.
pub(crate) struct Waiting {
    process: Process,
    /// What the command is started with otherwise.
    command: CommandSpec,
    standby: &'static Standby,
    /// What it needs while it runs.
    hook: Hook,
}

/// A call that one may serve.
pub(crate) struct Call<'a> {
    pub(crate) standby: &'static Standby,
    /// What runs it, but for its arguments.
    pub(crate) command: CommandSpec,
    pub(crate) code: &'a str,
    /// What it starts sooner with.
    pub(crate) archive: Option<Archived>,
    pub(crate) args: &'a [OsString],
}

/// One that was taken for a call.
#[derive(Debug)]
pub(crate) struct Taken {
    // Never locked: so that options can be shared while they are read.
    waiting: Mutex<Waiting>,
    args: Vec<OsString>,
}

impl Standbys {
    /// The one that waits for such a command, but for its arguments. There will be another
    /// for the next such call: the first may be the only one.
    pub(crate) fn take(
        self: &Arc<Self>,
        sandbox: &Arc<dyn provider::Sandbox>,
        call: Call<'_>,
    ) -> Option<Taken> {
        let Call {
            standby,
            command,
            code,
            archive,
            args,
        } = call;
        if command.terminal.is_some() {
            return None;
        }
        let limits = sandbox.limits();
        let mut slots = self.slots();
        let slot = Slot::of(&mut slots, command, standby);
        let waiting = slot.ask(code);
        if slot.wants_one(|| allow(&limits, standby)) {
            making::start(self, sandbox, slot.begin(archive));
        }
        drop(slots);
        waiting.map(|waiting| Taken {
            waiting: Mutex::new(waiting),
            args: args.to_owned(),
        })
    }

    /// The processes that wait, by their ids. Nobody has started them.
    pub(crate) fn pids(&self) -> Vec<u32> {
        self.slots().iter().filter_map(Slot::pid).collect()
    }

    /// Ends all that wait.
    pub(crate) fn clear(&self) {
        // Dropped when the lock is free again.
        let _cleared = std::mem::take(&mut *self.slots());
    }

    /// No code panics while it holds the lock, so a poisoned one is whole.
    fn slots(&self) -> MutexGuard<'_, Vec<Slot>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether a sandbox has room for one that nobody asked for.
fn allow(limits: &Limits, standby: &Standby) -> bool {
    let memory = limits
        .memory
        .is_none_or(|most| most / SHARE >= standby.memory);
    standby.is_quick && memory && limits.processes.is_none_or(|most| most >= FEW)
}

impl Taken {
    /// What is to be removed when the call is over.
    pub(super) fn files(&mut self) -> Option<PathBuf> {
        let waiting = self.waiting.get_mut();
        waiting.unwrap_or_else(PoisonError::into_inner).hook.give()
    }

    /// Begins the call. `None` where it has ended meanwhile, and somebody else has to.
    pub(crate) async fn begin(self, stdin: StdinMode) -> Option<Process> {
        let Waiting {
            mut process,
            command,
            standby,
            ..
        } = self
            .waiting
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        let no_input = stdin == StdinMode::Null;
        let message = standby.message(&command, no_input, &self.args);
        let writer = process.stdin.as_mut()?;
        writer.write_all(&message).await.ok()?;
        writer.flush().await.ok()?;
        if no_input {
            process.stdin = None;
        }
        Some(process)
    }
}

impl std::fmt::Debug for Waiting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Waiting")
            .field("pid", &self.process.pid)
            .finish_non_exhaustive()
    }
}
