//! The spawner alone is killed, while the program lives on.

use std::future::{self, Future};
use std::pin::Pin;

use computesdk::{Error, Limits, Network, Result};
use rustix::process::{Pid, Signal, getpid, kill_process, set_child_subreaper};

use super::host::reap_all;
use super::{children_of, kill};
use crate::stage::play;
use crate::traces::Traces;
use crate::world::{compute, compute_without_pool, run, text};

#[test]
fn the_program_is_told_and_goes_on() {
    play("without spawner", "");
}

pub(crate) fn without_spawner() {
    // Init processes of a dead spawner come to us.
    set_child_subreaper(Some(getpid())).unwrap();
    let before = Traces::now();
    let mut spawners = Vec::new();
    run(async {
        let compute = compute();
        for _ in 0..3 {
            let sandbox = compute.sandbox("local").await.unwrap();
            sandbox.exec("setsid sleep 1000 &").await.unwrap();
            let waiting = tokio::spawn(sandbox.exec("sleep 1000").into_future());
            let mut stream = sandbox.exec_stream("yes").await.unwrap();
            let spawner = children_of(std::process::id())[0];
            kill(spawner);
            spawners.push(spawner);

            let ended = waiting.await.unwrap();
            assert!(matches!(ended, Err(Error::SandboxGone(_))), "{ended:?}");
            while stream.stdout.next_chunk().await.unwrap().is_some() {}
            let ended = stream.wait().await;
            assert!(matches!(ended, Err(Error::SandboxGone(_))), "{ended:?}");
            let ended = sandbox.exec("true").await;
            assert!(matches!(ended, Err(Error::SandboxGone(_))), "{ended:?}");
            sandbox.destroy().await.unwrap();

            let next = compute.sandbox("local").await.unwrap();
            assert_eq!(text(&next, "echo next").await, "next");
        }
    });
    spawners.extend(reap_all());
    before.nothing_new(&spawners);
}

#[test]
fn what_it_was_asked_for_ends_with_the_sandbox() {
    play("unanswered", "");
}

/// It is stopped, so it is killed before it has answered.
pub(crate) fn unanswered() {
    run(async {
        let compute = compute_without_pool();
        let directory = tempfile::tempdir().unwrap();
        for asked in ["network", "limits", "mount"] {
            let sandbox = compute.sandbox("local").await.unwrap();
            let spawner = children_of(std::process::id())[0];
            let pid = Pid::from_raw(spawner.try_into().unwrap()).unwrap();
            kill_process(pid, Signal::STOP).unwrap();
            let limits = Limits {
                processes: Some(100),
                ..sandbox.limits()
            };
            let mut asking: Pin<Box<dyn Future<Output = Result<()>>>> = match asked {
                "network" => Box::pin(sandbox.update_network(Network::full())),
                "limits" => Box::pin(sandbox.set_limits(limits)),
                _ => Box::pin(
                    sandbox
                        .mount(directory.path(), "/mnt/directory")
                        .into_future(),
                ),
            };
            tokio::select! {
                biased;
                early = &mut asking => panic!("{asked}: {early:?}"),
                () = future::ready(()) => kill(spawner),
            }
            let ended = asking.await;
            assert!(
                matches!(ended, Err(Error::SandboxGone(_))),
                "{asked}: {ended:?}"
            );
        }
    });
}
