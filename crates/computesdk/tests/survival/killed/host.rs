//! The program that uses the library is killed.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use computesdk::{Compute, Result};
use rustix::io::Errno;
use rustix::process::{WaitOptions, getpid, set_child_subreaper, wait};
use tokio::task::JoinSet;

use super::traffic::{flows, reaching, serving};
use super::{children_of, inits_of, kill};
use crate::stage::{argument, play, player};
use crate::traces::Traces;
use crate::world::{compute, run};

/// `cargo xtask kills` has ten times as many.
const ROUNDS: u64 = 20;

/// Nothing of a dead program lives longer than that.
const SOON: Duration = Duration::from_secs(20);

#[test]
fn nothing_remains_of_it() {
    play("witness", &seed());
}

/// As when a service manager kills a whole control group. Nobody is left then
/// to remove the spawner's groups but the next spawner.
#[test]
fn the_next_clears_up_when_its_spawner_is_killed_too() {
    play("witness of both", &seed());
}

fn seed() -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    now.as_nanos().to_string()
}

/// Kills one busy program after the other, and is the reaper of all that they
/// leave: when it has no children left, no process of theirs is alive.
pub(crate) fn witness() {
    let seed: u64 = argument().parse().unwrap();
    eprintln!("seed {seed}");
    set_child_subreaper(Some(getpid())).unwrap();
    let before = Traces::now();
    for round in 0..ROUNDS {
        let mut host = player("busy", "").stdout(Stdio::piped()).spawn().unwrap();
        // Half of them die while they start, half in the midst of their work.
        if round % 2 == 1 {
            wait_until_ready(&mut host);
            assert!(!inits_of(spawner_of(&host)).is_empty(), "no sandbox");
        }
        let delay = delay(seed ^ round);
        eprintln!("round {round}: killed after {delay:?}");
        sleep(delay);
        host.kill().unwrap();
        host.wait().unwrap();
        before.nothing_new(&reap_all());
    }
}

/// Kills the program and its spawner, one right after the other.
pub(crate) fn witness_of_both() {
    let seed: u64 = argument().parse().unwrap();
    eprintln!("seed {seed}");
    set_child_subreaper(Some(getpid())).unwrap();
    let before = Traces::now();
    let mut spawners = Vec::new();
    for round in 0..5 {
        let mut host = player("busy", "").stdout(Stdio::piped()).spawn().unwrap();
        wait_until_ready(&mut host);
        let spawner = spawner_of(&host);
        let delay = delay(seed ^ round) / 400;
        eprintln!("round {round}: {delay:?} in between");
        // Neither has the time to clear up after the other, or only just.
        if round % 2 == 0 {
            kill(spawner);
            host.kill().unwrap();
        } else {
            host.kill().unwrap();
            sleep(delay);
            kill(spawner);
        }
        host.wait().unwrap();
        spawners.extend(reap_all());
    }
    play("simple", "again");
    before.nothing_new(&spawners);
}

fn spawner_of(host: &Child) -> u32 {
    children_of(host.id())[0]
}

/// Up to 200 ms.
pub(crate) fn delay(seed: u64) -> Duration {
    let random = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40;
    Duration::from_micros(random % 200_000)
}

fn wait_until_ready(host: &mut Child) {
    let stdout = BufReader::new(host.stdout.as_mut().unwrap());
    let mut lines = stdout.lines().map(|line| line.unwrap());
    assert!(
        lines.any(|line| line.contains("ready")),
        "it ended too early"
    );
}

/// Waits for everybody who was left to this process. Their ids.
pub(crate) fn reap_all() -> Vec<u32> {
    let started = Instant::now();
    let mut reaped = Vec::new();
    loop {
        match wait(WaitOptions::NOHANG) {
            Ok(Some((pid, _))) => reaped.push(pid.as_raw_nonzero().get() as u32),
            Err(Errno::CHILD) => return reaped,
            Ok(None) => sleep(Duration::from_millis(5)),
            Err(error) => panic!("{error}"),
        }
        let alive = || children_of(std::process::id());
        assert!(started.elapsed() < SOON, "still alive: {:?}", alive());
    }
}

/// Does everything at once, until it is killed.
#[allow(clippy::print_stdout, reason = "the witness waits for it")]
pub(crate) fn busy() {
    run(async {
        let compute = compute();
        let mut work = JoinSet::new();
        work.spawn(creating(compute.clone()));
        work.spawn(running(compute.clone()));
        work.spawn(streaming(compute.clone()));
        work.spawn(watching(compute.clone()));
        work.spawn(filing(compute.clone()));
        work.spawn(reaching(compute.clone()));
        work.spawn(serving(compute.clone()));
        let _one_at_least = compute.sandbox("local").await.unwrap();
        tokio::select! {
            () = flows() => {}
            ended = work.join_next() => panic!("one has ended: {ended:?}"),
        }
        println!("ready");
        panic!("one has ended: {:?}", work.join_next().await);
    });
}

pub(super) async fn creating(compute: Compute) -> Result<()> {
    loop {
        let sandbox = compute.sandbox("local").await?;
        sandbox.write_file("file", vec![1; 100_000]).await?;
        if sandbox.read_file("file").await?.len() % 2 == 0 {
            sandbox.destroy().await?;
        }
    }
}

pub(super) async fn running(compute: Compute) -> Result<()> {
    let sandbox = compute.sandbox("local").await?;
    loop {
        sandbox.exec("setsid sleep 0.1 & true").await?;
        sandbox.exec("cat").input(vec![1; 100_000]).await?;
        sandbox
            .exec("(trap '' HUP TERM; sleep 1000) & true")
            .kill_stragglers(true)
            .await?;
    }
}

pub(super) async fn streaming(compute: Compute) -> Result<()> {
    let sandbox = compute.sandbox("local").await?;
    let mut stream = sandbox.exec_stream("(setsid sleep 1000 &); yes").await?;
    while stream.stdout.next_chunk().await?.is_some() {}
    Ok(())
}

pub(super) async fn watching(compute: Compute) -> Result<()> {
    let sandbox = compute.sandbox("local").await?;
    let often = Duration::from_millis(10);
    loop {
        let process = sandbox.start_background("yes").await?;
        let mut monitor = sandbox.monitor(process.pid()).interval(often).await?;
        monitor.next().await?;
        sandbox.start_background("setsid sleep 1000").await?;
        sandbox.ps().await?;
        sandbox.killall("e").timeout(often).await?;
    }
}

pub(super) async fn filing(compute: Compute) -> Result<()> {
    let sandbox = compute.sandbox("local").await?;
    sandbox
        .exec("mkdir tree; cd tree; seq 500 | xargs touch")
        .await?;
    let _watch = sandbox.watch("tree").recursive().await?;
    let mut half = sandbox.create_file("tree/half").await?;
    loop {
        // It stays unfinished.
        let written = tokio::io::AsyncWriteExt::write_all(&mut half, &[1; 1000]).await;
        assert!(written.is_ok(), "{written:?}");
        sandbox.copy("tree", "copy").await?;
        sandbox.list("copy").recursive().await?;
        sandbox.remove("copy").recursive().await?;
    }
}
