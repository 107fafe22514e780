//! Callers that come and go while a sandbox lives on.

use std::thread;

use computesdk::blocking;

use super::world::{self, run, text};

/// The thread that makes the sandbox, and its runtime, end before it is used.
#[test]
fn a_sandbox_outlives_the_thread_that_made_it() {
    let sandbox = thread::spawn(|| run(world::sandbox())).join().unwrap();
    for number in 0..3 {
        let sandbox = sandbox.clone();
        let used = thread::spawn(move || run(async move { text(&sandbox, "echo here").await }));
        assert_eq!(used.join().unwrap(), "here", "thread {number}");
    }
    run(async { sandbox.destroy().await.unwrap() });
}

#[test]
fn many_threads_share_one() {
    let sandbox = run(world::sandbox());
    let threads: Vec<_> = (0..16)
        .map(|number| {
            let sandbox = sandbox.clone();
            thread::spawn(move || {
                for round in 0..5 {
                    let line = format!("echo {number} {round}");
                    let sandbox = sandbox.clone();
                    let got = run(async move { text(&sandbox, &line).await });
                    assert_eq!(got, format!("{number} {round}"));
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
}

/// A thread's end is what a parent-death signal fires at.
#[test]
fn a_command_outlives_the_thread_that_asked_for_its_sandbox() {
    let sandbox = thread::spawn(|| run(world::sandbox())).join().unwrap();
    let starter = sandbox.clone();
    let started =
        thread::spawn(move || run(async move { text(&starter, "sleep 1000 & echo $!").await }));
    let pid = started.join().unwrap();
    run(async {
        sandbox.exec(format!("kill -0 {pid}")).await.unwrap();
    });
}

#[test]
fn the_blocking_calls_need_no_runtime() {
    let compute = blocking::Compute::new(world::compute()).unwrap();
    let sandbox = thread::spawn(move || compute.sandbox("local").create().unwrap());
    let sandbox = sandbox.join().unwrap();
    let result = thread::scope(|scope| {
        let thread = scope.spawn(|| sandbox.exec("echo here").run().unwrap());
        thread.join().unwrap()
    });
    assert_eq!(result.stdout, "here\n");
}

/// Nothing is left to run a destructor's messages but the engine's own thread.
#[test]
fn a_sandbox_may_be_dropped_outside_of_any_runtime() {
    let sandbox = run(world::sandbox());
    let result = run(async { sandbox.exec("true").await });
    result.unwrap();
    drop(sandbox);
}
