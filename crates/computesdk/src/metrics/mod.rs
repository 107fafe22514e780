//! What is counted and measured, through the facade of the crate `metrics`:
//! a program that installs a recorder has it, and for any other it costs next to nothing.
//!
//! All names are here. Each metric has the label `provider`, and those that it lists.
//! Install the recorder before the first sandbox is made.

mod meter;

use ::metrics::{Unit, describe_counter, describe_gauge, describe_histogram};

pub(crate) use meter::{Meter, failed};

/// Counter: sandboxes made.
pub const SANDBOXES_CREATED: &str = "computesdk_sandboxes_created_total";

/// Counter: sandboxes that could not be made, by `error`: the
/// [kind](crate::Error::kind) of what was told.
pub const SANDBOXES_FAILED: &str = "computesdk_sandboxes_failed_total";

/// Counter: sandboxes ended, by `reason`: the [name](crate::EndReason::name) of it.
pub const SANDBOXES_DESTROYED: &str = "computesdk_sandboxes_destroyed_total";

/// Gauge: sandboxes that live.
pub const SANDBOXES: &str = "computesdk_sandboxes";

/// Histogram: seconds until a sandbox was ready.
pub const CREATE_SECONDS: &str = "computesdk_create_seconds";

/// Counter: commands ended, by `outcome`: the [name](crate::Outcome::name) of it.
pub const EXECS: &str = "computesdk_execs_total";

/// Counter: commands that could not be started, by `error`: the
/// [kind](crate::Error::kind) of what was told.
pub const EXECS_FAILED: &str = "computesdk_execs_failed_total";

/// Histogram: seconds from the call of a command to its end.
pub const EXEC_SECONDS: &str = "computesdk_exec_seconds";

/// Counter: limits met by commands, by `limit`: the [name](crate::LimitKind::name) of it.
pub const LIMITS_HIT: &str = "computesdk_limits_hit_total";

/// Counter: bytes of output read from commands, by `stream`: `stdout` or `stderr`.
pub const OUTPUT_BYTES: &str = "computesdk_output_bytes_total";

/// Counter: what was asked of the network, by `protocol` (`dns`, `tcp`, `udp`) and
/// `verdict` (`allowed`, `denied`, `unreachable`).
pub const EGRESS: &str = "computesdk_egress_total";

/// Tells the recorder what each metric is, with its unit.
/// [`build`](crate::ComputeBuilder::build) has done it, unless the recorder was installed
/// after that.
///
/// ```
/// // After the recorder was installed:
/// computesdk::metrics::describe();
/// ```
pub fn describe() {
    describe_counter!(SANDBOXES_CREATED, Unit::Count, "Sandboxes made.");
    describe_counter!(
        SANDBOXES_FAILED,
        Unit::Count,
        "Sandboxes that could not be made."
    );
    describe_counter!(SANDBOXES_DESTROYED, Unit::Count, "Sandboxes ended.");
    describe_gauge!(SANDBOXES, Unit::Count, "Sandboxes that live.");
    describe_histogram!(
        CREATE_SECONDS,
        Unit::Seconds,
        "Time until a sandbox was ready."
    );
    describe_counter!(EXECS, Unit::Count, "Commands ended.");
    describe_counter!(
        EXECS_FAILED,
        Unit::Count,
        "Commands that could not be started."
    );
    describe_histogram!(
        EXEC_SECONDS,
        Unit::Seconds,
        "Time from the call of a command to its end."
    );
    describe_counter!(LIMITS_HIT, Unit::Count, "Limits met by commands.");
    describe_counter!(OUTPUT_BYTES, Unit::Bytes, "Output read from commands.");
    describe_counter!(EGRESS, Unit::Count, "What was asked of the network.");
}
