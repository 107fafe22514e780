//! Bytes between sandboxes and this machine that have no end.

use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use computesdk::{BackgroundProcess, Compute, Error, Network, Result, Sandbox};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::ports::script;

/// Sends and gets all the time, on one connection after another.
const CLIENT: &str = "
import socket, threading, time
def send(stream):
    try:
        while True: stream.sendall(bytes(65536))
    except OSError: pass
while True:
    try:
        with socket.create_connection(('api.test', PORT)) as stream:
            threading.Thread(target=send, args=(stream,)).start()
            while stream.recv(65536): pass
    except OSError: time.sleep(0.01)
";

/// The same from the other side: of one connection after another, both ways.
const SERVER: &str = "
server = socket.create_server(('127.0.0.1', 8000))
listening()
def take(peer):
    try:
        while peer.recv(65536): pass
    except OSError: pass
while True:
    peer = server.accept()[0]
    threading.Thread(target=take, args=(peer,)).start()
    try:
        while True: peer.sendall(bytes(65536))
    except OSError: pass
";

/// Bytes that servers of this program have got out of sandboxes.
static GOT: AtomicU64 = AtomicU64::new(0);

/// Whether the kernel has no packet filter, without which nothing gets out.
static CUT_OFF: AtomicBool = AtomicBool::new(false);

/// Waits until bytes flow, where they can.
pub(crate) async fn flows() {
    let before = GOT.load(Ordering::Relaxed);
    while GOT.load(Ordering::Relaxed) == before && !CUT_OFF.load(Ordering::Relaxed) {
        sleep(Duration::from_millis(5)).await;
    }
}

/// A server of this machine that sends and takes all the time. Every other connection it
/// resets in the middle.
pub(crate) struct Endless {
    pub(crate) port: u16,
    _tasks: JoinSet<()>,
}

impl Endless {
    pub(crate) async fn new() -> Endless {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            let mut connections = JoinSet::new();
            let mut short = false;
            loop {
                // Where there is no descriptor for it, there may be one later.
                let Ok((stream, _)) = listener.accept().await else {
                    sleep(Duration::from_millis(5)).await;
                    continue;
                };
                short = !short;
                connections.spawn(exchange(stream, short));
                while connections.try_join_next().is_some() {}
            }
        });
        Endless {
            port,
            _tasks: tasks,
        }
    }

    /// What a sandbox needs to reach it.
    pub(crate) fn network(&self) -> Network {
        let network = Network::allow([format!("api.test:{}", self.port)]).unwrap();
        network.host("api.test", [127, 0, 0, 1]).unwrap()
    }
}

async fn exchange(mut stream: TcpStream, short: bool) {
    {
        let (mut reader, mut writer) = stream.split();
        let sending = async {
            let mut sent = 0;
            while !short || sent < 4 << 20 {
                writer.write_all(&[0; 65536]).await?;
                sent += 65536;
            }
            std::io::Result::Ok(0)
        };
        let taking = async {
            let mut buffer = vec![0; 65536];
            while let Ok(length @ 1..) = reader.read(&mut buffer).await {
                GOT.fetch_add(length as u64, Ordering::Relaxed);
            }
        };
        tokio::select! {
            _ = sending => {}
            () = taking => {}
        }
    }
    stream.set_zero_linger().unwrap();
}

/// A client of it inside, which is at work.
pub(crate) async fn client(sandbox: &Sandbox, server: &Endless) -> Result<BackgroundProcess> {
    let script = CLIENT.replace("PORT", &server.port.to_string());
    sandbox.start_background(("python3", ["-c", &script])).await
}

/// Goes through the relay, whose rules change all the time.
pub(super) async fn reaching(compute: Compute) -> Result<()> {
    let server = Endless::new().await;
    let sandbox = match compute.sandbox("local").network(server.network()).await {
        Err(Error::Unsupported(error)) => {
            eprintln!("NOTE: NOT tested: traffic through the relay: {error}");
            CUT_OFF.store(true, Ordering::Relaxed);
            return std::future::pending().await;
        }
        sandbox => sandbox?,
    };
    let _client = client(&sandbox, &server).await?;
    loop {
        sleep(Duration::from_millis(30)).await;
        sandbox.update_network(Network::none()).await?;
        sandbox.update_network(server.network()).await?;
        // The relay hears nothing of the sandbox's end.
        sandbox.exec(("true", [""; 0])).await?;
    }
}

/// A server inside that sends and takes all the time, at a port of this machine.
pub(crate) async fn serving_inside(sandbox: &Sandbox) -> Result<BackgroundProcess> {
    let server = sandbox.start_background(("python3", ["-c", &script(SERVER)]));
    server.await
}

/// Goes through a published port.
pub(super) async fn serving(compute: Compute) -> Result<()> {
    let sandbox = compute.sandbox("local").await?;
    let _server = serving_inside(&sandbox).await?;
    let published = sandbox.publish(8000).await?;
    loop {
        if let Ok(mut client) = TcpStream::connect(published.address).await {
            let _ = client.write_all(&[0; 65536]).await;
            let _ = client.read_exact(&mut vec![0; 1 << 20]).await;
        }
        sandbox.exec(("true", [""; 0])).await?;
    }
}
