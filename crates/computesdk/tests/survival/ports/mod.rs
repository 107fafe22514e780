//! Ports of servers inside, reached from this machine.

mod addresses;
pub(crate) mod ending;
mod streams;
mod waiting;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU8, Ordering};

use computesdk::{BackgroundProcess, PublishedPort, Sandbox};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::world::appears;

thread_local! {
    /// Each test has a thread of its own.
    static OWN_ADDRESS: Ipv4Addr = {
        static NEXT: AtomicU8 = AtomicU8::new(0);
        let [_, _, middle, low] = std::process::id().to_be_bytes();
        let test = NEXT.fetch_add(1, Ordering::Relaxed) % 64;
        Ipv4Addr::new(127, 64 + test, middle, low.max(2))
    };
}

/// A loopback address that no other test uses: a port that is closed there is not
/// another's a moment later.
pub(crate) fn own_address() -> IpAddr {
    OWN_ADDRESS.with(|address| (*address).into())
}

/// Publishes a port at an address that nobody else uses.
pub(crate) async fn publish(sandbox: &Sandbox, port: u16) -> PublishedPort {
    let publish = sandbox.publish(port).address(own_address());
    publish.await.unwrap()
}

/// A Python script that can say that it is listening.
pub(crate) fn script(body: &str) -> String {
    let prelude = "import hashlib, socket, threading, time
def listening():
    with open('listening', 'w') as file: file.write('yes\\n')
";
    format!("{prelude}{body}")
}

/// Starts a script, and returns when it is listening.
pub(crate) async fn serve(sandbox: &Sandbox, body: &str) -> BackgroundProcess {
    let server = sandbox.start_background(("python3", ["-c", &script(body)]));
    let server = server.await.unwrap();
    appears(sandbox, "listening").await;
    sandbox.remove("listening").await.unwrap();
    server
}

/// Starts a script, and publishes its port 8000 once it is listening.
pub(crate) async fn serve_published(sandbox: &Sandbox, body: &str) -> PublishedPort {
    serve(sandbox, body).await;
    publish(sandbox, 8000).await
}

/// A server that sends back what it gets, of one connection after another.
pub(crate) const ECHO: &str = "
server = socket.create_server(('127.0.0.1', 8000), backlog=128)
listening()
def echo(peer):
    while data := peer.recv(65536): peer.sendall(data)
    peer.close()
while True: threading.Thread(target=echo, args=(server.accept()[0],)).start()
";

pub(crate) async fn connect(address: SocketAddr) -> TcpStream {
    TcpStream::connect(address).await.unwrap()
}

/// Says something, and that this was all; then what the other side answers.
pub(crate) async fn ask(address: SocketAddr, words: &str) -> String {
    let mut stream = connect(address).await;
    stream.write_all(words.as_bytes()).await.unwrap();
    stream.shutdown().await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

/// Asks a web server for a file; status line, headers and content.
pub(crate) async fn get(url: &str, path: &str) -> String {
    let address = url.strip_prefix("http://").unwrap();
    let words = format!("GET {path} HTTP/1.0\r\n\r\n");
    ask(address.parse().unwrap(), &words).await
}
