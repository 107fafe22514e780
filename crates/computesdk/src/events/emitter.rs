//! Where the events of one sandbox come from.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Instant, SystemTime};

use computesdk_model::{
    EgressEvent, EndReason, EventKind, Outcome, Program, SandboxEvent, SandboxId,
};
use computesdk_provider::Observer;

use super::channel::Channel;
use super::running::Running;
use super::{Events, Everything};
use crate::metrics::Meter;

/// Tells of one sandbox, in the order in which things happen to it. It knows the sandbox
/// by its id alone, so that whoever holds it does not keep that alive.
#[derive(Debug)]
pub(crate) struct Emitter {
    sandbox: SandboxId,
    own: Channel,
    all: Everything,
    meter: Meter,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// By what it ends: the first reason that is known.
    reason: Option<EndReason>,
    /// Nothing is told any more.
    over: bool,
    /// Commands whose start was told and whose end was not: by number, as process ids
    /// are used again.
    running: BTreeMap<u64, Command>,
    last: u64,
}

#[derive(Clone, Copy, Debug)]
struct Command {
    pid: u32,
    since: Instant,
}

impl Emitter {
    /// Tells that a sandbox was made: by whom, and since when.
    pub(crate) fn born(
        sandbox: SandboxId,
        provider: &str,
        all: Everything,
        began: (SystemTime, Instant),
    ) -> Arc<Emitter> {
        let creation_time = began.1.elapsed();
        let meter = Meter::new(provider);
        meter.created(creation_time);
        let emitter = Emitter {
            sandbox,
            own: Channel::default(),
            all,
            meter,
            state: Mutex::default(),
        };
        if emitter.is_heard() {
            let provider = provider.to_owned();
            emitter.tell(began.0, EventKind::Created { provider });
            emitter.tell_now(EventKind::Ready { creation_time });
        }
        Arc::new(emitter)
    }

    /// Tells nobody of this sandbox, and counts nothing of it.
    pub(crate) fn silent(sandbox: SandboxId, provider: &str) -> Arc<Emitter> {
        let state = State {
            over: true,
            ..State::default()
        };
        Arc::new(Emitter {
            sandbox,
            own: Channel::default(),
            all: Everything::default(),
            meter: Meter::new(provider),
            state: Mutex::new(state),
        })
    }

    /// What is told from now on.
    pub(crate) fn listen(&self) -> Events {
        // Nothing may be told between the look and the listening.
        let state = self.state();
        match state.over {
            true => Events::none(),
            false => Events::of_one(self.own.listen()),
        }
    }

    pub(super) fn sandbox(&self) -> &SandboxId {
        &self.sandbox
    }

    /// What is counted.
    pub(crate) fn meter(&self) -> &Meter {
        &self.meter
    }

    /// Tells that a command runs, and when it was called for.
    pub(crate) fn started(
        self: &Arc<Self>,
        pid: u32,
        program: &Program,
        since: Instant,
    ) -> Running {
        let mut number = None;
        if self.is_heard() {
            let mut state = self.state();
            if !state.over {
                state.last += 1;
                number = Some(state.last);
                let last = state.last;
                state.running.insert(last, Command { pid, since });
                let program = program.name().into_owned();
                self.tell_now(EventKind::ExecStarted { pid, program });
            }
        }
        Running::new(Arc::clone(self), number, pid, since)
    }

    /// Tells that a command has ended, and before that which limit it met.
    pub(super) fn ended(&self, number: Option<u64>, limit: Option<EventKind>, end: EventKind) {
        if number.is_none() && !self.is_heard() {
            return;
        }
        let mut state = self.state();
        if let Some(number) = number {
            state.running.remove(&number);
        }
        if !state.over {
            limit.into_iter().for_each(|limit| self.tell_now(limit));
            self.tell_now(end);
        }
    }

    /// Tells how packages for its code are coming along.
    pub(crate) fn packages(&self, kind: EventKind) {
        if self.is_heard() {
            let state = self.state();
            if !state.over {
                self.tell_now(kind);
            }
        }
    }

    /// What ended a command that ended with its sandbox.
    pub(super) fn outcome_of_gone(&self) -> Outcome {
        match &self.state().reason {
            Some(reason) => killed_by(reason),
            None => Outcome::Signalled,
        }
    }

    /// Says by what it ends, unless that is known.
    pub(crate) fn ending(&self, reason: EndReason) {
        self.state().reason.get_or_insert(reason);
    }

    /// Tells, once, that it has ended, and with it all that ran in it.
    pub(crate) fn over(&self) {
        let mut state = self.state();
        if state.over {
            return;
        }
        state.over = true;
        let reason = state.reason.clone().unwrap_or(EndReason::Dropped);
        for (_, Command { pid, since }) in std::mem::take(&mut state.running) {
            self.tell_now(EventKind::ExecEnded {
                pid,
                exit_code: None,
                signal: None,
                outcome: killed_by(&reason),
                execution_time: since.elapsed(),
            });
        }
        self.meter.destroyed(&reason);
        if self.is_heard() {
            let reason = reason.clone();
            self.tell_now(EventKind::Destroyed { reason });
        }
        // Whoever finds it over can rely on that it was told.
        drop(state);
        tracing::debug!(sandbox = %self.sandbox, %reason, "sandbox ended");
    }

    fn is_heard(&self) -> bool {
        self.own.is_heard() || self.all.0.is_heard()
    }

    fn tell_now(&self, kind: EventKind) {
        self.tell(SystemTime::now(), kind);
    }

    /// Whoever calls this holds the state, so that all see one order.
    fn tell(&self, time: SystemTime, kind: EventKind) {
        let event = Arc::new(SandboxEvent::new(time, self.sandbox.clone(), kind));
        self.own.send(&event);
        self.all.0.send(&event);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // It stays whole whatever a panicking holder did.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What ends a command when its sandbox ends.
fn killed_by(reason: &EndReason) -> Outcome {
    match reason {
        EndReason::Destroyed | EndReason::Dropped => Outcome::KilledByCaller,
        _ => Outcome::Signalled,
    }
}

impl Observer for Emitter {
    fn egress(&self, event: &EgressEvent) {
        self.meter.egress(event);
        if event.is_denied() && self.is_heard() {
            let state = self.state();
            if !state.over {
                let event = event.clone();
                self.tell(event.time, EventKind::EgressDenied { event });
            }
        }
    }

    fn ended(&self, cause: &str) {
        self.ending(EndReason::Ended(cause.to_owned()));
        self.over();
    }
}
