//! Sandboxes that are destroyed in the middle of transfers.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use computesdk::{Compute, Error, Result, Sandbox};
use rustix::process::{getpid, set_child_subreaper};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio::time::sleep;

use super::crowds::descriptors;
use super::killed::children_of;
use super::killed::host::{delay, reap_all};
use super::killed::traffic::{Endless, client, flows, serving_inside};
use super::ports::ending::is_cut;
use super::stage::{argument, play};
use super::traces::Traces;
use super::world::{appears, compute_without_pool, run};

/// `cargo xtask kills` has ten times as many.
const ROUNDS: u64 = 20;

#[test]
fn in_the_middle_of_transfers_nothing_remains() {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    play("destroyed", &now.as_nanos().to_string());
}

pub(crate) fn destroyed() {
    let seed: u64 = argument().parse().unwrap();
    eprintln!("seed {seed}");
    set_child_subreaper(Some(getpid())).unwrap();
    let traces = Traces::now();
    let spawner = run(async {
        let compute = compute_without_pool();
        let _kept = compute.sandbox("local").await.unwrap();
        let server = Endless::new().await;
        // By then all threads and their descriptors are there.
        round(&compute, &server, Duration::ZERO).await;
        let before = descriptors();
        for number in 0..ROUNDS {
            let delay = delay(seed ^ number);
            eprintln!("round {number}: destroyed after {delay:?}");
            round(&compute, &server, delay).await;
        }
        // The server hears of the last connection a little later.
        while descriptors() > before {
            sleep(Duration::from_millis(5)).await;
        }
        children_of(std::process::id())[0]
    });
    reap_all();
    traces.nothing_new(&[spawner]);
}

async fn round(compute: &Compute, server: &Endless, delay: Duration) {
    let sandbox = compute.sandbox("local").network(server.network());
    let sandbox = sandbox.await.unwrap();
    let _client = client(&sandbox, server).await.unwrap();
    let _server = serving_inside(&sandbox).await.unwrap();
    appears(&sandbox, "listening").await;
    let published = sandbox.publish(8000).await.unwrap();
    let mut outside = TcpStream::connect(published.address).await.unwrap();
    outside.write_all(&[0; 65536]).await.unwrap();
    outside.read_exact(&mut vec![0; 1 << 20]).await.unwrap();
    flows().await;
    let cut = tokio::spawn(is_cut(outside));
    let files = [
        goes_on(&sandbox, |sandbox| async move {
            sandbox.write_file("up", vec![1; 8 << 20]).await
        }),
        goes_on(&sandbox, |sandbox| async move {
            sandbox.write_file("down", vec![1; 8 << 20]).await?;
            sandbox.read_file("down").await.map(drop)
        }),
        goes_on(&sandbox, |sandbox| async move {
            let mut archive = sandbox.archive("up").await?;
            // What fails later is an error of the stream.
            let _ = tokio::io::copy(&mut archive, &mut tokio::io::sink()).await;
            Ok(())
        }),
    ];
    sleep(delay).await;
    sandbox.destroy().await.unwrap();
    cut.await.unwrap();
    for file in files {
        let ended = file.await.unwrap();
        assert!(matches!(ended, Error::SandboxGone(_)), "{ended:?}");
    }
}

/// Does it again and again, until it fails.
fn goes_on<F>(sandbox: &Sandbox, once: impl Fn(Sandbox) -> F + Send + 'static) -> JoinHandle<Error>
where
    F: Future<Output = Result<()>> + Send,
{
    let sandbox = sandbox.clone();
    tokio::spawn(async move {
        loop {
            match once(sandbox.clone()).await {
                // It was not there yet.
                Ok(()) | Err(Error::NotFound(_)) => {}
                Err(error) => return error,
            }
        }
    })
}
