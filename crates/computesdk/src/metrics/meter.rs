//! Counting for one sandbox.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use ::metrics::{Counter, Gauge, Histogram, SharedString, counter, gauge, histogram};
use computesdk_model::{EgressEvent, EndReason, Error, LimitKind, Outcome, Verdict};

use super::{
    CREATE_SECONDS, EGRESS, EXEC_SECONDS, EXECS, EXECS_FAILED, LIMITS_HIT, OUTPUT_BYTES, SANDBOXES,
    SANDBOXES_CREATED, SANDBOXES_DESTROYED, SANDBOXES_FAILED,
};

/// Counts what happens to one sandbox.
pub(crate) struct Meter {
    provider: SharedString,
    /// Of the recorder that has seen its birth, which alone can take it back.
    living: Gauge,
    /// Kept, as they cost an allocation each time that they are looked up.
    exec_seconds: Histogram,
    output: [Counter; 2],
}

/// Counts a sandbox that could not be made.
pub(crate) fn failed(provider: &str, error: &Error) {
    let provider = provider.to_owned();
    counter!(SANDBOXES_FAILED, "provider" => provider, "error" => error.kind()).increment(1);
}

impl Meter {
    pub(crate) fn new(provider: &str) -> Meter {
        let provider = SharedString::from_shared(Arc::from(provider));
        Meter {
            living: gauge!(SANDBOXES, "provider" => provider.clone()),
            exec_seconds: histogram!(EXEC_SECONDS, "provider" => provider.clone()),
            output: ["stdout", "stderr"].map(
                |stream| counter!(OUTPUT_BYTES, "provider" => provider.clone(), "stream" => stream),
            ),
            provider,
        }
    }

    fn provider(&self) -> SharedString {
        self.provider.clone()
    }

    pub(crate) fn created(&self, time: Duration) {
        self.living.increment(1.0);
        counter!(SANDBOXES_CREATED, "provider" => self.provider()).increment(1);
        histogram!(CREATE_SECONDS, "provider" => self.provider()).record(time);
    }

    pub(crate) fn destroyed(&self, reason: &EndReason) {
        self.living.decrement(1.0);
        let reason = reason.name();
        counter!(SANDBOXES_DESTROYED, "provider" => self.provider(), "reason" => reason)
            .increment(1);
    }

    pub(crate) fn exec(&self, outcome: Outcome, time: Duration) {
        let outcome = outcome.name();
        counter!(EXECS, "provider" => self.provider(), "outcome" => outcome).increment(1);
        self.exec_seconds.record(time);
    }

    pub(crate) fn exec_failed(&self, error: &Error) {
        let error = error.kind();
        counter!(EXECS_FAILED, "provider" => self.provider(), "error" => error).increment(1);
    }

    pub(crate) fn limit_hit(&self, limit: LimitKind) {
        let limit = limit.name();
        counter!(LIMITS_HIT, "provider" => self.provider(), "limit" => limit).increment(1);
    }

    /// Counts bytes of standard output, and of standard error.
    pub(crate) fn output(&self) -> [Counter; 2] {
        self.output.clone()
    }

    pub(crate) fn egress(&self, event: &EgressEvent) {
        let verdict = match event.verdict {
            Verdict::Allowed => "allowed",
            Verdict::Denied(_) => "denied",
            _ => "unreachable",
        };
        let protocol = event.protocol.to_string();
        counter!(
            EGRESS,
            "provider" => self.provider(),
            "protocol" => protocol,
            "verdict" => verdict
        )
        .increment(1);
    }
}

impl fmt::Debug for Meter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Meter")
            .field("provider", &self.provider)
            .finish_non_exhaustive()
    }
}
