//! The spawner alone is killed, while the program lives on.

use computesdk::Error;
use rustix::process::{getpid, set_child_subreaper};

use super::host::reap_all;
use super::{children_of, kill};
use crate::stage::play;
use crate::traces::Traces;
use crate::world::{compute, run, text};

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
