//! Measuring several cases in turns.

use std::collections::HashMap;
use std::time::Duration;

use crate::cases::{Case, Name};
use crate::samples::Samples;

/// How often, and how much quiet before each run.
#[derive(Clone, Copy)]
pub(crate) struct Plan {
    pub(crate) rounds: usize,
    pub(crate) quiet: Duration,
}

/// Runs every case once in each round, in a new order each time, so that none
/// always follows the same and pays for its clean-up.
pub(crate) async fn measure(
    cases: &mut [Box<dyn Case>],
    plan: Plan,
) -> anyhow::Result<HashMap<Name, Samples>> {
    let mut durations: HashMap<Name, Vec<Duration>> = HashMap::new();
    for case in cases.iter_mut() {
        // The first run fills caches; it is a case of its own: `first`.
        case.run().await?;
    }
    let mut order: Vec<usize> = (0..cases.len()).collect();
    let mut random = Random(0x9e37_79b9);
    for _ in 0..plan.rounds {
        random.shuffle(&mut order);
        for &index in &order {
            pause(plan.quiet).await;
            for (name, duration) in cases[index].run().await? {
                durations.entry(name).or_default().push(duration);
            }
        }
    }
    let named = durations.into_iter();
    Ok(named
        .map(|(name, times)| (name, Samples::new(times)))
        .collect())
}

/// Quiet before a run, where there is to be some: a sleep of no time is none of no time,
/// but one to the next tick of a timer.
pub(crate) async fn pause(quiet: Duration) {
    if !quiet.is_zero() {
        tokio::time::sleep(quiet).await;
    }
}

/// Xorshift: the same orders in every run of the benchmark.
struct Random(u32);

impl Random {
    fn next(&mut self) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        self.0
    }

    fn shuffle(&mut self, order: &mut [usize]) {
        for last in (1..order.len()).rev() {
            order.swap(last, self.next() as usize % (last + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Random;

    #[test]
    fn a_shuffle_keeps_everything_and_every_case_comes_first_at_times() {
        let mut random = Random(0x9e37_79b9);
        let mut order = [0, 1, 2, 3, 4];
        let mut first = [0; 5];
        for _ in 0..500 {
            random.shuffle(&mut order);
            first[order[0]] += 1;
            let mut sorted = order;
            sorted.sort_unstable();
            assert_eq!(sorted, [0, 1, 2, 3, 4]);
        }
        assert!(first.iter().all(|&count| count > 50), "{first:?}");
    }
}
