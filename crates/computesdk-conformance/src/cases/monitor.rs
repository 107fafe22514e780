//! Watching what is used.

use std::time::Duration;

use computesdk::{Error, ResourceKind, Signal};

use crate::Fixture;

const OFTEN: Duration = Duration::from_millis(10);

pub async fn ends_with_its_process(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let mut stream = sandbox.exec_stream("sleep 1010").await.unwrap();
    let monitor = sandbox.monitor(stream.pid()).interval(OFTEN);
    let mut monitor = monitor.await.unwrap();
    for _ in 0..3 {
        let stats = monitor.next().await.unwrap().unwrap();
        assert!(stats.processes >= 1, "{stats:?}");
    }
    stream.kill(Signal::KILL).await.unwrap();
    assert!(stream.wait().await.is_err());
    while monitor.next().await.unwrap().is_some() {}
    assert!(monitor.next().await.unwrap().is_none());
}

pub async fn of_all_ends_with_the_sandbox(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let mut monitor = sandbox.monitor_all().interval(OFTEN).await.unwrap();
    assert_eq!(monitor.next().await.unwrap().unwrap().processes, 0);
    let stream = sandbox.exec_stream("sleep 1011").await.unwrap();
    while monitor.next().await.unwrap().unwrap().processes == 0 {}
    drop(stream);
    sandbox.destroy().await.unwrap();
    while monitor.next().await.unwrap().is_some() {}
}

pub async fn needs_a_process_and_time(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    match sandbox.monitor(4_000_000).await {
        Err(Error::NotFound(error)) => assert_eq!(error.kind, ResourceKind::Process),
        other => panic!("{other:?}"),
    }
    for senseless in [Duration::ZERO, Duration::MAX] {
        match sandbox.monitor_all().interval(senseless).await {
            Err(Error::InvalidArgument(error)) => assert_eq!(error.argument, "interval"),
            other => panic!("{other:?}"),
        }
    }
}
