//! What a setting may be set to.

use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use computesdk_model::{Limits, Network, NetworkRule, Result};
use tracing::level_filters::LevelFilter;

use super::Place;
use super::size::parse_size;

/// A value as it was written.
#[derive(Clone, Copy, Debug)]
pub(super) enum Value<'a> {
    Text(&'a str),
    Integer(i64),
    Float(f64),
    /// Something else, by the name of its type.
    Other(&'static str),
}

impl<'a> Value<'a> {
    fn text(self) -> Option<&'a str> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A whole number from 0, also one written as text: the environment knows
    /// nothing else.
    fn number(self) -> Option<u64> {
        match self {
            Value::Integer(number) => u64::try_from(number).ok(),
            Value::Text(text) => text.parse().ok(),
            Value::Float(_) | Value::Other(_) => None,
        }
    }

    /// A number with or without a fraction.
    fn fraction(self) -> Option<f64> {
        match self {
            Value::Integer(number) => Some(number as f64),
            Value::Float(number) => Some(number),
            Value::Text(text) => text.parse().ok(),
            Value::Other(_) => None,
        }
    }

    fn positive(self) -> Option<u64> {
        self.number().filter(|number| *number > 0)
    }

    fn size(self) -> Option<u64> {
        match self {
            Value::Text(text) => parse_size(text).ok(),
            _ => self.number(),
        }
    }

    fn unlimited(self) -> bool {
        self.text() == Some("unlimited")
    }
}

impl fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Text(text) => write!(f, "{text:?}"),
            Value::Integer(number) => number.fmt(f),
            Value::Float(number) => number.fmt(f),
            Value::Other(kind) => write!(f, "a value of type {kind}"),
        }
    }
}

/// A value and where it was given.
pub(super) struct Given<'a> {
    pub(super) value: Value<'a>,
    pub(super) place: Place,
}

/// A kind of value: what to say when it is wrong, and how it is read.
pub(super) type Kind<T> = (&'static str, fn(Value<'_>) -> Option<T>);

impl Given<'_> {
    /// Reads it as a value of this kind.
    pub(super) fn parse<T>(&self, (expected, read): Kind<T>) -> Result<T> {
        read(self.value).ok_or_else(|| self.place.unexpected(expected, self.value))
    }
}

pub(super) const TEXT: Kind<String> = ("text in quotes", |value| value.text().map(str::to_owned));

pub(super) const NAME: Kind<String> = ("the name of a provider", |value| {
    let name = value.text().filter(|name| !name.is_empty())?;
    Some(name.to_owned())
});

pub(super) const PATH: Kind<PathBuf> = ("a path", |value| {
    let path = value.text().filter(|path| !path.is_empty())?;
    Some(path.into())
});

pub(super) const MILLISECONDS: Kind<Option<Duration>> = (
    "a whole number of milliseconds, 0 for no timeout",
    |value| {
        let milliseconds = value.number()?;
        Some((milliseconds > 0).then(|| Duration::from_millis(milliseconds)))
    },
);

pub(super) const DURATION: Kind<Duration> = ("a whole number of milliseconds from 1", |value| {
    Some(Duration::from_millis(value.positive()?))
});

pub(super) const LEVEL: Kind<LevelFilter> = (
    "one of \"off\", \"error\", \"warn\", \"info\", \"debug\", \"trace\"",
    |value| match value.text()? {
        "off" => Some(LevelFilter::OFF),
        "error" => Some(LevelFilter::ERROR),
        "warn" => Some(LevelFilter::WARN),
        "info" => Some(LevelFilter::INFO),
        "debug" => Some(LevelFilter::DEBUG),
        "trace" => Some(LevelFilter::TRACE),
        _ => None,
    },
);

pub(super) const COUNT: Kind<usize> = ("a whole number from 1", |value| {
    usize::try_from(value.positive()?).ok()
});

pub(super) const COUNT_OR_NONE: Kind<usize> = ("a whole number", |value| {
    usize::try_from(value.number()?).ok()
});

pub(super) const SIZE: Kind<u64> = ("a number of bytes or a size such as \"64MiB\"", |value| {
    value.size()
});

pub(super) const SIZE_LIMIT: Kind<Option<u64>> = (
    "a number of bytes from 1, a size such as \"256MiB\", or \"unlimited\"",
    |value| match value.unlimited() {
        true => Some(None),
        false => value.size().filter(|size| *size > 0).map(Some),
    },
);

pub(super) const COUNT_LIMIT: Kind<Option<u64>> = (
    "a whole number from 1, or \"unlimited\"",
    |value| match value.unlimited() {
        true => Some(None),
        false => value.positive().map(Some),
    },
);

/// None at all is what is usual.
pub(super) const SWAP: Kind<Option<u64>> = (
    "a number of bytes from 0, a size such as \"256MiB\", or \"unlimited\"",
    |value| match value.unlimited() {
        true => Some(None),
        false => value.size().map(Some),
    },
);

pub(super) const CPUS: Kind<Option<f64>> = (
    "a number of processors from 0.01 to 8192, or \"unlimited\"",
    |value| match value.unlimited() {
        true => Some(None),
        false => {
            let (least, most) = Limits::CPUS;
            let cpus = value.fraction();
            cpus.filter(|cpus| (least..=most).contains(cpus)).map(Some)
        }
    },
);

pub(super) const WEIGHT: Kind<u64> = ("a whole number from 1 to 10000", |value| {
    let (least, most) = Limits::CPU_WEIGHT;
    let weight = value.number();
    weight.filter(|weight| (least..=most).contains(weight))
});

pub(super) const NETWORK: Kind<Network> = ("\"none\" or \"full\"", |value| match value.text()? {
    "none" => Some(Network::none()),
    "full" => Some(Network::full()),
    _ => None,
});

pub(super) const RULES: Kind<Vec<NetworkRule>> = (
    "a list of HOST[:PORT], as in \"packages.example.org:443, *.example.org, 10.0.0.0/8\"",
    |value| {
        let rules = value.text()?.split(',').map(str::trim);
        rules
            .filter(|rule| !rule.is_empty())
            .map(|rule| rule.parse().ok())
            .collect()
    },
);

pub(super) const ADDRESS: Kind<IpAddr> = ("an address, as in \"10.0.0.7\"", |value| {
    value.text()?.parse().ok()
});
