//! Many measurements of one thing.

use std::time::Duration;

/// Durations, sorted.
pub(crate) struct Samples(Vec<Duration>);

impl Samples {
    /// Of at least one measurement.
    pub(crate) fn new(mut durations: Vec<Duration>) -> Self {
        assert!(!durations.is_empty(), "nothing was measured");
        durations.sort_unstable();
        Samples(durations)
    }

    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }

    /// The smallest that at least this share of all are not above, in
    /// milliseconds.
    pub(crate) fn quantile(&self, share: f64) -> f64 {
        let rank = (share * self.0.len() as f64).ceil() as usize;
        self.0[rank.clamp(1, self.0.len()) - 1].as_secs_f64() * 1e3
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_measured_values() {
        let samples = Samples::new((1..=100).rev().map(Duration::from_millis).collect());
        let quantiles = [0.0, 0.1, 0.5, 0.99, 1.0].map(|share| samples.quantile(share).round());
        assert_eq!(quantiles, [1.0, 10.0, 50.0, 99.0, 100.0]);
        let single = Samples::new(vec![Duration::from_millis(7)]);
        assert_eq!((single.count(), single.quantile(0.99)), (1, 7.0));
    }
}
