//! What is counted. One test, as a program has one recorder.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should panic")]

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use computesdk::{Compute, metrics as names};
use metrics::{
    Counter, Gauge, Histogram, HistogramFn, Key, KeyName, Label, Metadata, Recorder, SharedString,
    Unit,
};

/// Keeps everything.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<All>>);

#[derive(Default)]
struct All {
    /// Counters by their number, gauges by the bits of theirs.
    numbers: HashMap<Key, Arc<AtomicU64>>,
    histograms: HashMap<Key, Arc<Values>>,
    units: HashMap<String, Unit>,
}

#[derive(Default)]
struct Values(Mutex<Vec<f64>>);

impl HistogramFn for Values {
    fn record(&self, value: f64) {
        self.0.lock().unwrap().push(value);
    }
}

impl Kept {
    fn describe(&self, name: &KeyName, unit: Option<Unit>) {
        let mut all = self.0.lock().unwrap();
        all.units.insert(name.as_str().to_owned(), unit.unwrap());
    }

    fn number(&self, key: &Key) -> Arc<AtomicU64> {
        let mut all = self.0.lock().unwrap();
        Arc::clone(all.numbers.entry(key.clone()).or_default())
    }

    /// A counter of the local provider, with this further label.
    fn count(&self, name: &'static str, label: &[(&'static str, &'static str)]) -> u64 {
        let labels = [("provider", "local")]
            .into_iter()
            .chain(label.iter().copied());
        let labels: Vec<_> = labels.map(|(key, value)| Label::new(key, value)).collect();
        let key = Key::from_parts(name, labels);
        self.number(&key).load(Ordering::SeqCst)
    }

    fn gauge(&self, name: &'static str) -> f64 {
        f64::from_bits(self.count(name, &[]))
    }

    fn values(&self, name: &'static str) -> Vec<f64> {
        let all = self.0.lock().unwrap();
        let of_name = all.histograms.iter().filter(|(key, _)| key.name() == name);
        let values = of_name.map(|(_, values)| values.0.lock().unwrap().clone());
        values.flatten().collect()
    }
}

impl Recorder for Kept {
    fn describe_counter(&self, name: KeyName, unit: Option<Unit>, _: SharedString) {
        self.describe(&name, unit);
    }
    fn describe_gauge(&self, name: KeyName, unit: Option<Unit>, _: SharedString) {
        self.describe(&name, unit);
    }
    fn describe_histogram(&self, name: KeyName, unit: Option<Unit>, _: SharedString) {
        self.describe(&name, unit);
    }
    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        Counter::from_arc(self.number(key))
    }
    fn register_gauge(&self, key: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::from_arc(self.number(key))
    }
    fn register_histogram(&self, key: &Key, _: &Metadata<'_>) -> Histogram {
        let mut all = self.0.lock().unwrap();
        Histogram::from_arc(Arc::clone(all.histograms.entry(key.clone()).or_default()))
    }
}

#[test]
fn everything_is_counted() {
    let kept = Kept::default();
    metrics::set_global_recorder(kept.clone()).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let builder = Compute::builder().no_config_file().no_environment();
        let compute = builder.build().unwrap();
        let one = compute.sandbox("local").file_size(100).allow("api.test");
        let one = one.await.unwrap();
        let two = compute.sandbox("local").await.unwrap();
        assert_eq!(kept.gauge(names::SANDBOXES), 2.0);

        let failed = compute
            .sandbox("local")
            .mount("/nowhere/at/all", "/x", true);
        failed.await.unwrap_err();
        let output = one.exec("printf 12345; printf 123 >&2").max_output_size(2);
        output.await.unwrap();
        let mut stream = one.exec_stream("printf 1234567").await.unwrap();
        while stream.stdout.next_chunk().await.unwrap().is_some() {}
        stream.wait().await.unwrap();
        let long = one.exec("head -c 200 /dev/zero > file").unchecked();
        long.await.unwrap();
        one.exec(("/no/such/program", [""; 0])).await.unwrap_err();
        let refused = one.exec("getent hosts other.test").unchecked();
        refused.await.unwrap();
        one.destroy().await.unwrap();
        drop(two);
    });

    assert_eq!(kept.count(names::SANDBOXES_CREATED, &[]), 2);
    assert_eq!(
        kept.count(names::SANDBOXES_FAILED, &[("error", "not_found")]),
        1
    );
    for reason in ["destroyed", "dropped"] {
        let destroyed = names::SANDBOXES_DESTROYED;
        assert_eq!(kept.count(destroyed, &[("reason", reason)]), 1);
    }
    assert_eq!(kept.gauge(names::SANDBOXES), 0.0);
    assert_eq!(kept.values(names::CREATE_SECONDS).len(), 2);
    for (outcome, count) in [("output_limit", 1), ("exited", 2), ("file_size_limit", 1)] {
        let execs = kept.count(names::EXECS, &[("outcome", outcome)]);
        assert_eq!(execs, count, "{outcome}");
    }
    assert_eq!(
        kept.count(names::EXECS_FAILED, &[("error", "not_found")]),
        1
    );
    assert_eq!(kept.values(names::EXEC_SECONDS).len(), 4);
    assert_eq!(kept.count(names::LIMITS_HIT, &[("limit", "file_size")]), 1);
    assert_eq!(kept.count(names::OUTPUT_BYTES, &[("stream", "stdout")]), 12);
    let denied = [("protocol", "dns"), ("verdict", "denied")];
    assert!(kept.count(names::EGRESS, &denied) >= 1);

    let units = &kept.0.lock().unwrap().units;
    assert_eq!(units.len(), 11);
    assert_eq!(units[names::CREATE_SECONDS], Unit::Seconds);
    assert_eq!(units[names::OUTPUT_BYTES], Unit::Bytes);
}
