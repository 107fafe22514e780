//! Streams and connections out of a sandbox, beside the same program on the host, over
//! its loopback.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, ensure};
use computesdk::{Sandbox, create_compute};
use serde::Serialize;

use crate::samples::Samples;

/// Bytes of one stream.
const BYTES: usize = 1 << 30;
/// What the server moves at once.
const PIECE: usize = 1 << 20;
/// The server's name inside.
const NAME: &str = "bench.test";
/// Not what the user's shell finds first: a version manager's is not shown inside.
const PYTHON: &str = "/usr/bin/python3";

/// What a connection is for: its first byte. None may begin a request of HTTP, but the last.
const DOWN: u8 = 1;
const UP: u8 = 2;
const ONE_BYTE: u8 = 3;
const HTTP: u8 = b'G';

/// Prints how many seconds one stream took, or the median of so many connections.
const CLIENT: &str = r"
import socket, sys, time
what, host, port, size = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
def connect(): return socket.create_connection((host, port))
buffer = bytearray(1 << 20)
def receive(stream):
    count = 0
    while length := stream.recv_into(buffer): count += length
    return count
if what == 'connect':
    times = []
    for _ in range(size):
        start = time.perf_counter()
        with connect() as stream:
            stream.sendall(b'\3')
            assert stream.recv(1) == b'\3'
            times.append(time.perf_counter() - start)
    print(sorted(times)[size // 2])
else:
    stream = connect()
    start = time.perf_counter()
    if what == 'down':
        stream.sendall(b'\1')
        assert receive(stream) == size
    elif what == 'http':
        stream.sendall(f'GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n'.encode())
        assert receive(stream) > size
    else:
        stream.sendall(b'\2')
        for _ in range(size // len(buffer)): stream.sendall(buffer)
        stream.shutdown(socket.SHUT_WR)
        assert stream.recv(1) == b'\2'
    print(time.perf_counter() - start)
";

/// Seconds, medians: through the relay and without it.
#[derive(Serialize)]
pub(crate) struct Pair {
    pub(crate) sandbox: f64,
    pub(crate) direct: f64,
}

/// All of it.
#[derive(Serialize)]
pub(crate) struct Network {
    /// 1 GiB to the sandbox.
    pub(crate) down: Pair,
    /// 1 GiB from it.
    pub(crate) up: Pair,
    /// 1 GiB as the answer to a request of plain HTTP.
    pub(crate) http: Pair,
    /// A connection and one byte there and back.
    pub(crate) connect: Pair,
}

pub(crate) async fn measure(rounds: usize, connections: usize) -> anyhow::Result<Network> {
    let port = serve()?;
    let sandbox = create_compute()?
        .sandbox("local")
        .allow(format!("{NAME}:{port}"))
        .host(NAME, Ipv4Addr::LOCALHOST)
        .await?;
    let pair = async |what, rounds, size| measure_pair(&sandbox, port, what, rounds, size).await;
    let network = Network {
        down: pair("down", rounds, BYTES).await?,
        up: pair("up", rounds, BYTES).await?,
        http: pair("http", rounds, BYTES).await?,
        connect: pair("connect", rounds, connections).await?,
    };
    sandbox.destroy().await?;
    Ok(network)
}

async fn measure_pair(
    sandbox: &Sandbox,
    port: u16,
    what: &str,
    rounds: usize,
    size: usize,
) -> anyhow::Result<Pair> {
    let (port, size) = (port.to_string(), size.to_string());
    let arguments = |host: &'static str| ["-c", CLIENT, what, host, &port, &size];
    let (mut inside, mut direct) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        let ended = sandbox.exec((PYTHON, arguments(NAME))).await?;
        inside.push(seconds(&ended.stdout)?);
        let mut client = Command::new(PYTHON);
        client.args(arguments("127.0.0.1"));
        let ended = tokio::task::spawn_blocking(move || client.output()).await??;
        ensure!(ended.status.success(), "{ended:?}");
        direct.push(seconds(&String::from_utf8(ended.stdout)?)?);
    }
    let median = |times| Samples::new(times).quantile(0.5) / 1e3;
    Ok(Pair {
        sandbox: median(inside),
        direct: median(direct),
    })
}

fn seconds(printed: &str) -> anyhow::Result<Duration> {
    let seconds = printed.trim().parse();
    Ok(Duration::from_secs_f64(seconds.context(
        "the client printed something else than seconds",
    )?))
}

/// A server on the host's loopback, for as long as this program runs. Its port.
fn serve() -> anyhow::Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let port = listener.local_addr()?.port();
    std::thread::spawn(move || {
        let mut buffer = vec![0; PIECE];
        for stream in listener.incoming() {
            // Where something went wrong, the client says so.
            let _ = stream.and_then(|stream| answer(stream, &mut buffer));
        }
    });
    Ok(port)
}

fn answer(mut stream: TcpStream, buffer: &mut [u8]) -> std::io::Result<()> {
    let mut what = [0];
    stream.read_exact(&mut what)?;
    match what {
        [ONE_BYTE] => return stream.write_all(&what),
        [UP] => {
            while stream.read(buffer)? > 0 {}
            return stream.write_all(&what);
        }
        [HTTP] => {
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                let length = stream.read(buffer)?;
                head.extend_from_slice(&buffer[..length]);
            }
            write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: {BYTES}\r\n\r\n")?;
        }
        [DOWN] => {}
        _ => return Err(std::io::ErrorKind::InvalidData.into()),
    }
    for _ in 0..BYTES / PIECE {
        stream.write_all(buffer)?;
    }
    Ok(())
}
