//! The rows of the table, and what they are to reach.

use super::Timing;
use crate::cases::{
    Bare, Bubblewrap, Cycle, Exec, First, HostPs, Limited, Name, Oci, Pooled, Primitive, Ps,
};

/// A case in words.
pub(super) struct Row {
    pub(super) name: Name,
    pub(super) title: &'static str,
    pub(super) target: Option<Target>,
}

/// What a median is to reach.
#[derive(Clone, Copy)]
pub(super) enum Target {
    /// At most so many times a bare process.
    TimesBare(f64),
    BelowBubblewrap,
    /// At most so many milliseconds.
    Milliseconds(f64),
    /// At most so many milliseconds more than a create without limits.
    MoreThanUnlimited(f64),
}

/// From top to bottom.
pub(super) const ROWS: [Row; 19] = [
    row(Bare::NAME, "bare `posix_spawn` of `/bin/true`", None),
    row(
        Exec::NAME,
        "`exec` in a living sandbox",
        Some(Target::TimesBare(1.4)),
    ),
    row(
        Primitive::NAME,
        "the same by the provider's primitives",
        None,
    ),
    row(
        Pooled::NAME,
        "create from the pool and first `exec`",
        Some(Target::TimesBare(1.5)),
    ),
    row(Pooled::CREATE, "… of that, create", None),
    row(
        Cycle::NAME,
        "create without a pool, `exec`, destroy",
        Some(Target::TimesBare(3.5)),
    ),
    row(Cycle::CREATE, "… of that, create", None),
    row(Cycle::EXEC, "… `exec`", None),
    row(Cycle::DESTROY, "… destroy", None),
    row(
        First::INSIDE,
        "first create and `exec` in a program",
        Some(Target::BelowBubblewrap),
    ),
    row(
        First::PROCESS,
        "a whole program that does it, and destroys",
        Some(Target::BelowBubblewrap),
    ),
    row(Bubblewrap::NAME, "a whole `bwrap` for the same", None),
    row(Oci::CRUN, "a whole `crun`", None),
    row(Oci::RUNC, "a whole `runc`", None),
    row(Limited::NONE, "create without any limit", None),
    row(
        Limited::ALL,
        "create with every limit set",
        Some(Target::MoreThanUnlimited(0.3)),
    ),
    row(
        Ps::NAME,
        "`ps` of 200 processes",
        Some(Target::Milliseconds(5.0)),
    ),
    row(
        HostPs::FILES,
        "the same files of them, read on the host",
        None,
    ),
    row(HostPs::COMMAND, "the host's own `ps` of them", None),
];

const fn row(name: Name, title: &'static str, target: Option<Target>) -> Row {
    Row {
        name,
        title,
        target,
    }
}

impl Target {
    pub(super) fn words(self) -> String {
        match self {
            Target::TimesBare(most) => format!("≤ {most} × bare"),
            Target::BelowBubblewrap => "below `bwrap`".to_owned(),
            Target::Milliseconds(most) => format!("≤ {most}"),
            Target::MoreThanUnlimited(most) => format!("≤ {most} more than without"),
        }
    }

    /// `None` where there was nothing to compare with.
    pub(super) fn met(self, timing: &Timing) -> Option<bool> {
        match self {
            Target::TimesBare(most) => Some(timing.times_bare <= most),
            Target::BelowBubblewrap => timing.times_bubblewrap.map(|ratio| ratio < 1.0),
            Target::Milliseconds(most) => Some(timing.median <= most),
            Target::MoreThanUnlimited(most) => timing.more_than_unlimited.map(|more| more <= most),
        }
    }
}
