//! The way out of a network namespace: into sockets that the host side holds.
//!
//! Every address is made local, so that what is sent to any stays in the namespace and
//! comes in again by the loopback device. There the packet filter hands it to our two
//! sockets (TPROXY, which changes nothing in a packet: the sockets see what it was for).
//! Nothing is routed anywhere: a namespace whose filter is gone reaches nobody.

use alloc::vec::Vec;

use computesdk_sys::inet::Family;
use computesdk_sys::netlink::{Netlink, Part};
use computesdk_sys::transparent;
use computesdk_sys::{Error, OwnedFd};

use super::message::{Attributes, Messages, flags};
use crate::protocol::Failure;

/// The port that both sockets have, on every address: no program inside can have it. The
/// kernel gives it to nobody of its own accord.
const PORT: u16 = 65535;

/// Opens it in the network namespace that this process is in: a socket that listens for
/// connections, one for datagrams, and one to send whole packets; where there is version 6, a
/// second one of those.
pub(super) fn open() -> Result<Vec<OwnedFd>, Failure> {
    let at = |step| move |error: Error| Failure::new(step, error);
    let routes = Netlink::open(Part::Route).map_err(at("ask for routes"))?;
    route(&routes, V4).map_err(at("make every address local"))?;
    let filter = Netlink::open(Part::Filter).map_err(at("ask for a packet filter"))?;
    let redirect = |version| filter.ask("nf_tables", redirect(version).bytes());
    redirect(V4).map_err(at("redirect what is sent to others"))?;
    // Where version 6 is off, or the filter knows nothing of it, it leads nowhere.
    let family = match route(&routes, V6).and_then(|()| redirect(V6)) {
        Ok(()) => Family::V6,
        Err(_) => Family::V4,
    };
    let sockets = || {
        let mut sockets = Vec::from([
            transparent::listener(family, PORT)?,
            transparent::datagrams(family, PORT)?,
            transparent::raw(Family::V4)?,
        ]);
        if family == Family::V6 {
            sockets.push(transparent::raw(family)?);
        }
        Ok(sockets)
    };
    sockets().map_err(at("make the sockets of a network"))
}

const V4: u8 = 2;
const V6: u8 = 10;
/// The index of the loopback device: the first of every network namespace.
const LOOPBACK: u32 = 1;

/// Makes every address of a family local.
fn route(netlink: &Netlink, family: u8) -> Result<(), Error> {
    const RTM_NEWROUTE: u16 = 24;
    const RTA_OIF: u16 = 4;
    const RTA_PREFSRC: u16 = 7;
    const TABLE_LOCAL: u8 = 255;
    const PROTOCOL_STATIC: u8 = 4;
    const SCOPE_HOST: u8 = 254;
    const TYPE_LOCAL: u8 = 2;
    // struct rtmsg: family, lengths of destination and source, service, table, protocol,
    // scope, type, flags.
    let header = [
        family,
        0,
        0,
        0,
        TABLE_LOCAL,
        PROTOCOL_STATIC,
        SCOPE_HOST,
        TYPE_LOCAL,
        0,
        0,
        0,
        0,
    ];
    let mut messages = Messages::default();
    // It may be there already: the way was open before.
    let how = flags::CREATE | flags::REPLACE | flags::ACKNOWLEDGE;
    messages.add(RTM_NEWROUTE, how, &header, &|route| {
        route.bytes(RTA_OIF, &LOOPBACK.to_ne_bytes());
        if family == V4 {
            // Else who connects would have the address that it connects to.
            route.bytes(RTA_PREFSRC, &[127, 0, 0, 1]);
        }
    });
    netlink.ask("RTM_NEWROUTE", messages.bytes())
}

const TABLE: &str = "egress";
const CHAIN: &str = "redirect";
const REGISTER: u32 = 1;

/// The rules of a version: what is for the loopback's own addresses is left alone,
/// connections and datagrams for all others go to our sockets. In a table of its own:
/// a kernel need not know tables for both.
fn redirect(version: u8) -> Messages {
    const BATCH_BEGIN: u16 = 0x10;
    const BATCH_END: u16 = 0x11;
    const NEWTABLE: u16 = 0;
    const NEWCHAIN: u16 = 3;
    const TCP: u8 = 6;
    const UDP: u8 = 17;
    let mut messages = Messages::default();
    let nothing = &|_: &mut Attributes<'_>| {};
    // struct nfgenmsg: the version; of a batch the subsystem, in its last two bytes.
    let header = [version, 0, 0, 0];
    let batch = [0, 0, 0, SUBSYSTEM as u8];
    messages.add(BATCH_BEGIN, 0, &batch, nothing);
    messages.add(nft(NEWTABLE), flags::CREATE, &header, &|table| {
        table.text(1, TABLE)
    });
    messages.add(nft(NEWCHAIN), flags::CREATE, &header, &|chain| {
        const PREROUTING: u32 = 0;
        const BEFORE_OTHERS: i32 = -150;
        chain.text(1, TABLE);
        chain.text(3, CHAIN);
        chain.nest(4, &|hook| {
            hook.number(1, PREROUTING);
            hook.number(2, BEFORE_OTHERS as u32);
        });
        chain.text(7, "filter");
    });
    rule(&mut messages, 0, &header, &|rule| {
        match version {
            V4 => {
                rule.network(16, 4);
                rule.masked(&[255, 0, 0, 0], &[127, 0, 0, 0]);
            }
            _ => {
                rule.network(24, 16);
                rule.compare(&core::net::Ipv6Addr::LOCALHOST.octets());
            }
        }
        rule.accept();
    });
    // The answer to the last is the answer to all.
    for (protocol, flags) in [(TCP, 0), (UDP, flags::ACKNOWLEDGE)] {
        rule(&mut messages, flags, &header, &|rule| {
            rule.protocol(protocol);
            rule.redirect(version, PORT);
            rule.accept();
        });
    }
    messages.add(BATCH_END, 0, &batch, nothing);
    messages
}

/// Of netlink's packet filter, the one that is asked.
const SUBSYSTEM: u16 = 10;

fn nft(message: u16) -> u16 {
    SUBSYSTEM << 8 | message
}

fn rule(
    messages: &mut Messages,
    flags: u16,
    header: &[u8],
    expressions: &dyn Fn(&mut Rule<'_, '_>),
) {
    const NEWRULE: u16 = 6;
    let flags = flags | flags::CREATE | flags::APPEND;
    messages.add(nft(NEWRULE), flags, header, &|rule| {
        rule.text(1, TABLE);
        rule.text(2, CHAIN);
        rule.nest(4, &|list| expressions(&mut Rule(list)));
    });
}

/// The expressions of a rule, each for one register (linux/netfilter/nf_tables.h).
struct Rule<'r, 'b>(&'r mut Attributes<'b>);

impl Rule<'_, '_> {
    /// The protocol of a packet.
    fn protocol(&mut self, value: u8) {
        const PROTOCOL: u32 = 16;
        self.expression("meta", &|data| {
            data.number(1, REGISTER);
            data.number(2, PROTOCOL);
        });
        self.compare(&[value]);
    }

    /// Bytes of the network's header.
    fn network(&mut self, offset: u32, length: u32) {
        const NETWORK_HEADER: u32 = 1;
        self.expression("payload", &|data| {
            data.number(1, REGISTER);
            data.number(2, NETWORK_HEADER);
            data.number(3, offset);
            data.number(4, length);
        });
    }

    fn masked(&mut self, mask: &[u8], value: &[u8]) {
        self.expression("bitwise", &|data| {
            data.number(1, REGISTER);
            data.number(2, REGISTER);
            data.number(3, mask.len() as u32);
            data.nest(4, &|inner| inner.bytes(1, mask));
            data.nest(5, &|inner| inner.bytes(1, &[0; 16][..mask.len()]));
        });
        self.compare(value);
    }

    fn compare(&mut self, value: &[u8]) {
        const EQUAL: u32 = 0;
        self.expression("cmp", &|data| {
            data.number(1, REGISTER);
            data.number(2, EQUAL);
            data.nest(3, &|inner| inner.bytes(1, value));
        });
    }

    /// To the socket that has this port.
    fn redirect(&mut self, family: u8, port: u16) {
        self.expression("immediate", &|data| {
            data.number(1, REGISTER);
            data.nest(2, &|inner| inner.bytes(1, &port.to_be_bytes()));
        });
        self.expression("tproxy", &|data| {
            data.number(1, u32::from(family));
            data.number(3, REGISTER);
        });
    }

    fn accept(&mut self) {
        const VERDICT_REGISTER: u32 = 0;
        const ACCEPT: u32 = 1;
        self.expression("immediate", &|data| {
            data.number(1, VERDICT_REGISTER);
            data.nest(2, &|inner| {
                inner.nest(2, &|verdict| verdict.number(1, ACCEPT))
            });
        });
    }

    fn expression(&mut self, name: &str, data: &dyn Fn(&mut Attributes<'_>)) {
        self.0.nest(1, &|element| {
            element.text(1, name);
            element.nest(2, data);
        });
    }
}
