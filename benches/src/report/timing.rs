//! The figures of one case.

use std::collections::HashMap;

use serde::Serialize;

use crate::cases::{Bare, Bubblewrap, Limited, Name};
use crate::rounds::Plan;
use crate::samples::Samples;

/// Times in milliseconds, and ratios of medians to what ran in turns with it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Timing {
    pub(crate) name: Name,
    /// Milliseconds of quiet before each run.
    pub(crate) quiet: u64,
    pub(crate) runs: usize,
    pub(crate) p10: f64,
    pub(crate) median: f64,
    pub(crate) p99: f64,
    /// To a bare process.
    pub(crate) times_bare: f64,
    /// To bubblewrap, where that is installed.
    pub(crate) times_bubblewrap: Option<f64>,
    /// Milliseconds more than a create without limits, where that ran too.
    pub(crate) more_than_unlimited: Option<f64>,
}

impl Timing {
    /// Of all cases that were measured in turns, a bare process among them.
    pub(crate) fn of(series: &HashMap<Name, Samples>, plan: Plan) -> Vec<Timing> {
        let median = |name| Some(series.get(name)?.quantile(0.5));
        let bare = median(Bare::NAME).unwrap_or(f64::NAN);
        let bubblewrap = median(Bubblewrap::NAME);
        let unlimited = median(Limited::NONE);
        let mut timings: Vec<Timing> = series
            .iter()
            .map(|(name, samples)| {
                let median = samples.quantile(0.5);
                Timing {
                    name,
                    quiet: plan.quiet.as_millis() as u64,
                    runs: samples.count(),
                    p10: samples.quantile(0.1),
                    median,
                    p99: samples.quantile(0.99),
                    times_bare: median / bare,
                    times_bubblewrap: bubblewrap.map(|bubblewrap| median / bubblewrap),
                    more_than_unlimited: unlimited.map(|unlimited| median - unlimited),
                }
            })
            .collect();
        timings.sort_by_key(|timing| timing.name);
        timings
    }
}
