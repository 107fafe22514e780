//! Servers of the host that nobody inside is to reach.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::sandbox::in_network_of_its_own;

/// What they say to whoever reaches them.
pub(crate) const SECRET: &str = "secret";

/// A server that counts who comes.
pub(crate) struct Canary {
    address: SocketAddr,
    came: Arc<AtomicUsize>,
}

impl Canary {
    /// One at the host's loopback address that answers every request with the secret.
    pub(crate) fn new() -> Canary {
        Canary::at("127.0.0.1:0").unwrap()
    }

    /// One that a disposable network has at every address there is, of both versions.
    /// Elsewhere it is the same as any.
    pub(crate) fn everywhere() -> Canary {
        match in_network_of_its_own() {
            true => Canary::at("[::]:0").or_else(|_| Canary::at("0.0.0.0:0")),
            false => Canary::at("127.0.0.1:0"),
        }
        .unwrap()
    }

    /// One at this address.
    pub(crate) fn at(address: &str) -> std::io::Result<Canary> {
        let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n{SECRET}");
        let listener = TcpListener::bind(address)?;
        Ok(Canary::serving(listener, move |_| answer.clone()))
    }

    /// One that sends whoever asks for `/address:port` there.
    pub(crate) fn redirecting() -> Canary {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        Canary::serving(listener, |request| {
            let path = request.split(' ').nth(1).unwrap_or_default();
            let location = path.trim_start_matches('/');
            format!(
                "HTTP/1.1 302 Found\r\nlocation: http://{location}/\r\ncontent-length: 0\r\n\r\n"
            )
        })
    }

    /// One that says something at once, and holds all connections until it ends itself.
    pub(crate) fn holding() -> Canary {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let canary = Canary::counting(&listener);
        let came = Arc::clone(&canary.came);
        thread::spawn(move || {
            let mut held = Vec::new();
            for mut stream in listener.incoming().flatten() {
                came.fetch_add(1, Ordering::Relaxed);
                let _ = stream.write_all(b"x");
                held.push(stream);
            }
        });
        canary
    }

    fn serving(
        listener: TcpListener,
        answer: impl Fn(&str) -> String + Clone + Send + 'static,
    ) -> Canary {
        let canary = Canary::counting(&listener);
        let came = Arc::clone(&canary.came);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                came.fetch_add(1, Ordering::Relaxed);
                let answer = answer.clone();
                thread::spawn(move || converse(stream, answer));
            }
        });
        canary
    }

    fn counting(listener: &TcpListener) -> Canary {
        Canary {
            address: listener.local_addr().unwrap(),
            came: Arc::default(),
        }
    }

    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    /// How many have come so far.
    pub(crate) fn came(&self) -> usize {
        self.came.load(Ordering::Relaxed)
    }
}

/// Answers whatever is asked, and however little.
fn converse(mut stream: TcpStream, answer: impl Fn(&str) -> String) {
    let mut request = [0; 4096];
    let length = stream.read(&mut request).unwrap_or_default();
    let request = String::from_utf8_lossy(&request[..length]);
    let _ = stream.write_all(answer(&request).as_bytes());
}

/// The same for datagrams: it counts from how many sockets they come.
pub(crate) struct DatagramCanary {
    port: u16,
    came: Arc<AtomicUsize>,
}

impl DatagramCanary {
    pub(crate) fn at(address: &str) -> std::io::Result<DatagramCanary> {
        let socket = UdpSocket::bind(address)?;
        let canary = DatagramCanary {
            port: socket.local_addr()?.port(),
            came: Arc::default(),
        };
        let came = Arc::clone(&canary.came);
        thread::spawn(move || {
            let mut known = std::collections::HashSet::new();
            while let Ok((_, from)) = socket.recv_from(&mut [0; 64]) {
                known.insert(from);
                came.store(known.len(), Ordering::Relaxed);
                let _ = socket.send_to(SECRET.as_bytes(), from);
            }
        });
        Ok(canary)
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// From how many sockets datagrams have come so far.
    pub(crate) fn came(&self) -> usize {
        self.came.load(Ordering::Relaxed)
    }
}
