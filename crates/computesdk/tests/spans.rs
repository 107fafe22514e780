//! Spans and events of `tracing`. One test, as a program has one subscriber.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should panic")]

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;

use computesdk::Compute;
/// Names and fields of all spans, and fields of all events.
#[derive(Clone, Default)]
struct Seen(Arc<Mutex<Vec<Fields>>>);

#[derive(Clone, Debug, Default)]
struct Fields {
    span: Option<(&'static str, u64)>,
    values: BTreeMap<&'static str, String>,
}

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.values.insert(field.name(), format!("{value:?}"));
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Seen {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, _: Context<'_, S>) {
        let mut fields = Fields {
            span: Some((attributes.metadata().name(), id.into_u64())),
            ..Fields::default()
        };
        attributes.record(&mut fields);
        self.0.lock().unwrap().push(fields);
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, _: Context<'_, S>) {
        let mut seen = self.0.lock().unwrap();
        let of_id = |fields: &&mut Fields| fields.span.is_some_and(|(_, of)| of == id.into_u64());
        // The latest: ids are used again.
        values.record(seen.iter_mut().rev().find(of_id).unwrap());
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        self.0.lock().unwrap().push(fields);
    }
}

impl Seen {
    /// The fields of the spans of this name.
    fn spans(&self, name: &str) -> Vec<BTreeMap<&'static str, String>> {
        let seen = self.0.lock().unwrap();
        let spans = seen
            .iter()
            .filter(|fields| fields.span.is_some_and(|(of, _)| of == name));
        spans.map(|fields| fields.values.clone()).collect()
    }
}

#[test]
fn spans_carry_the_ids_and_no_secrets() {
    let seen = Seen::default();
    let subscriber = tracing_subscriber::registry().with(seen.clone());
    tracing::subscriber::set_global_default(subscriber).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (id, pid) = runtime.block_on(async {
        let builder = Compute::builder().no_config_file().no_environment();
        let sandbox = builder.build().unwrap().sandbox("local");
        let sandbox = sandbox.env("SECRET", "hunter2").await.unwrap();
        let exec = sandbox.exec("cat; echo $KEY").env("KEY", "hunter3");
        let result = exec.input("hunter4").await.unwrap();
        sandbox.write_file("file", "hunter5").await.unwrap();
        sandbox.stat("file").await.unwrap();
        let mut stream = sandbox.exec_stream("true").await.unwrap();
        stream.wait().await.unwrap();
        let background = sandbox.start_background("true").await.unwrap();
        background.wait().await.unwrap();
        sandbox.destroy().await.unwrap();
        (sandbox.id().to_string(), result.pid.unwrap().to_string())
    });

    let create = &seen.spans("sandbox.create")[0];
    assert_eq!(
        (&*create["provider"], &create["sandbox"]),
        ("\"local\"", &id)
    );
    let execs = seen.spans("sandbox.exec");
    assert_eq!(execs.len(), 3, "{execs:?}");
    assert!(execs.iter().all(|exec| exec["sandbox"] == id));
    assert!(execs.iter().all(|exec| exec.contains_key("command")));
    assert_eq!(execs[0]["command"], pid);
    assert_eq!(seen.spans("sandbox.destroy")[0]["sandbox"], id);
    let files = seen.spans("sandbox.file");
    let operations: Vec<_> = files.iter().map(|file| &*file["operation"]).collect();
    assert_eq!(operations, ["\"WriteFile\"", "\"Stat\""]);

    let all = format!("{:?}", seen.0.lock().unwrap());
    assert!(
        all.contains("command ended") && all.contains("init is ready"),
        "{all}"
    );
    assert!(!all.contains("hunter"), "{all}");
}
