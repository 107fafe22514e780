//! Datagrams: questions about names, and what else goes by UDP.

use std::collections::HashMap;
use std::io::{self, IoSliceMut};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4};
use std::os::fd::{AsRawFd, OwnedFd};
use std::sync::Arc;
use std::time::Duration;

use computesdk_model::{Denial, EgressProtocol, Verdict};
use nix::sys::socket::{ControlMessageOwned, MsgFlags, SockaddrIn6, recvmsg};
use tokio::io::Interest;
use tokio::net::UdpSocket;
use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::dial;
use crate::dns;
use crate::packet::Raw;
use crate::state::{State, Target};
use crate::weaken::{Check, lacks};

/// The largest datagram there is.
const LARGEST: usize = 1 << 16;
/// Exchanges at a time, and datagrams of one that wait to be sent on.
const MOST: usize = 256;
const WAITING: usize = 64;
/// Bytes of all that wait. While names are looked up a sandbox could fill the memory of
/// the host with them.
const WAITING_BYTES: usize = 4 << 20;
/// An exchange in which nobody has said anything for so long is over.
const QUIET: Duration = Duration::from_secs(60);

/// Who talks to whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Ends {
    inside: SocketAddr,
    outside: SocketAddr,
}

/// Answers all datagrams that come out of a sandbox.
pub(crate) async fn serve(socket: OwnedFd, raw: Raw, state: Arc<State>) -> io::Result<()> {
    let socket = std::net::UdpSocket::from(socket);
    socket.set_nonblocking(true)?;
    let socket = UdpSocket::from_std(socket)?;
    let raw = Arc::new(raw);
    let mut exchanges: HashMap<Ends, Sender<Waiting>> = HashMap::new();
    let room = Arc::new(Semaphore::new(WAITING_BYTES));
    let mut tasks = JoinSet::new();
    let mut buffer = vec![0; LARGEST];
    loop {
        let received = socket.async_io(Interest::READABLE, || receive(&socket, &mut buffer));
        let Some((ends, length)) = received.await? else {
            continue;
        };
        let bytes = &buffer[..length];
        if ends.outside.port() == dns::PORT {
            if let Some(answer) = dns::answer(bytes, &state) {
                // One that is lost is asked for again.
                let _ = raw.datagram(ends.outside, ends.inside, &answer);
            }
            continue;
        }
        while tasks.try_join_next().is_some() {}
        exchanges.retain(|_, exchange| !exchange.is_closed());
        // For what there is no room, it is lost, as on any way.
        let Some(waiting) = Waiting::new(bytes, &room) else {
            continue;
        };
        if let Some(exchange) = exchanges.get(&ends) {
            let _ = exchange.try_send(waiting);
            continue;
        }
        let exchange = Exchange {
            ends,
            raw: Arc::clone(&raw),
            state: Arc::clone(&state),
        };
        if exchanges.len() >= MOST && !lacks(Check::Bounds) {
            exchange.deny(bytes, Denial::TooMany);
            continue;
        }
        let (sender, receiver) = mpsc::channel(WAITING);
        let _ = sender.try_send(waiting);
        exchanges.insert(ends, sender);
        tasks.spawn(exchange.run(receiver));
    }
}

/// A datagram that waits to be sent on, and its place.
struct Waiting {
    bytes: Vec<u8>,
    _room: OwnedSemaphorePermit,
}

impl Waiting {
    fn new(bytes: &[u8], room: &Arc<Semaphore>) -> Option<Waiting> {
        let length = u32::try_from(bytes.len()).ok()?;
        let room = Arc::clone(room).try_acquire_many_owned(length).ok()?;
        Some(Waiting {
            bytes: bytes.to_vec(),
            _room: room,
        })
    }
}

struct Exchange {
    ends: Ends,
    raw: Arc<Raw>,
    state: Arc<State>,
}

impl Exchange {
    async fn run(self, mut from_inside: Receiver<Waiting>) {
        let Some(Waiting { bytes: first, .. }) = from_inside.recv().await else {
            return;
        };
        let Some(target) = self.state.target(self.ends.outside) else {
            return self.deny(&first, Denial::NoRule);
        };
        let mut changes = self.state.changes();
        let network = changes.borrow_and_update().clone();
        let socket = match self.open(&target, &network).await {
            Ok(socket) => socket,
            Err(verdict) => {
                let _ = self.raw.refuse(self.ends.inside, self.ends.outside, &first);
                return self.state.note(EgressProtocol::Udp, &target, verdict);
            }
        };
        self.state
            .note(EgressProtocol::Udp, &target, Verdict::Allowed);
        let _ = socket.send(&first).await;
        let mut buffer = vec![0; LARGEST];
        loop {
            let next = async {
                tokio::select! {
                    waiting = from_inside.recv() => {
                        let _ = socket.send(&waiting?.bytes).await;
                    }
                    received = socket.recv(&mut buffer) => {
                        // An error is a refusal of something that was sent before.
                        if let Ok(length) = received {
                            let (from, to) = (self.ends.outside, self.ends.inside);
                            let _ = self.raw.datagram(from, to, &buffer[..length]);
                        }
                    }
                    changed = changes.changed() => {
                        changed.ok()?;
                        let network = changes.borrow_and_update().clone();
                        dial::addresses(&target, &network).await.ok()?;
                    }
                }
                Some(())
            };
            let Ok(Some(())) = timeout(QUIET, next).await else {
                return;
            };
        }
    }

    async fn open(
        &self,
        target: &Target,
        network: &computesdk_model::Network,
    ) -> Result<UdpSocket, Verdict> {
        let unreachable = |error: io::Error| Verdict::Unreachable(error.to_string());
        let addresses = dial::addresses(target, network).await?;
        let any: SocketAddr = match addresses.first() {
            Some(SocketAddr::V6(_)) => (Ipv6Addr::UNSPECIFIED, 0).into(),
            _ => (Ipv4Addr::UNSPECIFIED, 0).into(),
        };
        let socket = UdpSocket::bind(any).await.map_err(unreachable)?;
        socket.connect(&addresses[..]).await.map_err(unreachable)?;
        Ok(socket)
    }

    fn deny(&self, first: &[u8], denial: Denial) {
        let _ = self.raw.refuse(self.ends.inside, self.ends.outside, first);
        let target = Target::Address(self.ends.outside);
        self.state.deny(EgressProtocol::Udp, &target, denial);
    }
}

/// A datagram and who it was for; none where that is not known.
fn receive(socket: &UdpSocket, buffer: &mut [u8]) -> io::Result<Option<(Ends, usize)>> {
    let mut parts = [IoSliceMut::new(buffer)];
    let mut control = nix::cmsg_space!(nix::libc::sockaddr_in6);
    let received = recvmsg::<SockaddrIn6>(
        socket.as_raw_fd(),
        &mut parts,
        Some(&mut control),
        MsgFlags::MSG_DONTWAIT,
    )?;
    let inside = received.address.map(|address| {
        let ip = address.ip().to_canonical();
        SocketAddr::new(ip, address.port())
    });
    let outside = received.cmsgs()?.find_map(|message| match message {
        ControlMessageOwned::Ipv4OrigDstAddr(address) => {
            let ip = Ipv4Addr::from(u32::from_be(address.sin_addr.s_addr));
            Some(SocketAddrV4::new(ip, u16::from_be(address.sin_port)).into())
        }
        ControlMessageOwned::Ipv6OrigDstAddr(address) => {
            let ip = Ipv6Addr::from(address.sin6_addr.s6_addr);
            let ip = ip.to_canonical();
            Some(SocketAddr::new(ip, u16::from_be(address.sin6_port)))
        }
        _ => None,
    });
    let ends = inside.zip(outside);
    let bytes = received.bytes;
    Ok(ends.map(|(inside, outside)| (Ends { inside, outside }, bytes)))
}
