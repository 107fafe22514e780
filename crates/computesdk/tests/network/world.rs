//! Servers on the host's loopback, sandboxes that may reach them, and programs inside.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use computesdk::{Compute, EgressEvent, ExecResult, Sandbox, SandboxBuilder};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use tokio::runtime::Builder;
use tokio::task::JoinSet;
use tokio::time::timeout;

/// No test takes that long: one that does hangs.
const LONGEST: Duration = Duration::from_secs(120);

/// Runs a test in a runtime of its own.
pub(crate) fn run<F: Future>(test: F) -> F::Output {
    let mut builder = Builder::new_multi_thread();
    let runtime = builder.worker_threads(2).enable_all().build().unwrap();
    runtime
        .block_on(async { timeout(LONGEST, test).await })
        .unwrap_or_else(|_| panic!("still running after {LONGEST:?}"))
}

/// Of this machine, whatever its user has configured.
pub(crate) fn builder() -> SandboxBuilder {
    let builder = Compute::builder().no_config_file().no_environment();
    builder.build().unwrap().sandbox("local")
}

/// A sandbox that may reach this port of the host's loopback as `api.test`.
pub(crate) async fn sandbox_for(server: &Server) -> Sandbox {
    let sandbox = builder().allow(format!("api.test:{}", server.port));
    sandbox.host("api.test", [127, 0, 0, 1]).await.unwrap()
}

/// A server that ends with the test.
pub(crate) struct Server {
    pub(crate) port: u16,
    _tasks: JoinSet<()>,
}

impl Server {
    /// Serves each connection by this.
    pub(crate) async fn of<F, S>(serve: S) -> Server
    where
        S: Fn(TcpStream) -> F + Send + 'static,
        F: Future<Output = ()> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                connections.spawn(serve(stream));
            }
        });
        Server {
            port,
            _tasks: tasks,
        }
    }

    /// Sends back what it gets.
    pub(crate) async fn echo() -> Server {
        Server::of(|mut stream| async move {
            let (mut reader, mut writer) = stream.split();
            let _ = tokio::io::copy(&mut reader, &mut writer).await;
        })
        .await
    }

    /// Answers each request of HTTP with this status and text, and keeps the connection.
    pub(crate) async fn http(status: &str, text: &'static str) -> Server {
        let status = Arc::new(status.to_owned());
        Server::of(move |mut stream| {
            let status = Arc::clone(&status);
            async move {
                while let Some(head) = request(&mut stream).await {
                    let host = header(&head, "host");
                    let body = text.replace("{host}", host.as_deref().unwrap_or("none"));
                    let answer = format!(
                        "HTTP/1.1 {status}\r\ncontent-length: {}\r\n\r\n{body}",
                        body.len()
                    );
                    if stream.write_all(answer.as_bytes()).await.is_err() {
                        break;
                    }
                }
            }
        })
        .await
    }

    /// Sends back datagrams.
    pub(crate) async fn datagrams() -> Server {
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let port = socket.local_addr().unwrap().port();
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            let mut buffer = vec![0; 65536];
            while let Ok((length, from)) = socket.recv_from(&mut buffer).await {
                let _ = socket.send_to(&buffer[..length], from).await;
            }
        });
        Server {
            port,
            _tasks: tasks,
        }
    }
}

/// The head of the next request, which has no body.
pub(crate) async fn request(stream: &mut TcpStream) -> Option<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    Some(String::from_utf8(head).unwrap())
}

pub(crate) fn header(head: &str, name: &str) -> Option<String> {
    head.lines().find_map(|line| {
        let (own, value) = line.split_once(": ")?;
        own.eq_ignore_ascii_case(name).then(|| value.to_owned())
    })
}

/// Runs a line, however it ends.
pub(crate) async fn line(sandbox: &Sandbox, line: &str) -> ExecResult {
    sandbox.exec(line).unchecked().await.unwrap()
}

/// Runs Python, and gives what it printed without the last newline.
pub(crate) async fn python(sandbox: &Sandbox, script: &str) -> String {
    let result = sandbox.exec(("python3", ["-c", script])).await;
    result.unwrap().stdout.trim_end().to_owned()
}

/// What was refused, as text.
pub(crate) fn denied(sandbox: &Sandbox) -> Vec<String> {
    let events = sandbox.network_log();
    let denied = events.iter().filter(|event| event.is_denied());
    denied.map(EgressEvent::to_string).collect()
}
