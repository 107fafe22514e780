//! The lines about many sandboxes.

use super::Report;
use super::table::passed;

/// Times a crowd of bare processes, at most.
const BURST_TARGET: f64 = 3.0;
/// Seconds until a thousand are there, at most.
const THOUSAND_TARGET: f64 = 5.0;
/// KiB of private memory of each, at most.
const PRIVATE_TARGET: u64 = 1024;
/// Times a bare process, at most.
const EXEC_TARGET: f64 = 2.0;
/// Of the rate of what is made by hand, at least.
const SUSTAINED_TARGET: f64 = 0.6;

impl Report {
    /// None where crowds were not measured.
    pub(super) fn crowds_lines(&self) -> Option<String> {
        let crowds = self.crowds.as_ref()?;
        let (burst, thousand) = (&crowds.burst, &crowds.thousand);
        let ratio = burst.ready.median / burst.bare.median;
        let mut text = format!(
            "| 100 at once, create and first `exec`, from the pool | median {:.1} ms (p99 {:.1}), \
             {ratio:.2} × 100 bare processes at once ({:.1}; p99 {:.1}); without a pool {:.1} \
             ({:.1}) | ≤ {BURST_TARGET} × | {} |\n",
            burst.ready.median,
            burst.ready.p99,
            burst.bare.median,
            burst.bare.p99,
            burst.cold.median,
            burst.cold.p99,
            passed(ratio <= BURST_TARGET),
        );
        text += &format!(
            "| 1,000 alive, each having run a command | in {:.2} s; {} KiB private each, {} with \
             the kernel's part; `exec` in any {:.2} × bare | ≤ {THOUSAND_TARGET} s, \
             {PRIVATE_TARGET} KiB, {EXEC_TARGET} × | {} |\n",
            thousand.seconds,
            thousand.private,
            thousand.whole,
            thousand.exec,
            passed(
                thousand.seconds <= THOUSAND_TARGET
                    && thousand.private <= PRIVATE_TARGET
                    && thousand.exec <= EXEC_TARGET
            ),
        );
        if let Some(sustained) = &crowds.sustained {
            let share = sustained.sandboxes / sustained.floor;
            text += &format!(
                "| create, `exec`, destroy, on all processors | {:.0} a second, {share:.2} of the \
                 least by hand ({:.0}); {:.2} of what has a root, loopback and limits by hand \
                 ({:.0}) | ≥ {SUSTAINED_TARGET} | {} |\n",
                sustained.sandboxes,
                sustained.floor,
                sustained.sandboxes / sustained.by_hand,
                sustained.by_hand,
                passed(share >= SUSTAINED_TARGET),
            );
        }
        Some(text)
    }
}
