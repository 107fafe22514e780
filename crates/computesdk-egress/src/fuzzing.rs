//! What a sandbox may send, read as the relay reads it. Each function takes any bytes,
//! and panics where something that must hold does not.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use computesdk_model::Network;
use etherparse::{NetSlice, SlicedPacket, TransportSlice};
use hickory_proto::op::Message;
use hickory_proto::rr::RData;
use hickory_proto::rr::rdata::A;
use hickory_proto::serialize::binary::BinDecodable;

use crate::dns;
use crate::http;
use crate::names;
use crate::opening::{LONGEST, Opening};
use crate::packet;
use crate::state::State;

/// So many beginnings of a connection are looked at.
const CUTS: usize = 64;

fn state() -> State {
    let network = Network::allow(["api.test", "*.wild.test"]);
    State::new(network.expect("these are rules"), |_| {})
}

/// A question about a name. What is answered is an answer to it, and gives addresses to
/// names that rules cover alone.
pub fn dns(bytes: &[u8]) {
    let state = state();
    let Some(answer) = dns::answer(bytes, &state) else {
        return;
    };
    let asked = Message::from_bytes(bytes).expect("it was answered");
    let told = Message::from_bytes(&answer).expect("an answer is a message");
    assert_eq!(told.metadata.id, asked.metadata.id);
    assert!(told.queries.len() <= 1 && told.answers.len() <= 1);
    for record in &told.answers {
        let RData::A(A(address)) = record.data else {
            panic!("{record:?}");
        };
        let names = state.names();
        let name = names.name(address).expect("somebody has the address");
        assert!(names::is_made_up(address) && state.network().covers_name(name));
    }
}

/// The beginning of a connection. However it is cut, what turns out to ask for a name is
/// not taken for something that asks for none.
pub fn opening(bytes: &[u8]) {
    let whole = Opening::of(bytes);
    let step = (bytes.len() / CUTS).max(1);
    for end in (0..bytes.len()).step_by(step) {
        let part = Opening::of(&bytes[..end]);
        match part {
            Opening::Partial => assert!(end < LONGEST),
            // Refused at once.
            Opening::Unclear => {}
            Opening::Other => assert!(
                matches!(whole, Opening::Other | Opening::Unclear),
                "{end}: {whole:?}"
            ),
            Opening::Tls(_) | Opening::Http => assert!(
                part == whole || whole == Opening::Unclear,
                "{end}: {part:?}, {whole:?}"
            ),
        }
    }
}

/// Requests of plain HTTP, to a server of one name and to whatever they name. Those that
/// are passed on are for names that rules allow.
pub fn requests(bytes: &[u8]) {
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    let runtime = runtime.expect("a runtime without sockets");
    for fixed in [None, Some("fixed.test".to_owned())] {
        let state = Arc::new(state());
        let network = state.network();
        let asked = http::names_asked_for(bytes.to_vec(), fixed.clone(), state);
        for name in runtime.block_on(asked) {
            assert!(
                Some(&name) == fixed.as_ref() || network.allows_name(&name, 80),
                "{name}"
            );
        }
    }
}

/// The content of a datagram. The packet that has it is one that others read, and so is
/// the one that refuses it.
pub fn packets(bytes: &[u8]) {
    for (from, to) in [
        ("198.18.1.0:53", "10.0.0.1:5353"),
        ("[2001:db8::1]:53", "[::1]:5353"),
    ] {
        let end = |text: &str| text.parse::<SocketAddr>().expect("it is an address");
        packet_of(bytes, end(from), end(to));
    }
}

fn packet_of(bytes: &[u8], from: SocketAddr, to: SocketAddr) {
    let Ok(sent) = packet::packet(from, to, bytes) else {
        // Longer than a packet can be.
        assert!(bytes.len() > 65_507);
        return;
    };
    let read = SlicedPacket::from_ip(&sent).expect("it is a packet");
    let source = match read.net {
        Some(NetSlice::Ipv4(net)) => IpAddr::V4(net.header().source_addr()),
        Some(NetSlice::Ipv6(net)) => IpAddr::V6(net.header().source_addr()),
        other => panic!("{other:?}"),
    };
    let Some(TransportSlice::Udp(udp)) = read.transport else {
        panic!("it is one of UDP");
    };
    assert_eq!(source, from.ip());
    assert_eq!((udp.source_port(), udp.destination_port()), (53, 5353));
    assert_eq!(udp.payload(), bytes);
    let refused = packet::refusal(from, to, bytes).expect("what can be sent can be refused");
    let read = SlicedPacket::from_ip(&refused).expect("it is a packet");
    let quoted = match &read.transport {
        Some(TransportSlice::Icmpv4(icmp)) => icmp.payload(),
        Some(TransportSlice::Icmpv6(icmp)) => icmp.payload(),
        other => panic!("{other:?}"),
    };
    assert!(sent.starts_with(quoted));
}
