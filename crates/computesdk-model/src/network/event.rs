//! What was asked of a sandbox's network, and what came of it.

use std::fmt;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

/// One attempt to reach something from a sandbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct EgressEvent {
    /// When.
    pub time: SystemTime,
    /// How.
    pub protocol: EgressProtocol,
    /// The name, or the address where no name is known.
    pub host: String,
    /// The port; 0 where a name was only looked up.
    pub port: u16,
    /// What came of it.
    pub verdict: Verdict,
}

impl EgressEvent {
    /// One of now.
    pub fn now(protocol: EgressProtocol, host: String, port: u16, verdict: Verdict) -> Self {
        EgressEvent {
            time: SystemTime::now(),
            protocol,
            host,
            port,
            verdict,
        }
    }

    /// Whether it was refused.
    pub fn is_denied(&self) -> bool {
        matches!(self.verdict, Verdict::Denied(_))
    }
}

/// As in `denied tcp example.org:443: no rule allows it`.
impl fmt::Display for EgressEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (word, reason) = match &self.verdict {
            Verdict::Allowed => ("allowed", String::new()),
            Verdict::Denied(denial) => ("denied", format!(": {denial}")),
            Verdict::Unreachable(reason) => ("unreachable", format!(": {reason}")),
        };
        let (protocol, host) = (self.protocol, &self.host);
        match (self.port, host.contains(':')) {
            (0, _) => write!(f, "{word} {protocol} {host}{reason}"),
            (port, true) => write!(f, "{word} {protocol} [{host}]:{port}{reason}"),
            (port, false) => write!(f, "{word} {protocol} {host}:{port}{reason}"),
        }
    }
}

/// How something was to be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum EgressProtocol {
    /// A name was looked up.
    Dns,
    /// A connection.
    Tcp,
    /// Datagrams.
    Udp,
}

impl fmt::Display for EgressProtocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            EgressProtocol::Dns => "dns",
            EgressProtocol::Tcp => "tcp",
            EgressProtocol::Udp => "udp",
        })
    }
}

/// What came of an attempt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Verdict {
    /// It was let through.
    Allowed,
    /// It was refused.
    Denied(Denial),
    /// It was allowed, and could not be reached: why.
    Unreachable(String),
}

/// Why an attempt was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Denial {
    /// No rule names it.
    NoRule,
    /// A name led to an address that only machines of the host's own network have, or
    /// the host itself, and no rule names that: this address.
    PrivateAddress(String),
    /// What was said on the connection asks for another name, which no rule allows: that
    /// one.
    OtherName(String),
    /// What was said could not be told from a request for another name.
    Unclear,
    /// There were as many at once as there may be.
    TooMany,
}

impl fmt::Display for Denial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Denial::NoRule => f.write_str("no rule allows it"),
            Denial::PrivateAddress(address) => {
                write!(f, "it leads to {address}, which is not public")
            }
            Denial::OtherName(name) => write!(f, "it asks for `{name}`, which no rule allows"),
            Denial::Unclear => f.write_str("what it asks for is not clear"),
            Denial::TooMany => f.write_str("too many at once"),
        }
    }
}
