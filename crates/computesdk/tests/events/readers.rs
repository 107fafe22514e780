//! Who reads events: too slowly, by callbacks, without async.

use std::sync::mpsc;

use computesdk::{Error, EventKind, EventName, blocking};

use crate::world::{builder, compute, rest, run};

#[test]
fn a_slow_reader_is_told_how_much_it_has_missed() {
    const KEPT: usize = 1024;
    run(async {
        let sandbox = builder().await.unwrap();
        let events = sandbox.events();
        let commands = KEPT / 2 + 3;
        for _ in 0..commands {
            sandbox.exec(("true", [""; 0])).await.unwrap();
        }
        sandbox.destroy().await.unwrap();
        let events = rest(events).await;
        assert_eq!(events.len(), KEPT);
        let missed: Vec<u64> = events.iter().map(|event| event.missed).collect();
        assert_eq!(missed[0], 2 * 3 + 1);
        assert!(missed[1..].iter().all(|missed| *missed == 0));
        // What is left is whole: each pair, and the end.
        assert!(matches!(events[0].kind, EventKind::ExecEnded { .. }));
        let last = events.last().unwrap();
        assert!(matches!(last.kind, EventKind::Destroyed { .. }));
    });
}

#[test]
fn callbacks_are_called_until_they_are_dropped() {
    run(async {
        let compute = compute();
        let (sender, mut called) = tokio::sync::mpsc::unbounded_channel();
        let of_all = sender.clone();
        let destroyed = move |event| of_all.send(event).unwrap();
        let destroyed = compute.on(EventName::Destroyed, destroyed).unwrap();
        let sandbox = compute.sandbox("local").await.unwrap();
        let started = move |event| sender.send(event).unwrap();
        let started = sandbox.on(EventName::ExecStarted, started).unwrap();
        sandbox.exec("true").await.unwrap();
        let event = called.recv().await.unwrap();
        assert_eq!(event.kind.name(), EventName::ExecStarted);
        drop(started);
        sandbox.exec("true").await.unwrap();
        sandbox.destroy().await.unwrap();
        let event = called.recv().await.unwrap();
        assert_eq!(event.kind.name(), EventName::Destroyed);
        drop(destroyed);
        assert_eq!(called.recv().await, None);
    });
    let outside = compute().on(EventName::Ready, drop);
    assert!(matches!(outside, Err(Error::InvalidArgument(_))));
}

#[test]
fn works_without_async() {
    let compute = blocking::Compute::new(compute()).unwrap();
    let everything = compute.events();
    let sandbox = compute.sandbox("local").create().unwrap();
    let (sender, ended) = mpsc::channel();
    let callback = move |event| sender.send(event).unwrap();
    let watched = sandbox.on(EventName::ExecEnded, callback).unwrap();
    sandbox.exec("true").run().unwrap();
    assert_eq!(ended.recv().unwrap().kind.name(), EventName::ExecEnded);
    drop(watched);
    let events = sandbox.events();
    drop((sandbox, compute));
    let names = |events: blocking::Events| -> Vec<_> {
        let names = events.map(|event| event.unwrap().kind.name());
        names.collect()
    };
    assert_eq!(names(events), [EventName::Destroyed]);
    use EventName::{Created, Destroyed, ExecEnded, ExecStarted, Ready};
    let life = [Created, Ready, ExecStarted, ExecEnded, Destroyed];
    assert_eq!(names(everything), life);
}
