//! Processes and signals to them.

use std::time::{Duration, SystemTime};

use computesdk::{Error, Outcome, ResourceKind, Signal};

use crate::Fixture;
use crate::fixture::appears;

/// Longer than any test takes.
const LONG: Duration = Duration::from_secs(60);

pub async fn are_listed_while_they_run(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    assert!(sandbox.ps().await.unwrap().is_empty());
    let mut stream = sandbox.exec_stream("sleep 1001").await.unwrap();
    let processes = sandbox.ps().await.unwrap();
    let process = processes.iter().find(|process| process.pid == stream.pid());
    let process = process.unwrap();
    assert!(process.command().contains("sleep 1001"), "{process:?}");
    assert_eq!((process.parent, process.uid), (1, 1000));
    let age = SystemTime::now().duration_since(process.start_time);
    assert!(age.unwrap_or_default() < LONG, "{process:?}");

    stream.kill(Signal::KILL).await.unwrap();
    assert!(stream.wait().await.is_err());
    assert!(sandbox.ps().await.unwrap().is_empty());
}

pub async fn are_filtered(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let wanted = sandbox.exec_stream("sleep 1006").await.unwrap();
    let other = sandbox.exec_stream("sleep 1007").await.unwrap();
    let processes = sandbox
        .ps()
        .filter(|process| process.command().contains("sleep 100"))
        .filter(|process| process.command().contains('6'));
    let pids: Vec<_> = processes.await.unwrap().iter().map(|one| one.pid).collect();
    assert_eq!(pids, [wanted.pid()]);
    let asked = [other.pid(), 1, u32::MAX, other.pid()];
    let others = sandbox.ps().pids(asked).await.unwrap();
    let pids: Vec<_> = others.iter().map(|one| one.pid).collect();
    assert_eq!(pids, [other.pid()]);
    drop(other);
}

pub async fn whose_caller_ended_them_are_told_from_others(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    for by_pattern in [false, true] {
        let mut stream = sandbox.exec_stream("sleep 1008").await.unwrap();
        match by_pattern {
            true => drop(sandbox.killall("1008").await.unwrap()),
            false => sandbox.kill(stream.pid()).await.unwrap(),
        }
        let error = stream.wait().await.unwrap_err();
        assert_eq!(error.outcome(), Some(Outcome::KilledByCaller));
    }
    // A signal of the caller's that it survived is not what ended it.
    let line = "trap '' HUP; echo > ready; cat; kill -TERM $$";
    let mut stream = sandbox.exec_stream(line).await.unwrap();
    appears(&sandbox, "ready").await;
    let hangup = sandbox.kill(stream.pid()).signal(Signal::HUP);
    hangup.await.unwrap();
    drop(stream.stdin.take());
    let error = stream.wait().await.unwrap_err();
    assert_eq!(error.outcome(), Some(Outcome::Signalled));
}

pub async fn get_signals_by_their_ids(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let mut stream = sandbox.exec_stream("sleep 1002").await.unwrap();
    sandbox.kill(stream.pid()).await.unwrap();
    match stream.wait().await {
        Err(Error::Execution(error)) => assert_eq!(error.result.signal, Some(Signal::TERM)),
        other => panic!("{other:?}"),
    }
    let mut stream = sandbox.exec_stream("sleep 1003").await.unwrap();
    let kill = sandbox.kill(stream.pid()).signal(Signal::INT);
    kill.timeout(LONG).await.unwrap();
    match stream.wait().await {
        Err(Error::Execution(error)) => assert_eq!(error.result.signal, Some(Signal::INT)),
        other => panic!("{other:?}"),
    }
}

pub async fn that_ignore_a_signal_are_killed_in_time(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let line = "trap '' TERM; echo > ready; sleep 1000";
    let mut stream = sandbox.exec_stream(line).await.unwrap();
    appears(&sandbox, "ready").await;
    let kill = sandbox.kill(stream.pid());
    kill.timeout(Duration::from_millis(100)).await.unwrap();
    match stream.wait().await {
        Err(Error::Execution(error)) => assert_eq!(error.result.signal, Some(Signal::KILL)),
        other => panic!("{other:?}"),
    }
}

pub async fn that_are_not_there_are_not_found(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    for pid in [0, 1, 4_000_000, u32::MAX] {
        for timeout in [None, Some(LONG)] {
            let kill = sandbox.kill(pid).signal(Signal::KILL);
            let killed = match timeout {
                Some(timeout) => kill.timeout(timeout).await,
                None => kill.await,
            };
            match killed {
                Err(Error::NotFound(error)) => {
                    assert_eq!(error.kind, ResourceKind::Process);
                    assert_eq!(error.name, pid.to_string());
                    let own = pid == 1;
                    assert_eq!(error.hints[0].to_string().contains("own init"), own);
                }
                other => panic!("{pid}: {other:?}"),
            }
        }
    }
    sandbox.exec("true").await.unwrap();
}

pub async fn are_ended_by_a_text(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let mut spared = sandbox.exec_stream("sleep 1004").await.unwrap();
    let mut first = sandbox.exec_stream("sleep 1005").await.unwrap();
    let mut second = sandbox.exec_stream("sleep 1005").await.unwrap();
    let killed = sandbox.killall("1005").timeout(LONG).await.unwrap();
    let pids: Vec<_> = killed.iter().map(|process| process.pid).collect();
    assert!(pids.contains(&first.pid()) && pids.contains(&second.pid()));
    assert!(!pids.contains(&spared.pid()));
    assert!(first.wait().await.is_err() && second.wait().await.is_err());

    let running = sandbox.ps().await.unwrap();
    assert!(running.iter().any(|process| process.pid == spared.pid()));
    assert!(sandbox.killall("no such").await.unwrap().is_empty());
    match sandbox.killall("").await {
        Err(Error::InvalidArgument(error)) => assert_eq!(error.argument, "pattern"),
        other => panic!("{other:?}"),
    }
    spared.kill(Signal::KILL).await.unwrap();
    assert!(spared.wait().await.is_err());
}
