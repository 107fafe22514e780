//! `--publish [HOST_PORT:]PORT`.

use std::num::NonZeroU16;

/// A port inside that this machine can reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PublishArg {
    /// The port of this machine; a free one where none is given.
    pub(crate) host_port: Option<u16>,
    /// The port inside.
    pub(crate) port: u16,
}

impl PublishArg {
    /// How clap reads it.
    pub(super) fn parse(text: &str) -> Result<PublishArg, String> {
        let (host_port, port) = match text.split_once(':') {
            Some((host_port, port)) => (Some(number(host_port)?), number(port)?),
            None => (None, number(text)?),
        };
        Ok(PublishArg { host_port, port })
    }
}

fn number(text: &str) -> Result<u16, String> {
    text.parse()
        .map(NonZeroU16::get)
        .map_err(|_| "write PORT or HOST_PORT:PORT, each from 1 to 65535".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports() {
        let both = |host_port, port| Ok(PublishArg { host_port, port });
        assert_eq!(PublishArg::parse("8000"), both(None, 8000));
        assert_eq!(PublishArg::parse("80:8000"), both(Some(80), 8000));
        for text in ["", "0", "0:1", "1:0", "65536", ":1", "1:", "1:2:3", "http"] {
            assert!(PublishArg::parse(text).is_err(), "{text}");
        }
    }
}
