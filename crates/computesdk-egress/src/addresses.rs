//! Which addresses are public.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use nix::ifaddrs::getifaddrs;

/// Whether anybody on the Internet may have this address. From the registries of
/// special-purpose addresses (IANA, after RFC 6890): what is not globally reachable is
/// not public, nor is what stands for such an address in another form.
pub(crate) fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

/// Whether the host has this address itself: what listens there may be meant for the host
/// alone, behind a firewall that does not see what comes from within.
pub(crate) fn is_the_hosts(address: IpAddr) -> bool {
    let address = address.to_canonical();
    let Ok(interfaces) = getifaddrs() else {
        return false;
    };
    let mut own = interfaces.filter_map(|interface| interface.address);
    own.any(|own| match (own.as_sockaddr_in(), own.as_sockaddr_in6()) {
        (Some(own), _) => IpAddr::V4(own.ip()) == address,
        (_, Some(own)) => IpAddr::V6(own.ip()) == address,
        _ => false,
    })
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !(address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        || address.is_multicast()
        || a == 0
        // Reserved, and broadcast.
        || a >= 240
        // Behind a provider's translation.
        || (a == 100 && b & 0b1100_0000 == 64)
        // Protocol assignments, and a relay that is no more.
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        // What a cloud tells its machines about themselves, at a public address (Azure).
        || address.octets() == [168, 63, 129, 16]
        // Benchmarks; the made-up addresses of names are among them.
        || (a == 198 && b & 0b1111_1110 == 18))
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let parts = address.segments();
    let v4 = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        Ipv4Addr::new(a, b, c, d)
    };
    match parts {
        // Translated to version 4 by the network (RFC 6052).
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => is_public_v4(v4(high, low)),
        // 6to4: the address of version 4 is in it.
        [0x2002, high, low, ..] => is_public_v4(v4(high, low)),
        // Protocol assignments, Teredo among them; documentation, old and new.
        [0x2001, second, ..] if second < 0x200 || second == 0xdb8 => false,
        [0x3fff, second, ..] if second < 0x1000 => false,
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_ones_are_told_from_all_others() {
        for public in [
            "93.184.216.34",
            "1.1.1.1",
            "100.63.0.1",
            "198.17.0.1",
            "2606:4700::1",
        ] {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
        for other in [
            "0.0.0.0",
            "10.0.0.1",
            "100.64.0.1",
            "127.0.0.1",
            "127.255.255.254",
            "168.63.129.16",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::127.0.0.1",
            "fe80::1",
            "fc00::1",
            "fd00:ec2::254",
            "ff02::1",
            "2001::1",
            "2001:db8::1",
            "3fff::1",
            "2002:7f00:1::",
            "2002:a00:1::1",
            "64:ff9b::127.0.0.1",
            "64:ff9b::a9fe:a9fe",
            "64:ff9b:1::1",
            "100::1",
            "5f00::1",
        ] {
            assert!(!is_public(other.parse().unwrap()), "{other}");
        }
    }

    #[test]
    fn the_hosts_own_are_known() {
        assert!(is_the_hosts(Ipv4Addr::LOCALHOST.into()));
        assert!(!is_the_hosts("192.0.2.1".parse().unwrap()));
    }
}
