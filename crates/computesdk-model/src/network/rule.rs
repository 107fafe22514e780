//! One rule, and how it is written.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};
use std::str::FromStr;

use ipnet::IpNet;

use crate::{Error, InvalidArgumentError};

/// Longest name of the domain name system, and longest part of one (RFC 1035, 2.3.4).
const LONGEST_NAME: usize = 253;
const LONGEST_LABEL: usize = 63;

/// Something that a sandbox may reach, and by which port.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NetworkRule {
    /// What.
    pub target: NetworkTarget,
    /// By which port; by any where there is none.
    pub port: Option<u16>,
}

/// What a rule is about.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NetworkTarget {
    /// This name, in lower case.
    Name(String),
    /// All names below this one, and not itself: `*.example.org` is kept as `example.org`.
    Subdomains(String),
    /// The addresses of a range; one address is a range too.
    Addresses(IpNet),
}

impl NetworkRule {
    pub(super) fn has_port(&self, port: u16) -> bool {
        self.port.is_none_or(|own| own == port)
    }
}

/// `HOST[:PORT]`, where the host is `example.org`, `*.example.org`, `192.0.2.7`,
/// `192.0.2.0/24`, `[2001:db8::7]` or `[2001:db8::]/32`.
impl FromStr for NetworkRule {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let (host, port) = split_port(text)?;
        Ok(NetworkRule {
            target: target(host, text)?,
            port,
        })
    }
}

impl fmt::Display for NetworkRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.target {
            NetworkTarget::Name(name) => write!(f, "{name}"),
            NetworkTarget::Subdomains(name) => write!(f, "*.{name}"),
            NetworkTarget::Addresses(range) => match (range.addr(), is_single(range)) {
                (IpAddr::V4(address), true) => write!(f, "{address}"),
                (IpAddr::V6(address), true) => write!(f, "[{address}]"),
                (IpAddr::V4(_), false) => write!(f, "{range}"),
                (IpAddr::V6(address), false) => write!(f, "[{address}]/{}", range.prefix_len()),
            },
        }?;
        match self.port {
            Some(port) => write!(f, ":{port}"),
            None => Ok(()),
        }
    }
}

fn is_single(range: &IpNet) -> bool {
    range.prefix_len() == range.max_prefix_len()
}

fn split_port(text: &str) -> Result<(&str, Option<u16>), Error> {
    // An address of version 6 without brackets has no port.
    if text.matches(':').count() > 1 && !text.starts_with('[') {
        return Ok((text, None));
    }
    let after = match (text.starts_with('['), text.rfind(']')) {
        (true, None) => {
            return Err(invalid(format!(
                "`{text}` has no address where one should be"
            )));
        }
        (_, end) => end.map_or(0, |end| end + 1),
    };
    let Some(colon) = text[after..].find(':') else {
        return Ok((text, None));
    };
    let (host, port) = (&text[..after + colon], &text[after + colon + 1..]);
    match port.parse() {
        Ok(0) | Err(_) => {
            let reason = format!("`{port}` of `{text}` is not a port from 1 to 65535");
            Err(invalid(reason))
        }
        Ok(port) => Ok((host, Some(port))),
    }
}

fn target(host: &str, text: &str) -> Result<NetworkTarget, Error> {
    if host == "*" {
        let reason = "`*` is every name: say `full` for that, which keeps private addresses apart";
        return Err(invalid(reason.into()));
    }
    if let Some(name) = host.strip_prefix("*.") {
        return domain_name(name).map(NetworkTarget::Subdomains);
    }
    if let Some(range) = addresses(host, text)? {
        return Ok(NetworkTarget::Addresses(range));
    }
    domain_name(host).map(NetworkTarget::Name)
}

/// An address or a range, where it looks like one.
fn addresses(host: &str, text: &str) -> Result<Option<IpNet>, Error> {
    let (address, prefix) = match host.split_once('/') {
        Some((address, prefix)) => (address, Some(prefix)),
        None => (host, None),
    };
    let bare = address.strip_prefix('[').and_then(|a| a.strip_suffix(']'));
    let parsed = match bare {
        Some(bare) => bare.parse::<Ipv6Addr>().map(IpAddr::V6).ok(),
        None => address.parse().ok(),
    };
    let Some(address) = parsed else {
        return match bare.is_some() || prefix.is_some() {
            true => Err(invalid(format!(
                "`{text}` has no address where one should be"
            ))),
            false => Ok(None),
        };
    };
    let Some(prefix) = prefix else {
        return Ok(Some(IpNet::from(address)));
    };
    let range = prefix.parse().ok();
    match range.and_then(|prefix| IpNet::new(address, prefix).ok()) {
        Some(range) => Ok(Some(range.trunc())),
        None => Err(invalid(format!(
            "`/{prefix}` of `{text}` is not the length of a prefix"
        ))),
    }
}

/// A name in the form in which names are compared.
pub(super) fn domain_name(name: &str) -> Result<String, Error> {
    let refuse = |what: &str| Err(invalid(format!("`{name}` {what}")));
    if !name.is_ascii() {
        return refuse("has other letters than ASCII: write it as `xn--...`");
    }
    let plain = name.strip_suffix('.').unwrap_or(name);
    if plain.is_empty() || plain.len() > LONGEST_NAME {
        return refuse("is not 1 to 253 letters long");
    }
    let is_label = |label: &str| {
        let mut letters = label.bytes();
        (1..=LONGEST_LABEL).contains(&label.len())
            && letters.all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    };
    if !plain.split('.').all(is_label) {
        return refuse("is neither a host name nor an address");
    }
    // Programs take such for an address, in octal or hexadecimal too.
    let last = plain.rsplit('.').next().unwrap_or_default();
    if last.starts_with(|first: char| first.is_ascii_digit()) {
        return refuse("ends in a number, as an address does, and is none");
    }
    Ok(plain.to_ascii_lowercase())
}

pub(super) fn pattern_covers(target: &NetworkTarget, name: &str) -> bool {
    match target {
        NetworkTarget::Name(own) => own.eq_ignore_ascii_case(name),
        NetworkTarget::Subdomains(own) => {
            let below = name.len().checked_sub(own.len() + 1);
            below.is_some_and(|at| {
                at > 0
                    && name.as_bytes()[at] == b'.'
                    && name.as_bytes()[at + 1..].eq_ignore_ascii_case(own.as_bytes())
            })
        }
        NetworkTarget::Addresses(_) => false,
    }
}

fn invalid(reason: String) -> Error {
    InvalidArgumentError::new("network rule", reason).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_comes_back() {
        for text in [
            "example.org",
            "*.example.org:443",
            "192.0.2.7:80",
            "10.0.0.0/8",
            "[2001:db8::7]:443",
            "[2001:db8::]/32:1",
        ] {
            assert_eq!(text.parse::<NetworkRule>().unwrap().to_string(), text);
        }
        for (text, same) in [
            ("Example.ORG.", "example.org"),
            ("10.1.2.3/8", "10.0.0.0/8"),
            ("2001:db8::7", "[2001:db8::7]"),
            ("2001:db8::/32", "[2001:db8::]/32"),
        ] {
            assert_eq!(text.parse::<NetworkRule>().unwrap().to_string(), same);
        }
    }

    #[test]
    fn what_is_no_rule_is_refused_with_its_reason() {
        for (text, reason) in [
            ("", "1 to 253"),
            ("*", "full"),
            ("a..b", "neither"),
            ("https://example.org", "port"),
            ("example.org:0", "port"),
            ("example.org:https", "port"),
            ("10.0.0.0/33", "prefix"),
            ("[::1", "address"),
            ("[example.org]:1", "address"),
            ("example.org/24", "address"),
            ("0x7f.1", "number"),
            ("127.1", "number"),
            ("2130706433", "number"),
            ("bücher.example", "xn--"),
            ("exa mple.org", "neither"),
        ] {
            let error = text.parse::<NetworkRule>().unwrap_err().to_string();
            assert!(error.contains(reason), "{text}: {error}");
        }
    }
}
