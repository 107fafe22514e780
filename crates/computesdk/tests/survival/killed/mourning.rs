//! A spawner or an init is killed again and again, while the program works on.

use std::time::{SystemTime, UNIX_EPOCH};

use computesdk::{Compute, Error, Result};
use rustix::process::{getpid, set_child_subreaper};
use tokio::time::sleep;

use super::host::{creating, delay, filing, reap_all, running, streaming, watching};
use super::traffic::{flows, reaching, serving};
use super::{children_of, inits_of, kill};
use crate::stage::{argument, play};
use crate::traces::Traces;
use crate::world::{compute, run, text};

const ROUNDS: u64 = 20;

#[test]
fn the_program_works_on_whoever_dies() {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    play("mourning", &now.as_nanos().to_string());
}

pub(crate) fn mourning() {
    let seed: u64 = argument().parse().unwrap();
    eprintln!("seed {seed}");
    set_child_subreaper(Some(getpid())).unwrap();
    let before = Traces::now();
    let mut killed = Vec::new();
    run(async {
        let compute = compute();
        let work = [
            tokio::spawn(bereaved(compute.clone(), creating)),
            tokio::spawn(bereaved(compute.clone(), running)),
            tokio::spawn(bereaved(compute.clone(), streaming)),
            tokio::spawn(bereaved(compute.clone(), watching)),
            tokio::spawn(bereaved(compute.clone(), filing)),
            tokio::spawn(bereaved(compute.clone(), reaching)),
            tokio::spawn(bereaved(compute.clone(), serving)),
        ];
        flows().await;
        for round in 0..ROUNDS {
            sleep(delay(seed ^ round)).await;
            let Some(spawner) = children_of(std::process::id()).pop() else {
                continue;
            };
            let victim = match round % 3 {
                0 => Some(spawner),
                _ => inits_of(spawner).pop(),
            };
            if let Some(victim) = victim {
                kill(victim);
                killed.push(victim);
            }
        }
        // All have begun again.
        flows().await;
        for work in work {
            assert!(!work.is_finished(), "{:?}", work.await);
            work.abort();
        }
        // The first may have been asked of one that was just killed.
        let sandbox = match compute.sandbox("local").await {
            Err(Error::SandboxGone(_)) => compute.sandbox("local").await.unwrap(),
            made => made.unwrap(),
        };
        assert_eq!(text(&sandbox, "echo alive").await, "alive");
    });
    killed.extend(reap_all());
    before.nothing_new(&killed);
}

/// Does the work again whenever a sandbox has died under it. Any other error is
/// none that a death may cause.
async fn bereaved<W, F>(compute: Compute, work: W)
where
    W: Fn(Compute) -> F,
    F: Future<Output = Result<()>>,
{
    loop {
        match work(compute.clone()).await {
            Ok(()) | Err(Error::SandboxGone(_)) => {}
            Err(Error::Engine(error)) => {
                let cause = error.cause.as_ref().map(|cause| cause.to_string());
                let killed = "it ended early, by signal: 9 (SIGKILL)";
                assert_eq!(cause.as_deref(), Some(killed), "{error:?}");
            }
            Err(other) => panic!("{other:?}"),
        }
    }
}
