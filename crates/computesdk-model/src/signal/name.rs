//! Signals by name.

use std::fmt;
use std::str::FromStr;

use super::Signal;
use crate::{Error, InvalidArgumentError};

/// Names in the order of their numbers, from 1.
const NAMES: [&str; 31] = [
    "SIGHUP",
    "SIGINT",
    "SIGQUIT",
    "SIGILL",
    "SIGTRAP",
    "SIGABRT",
    "SIGBUS",
    "SIGFPE",
    "SIGKILL",
    "SIGUSR1",
    "SIGSEGV",
    "SIGUSR2",
    "SIGPIPE",
    "SIGALRM",
    "SIGTERM",
    "SIGSTKFLT",
    "SIGCHLD",
    "SIGCONT",
    "SIGSTOP",
    "SIGTSTP",
    "SIGTTIN",
    "SIGTTOU",
    "SIGURG",
    "SIGXCPU",
    "SIGXFSZ",
    "SIGVTALRM",
    "SIGPROF",
    "SIGWINCH",
    "SIGIO",
    "SIGPWR",
    "SIGSYS",
];

/// Other names that the C library and `kill` know.
const SYNONYMS: [(&str, i32); 3] = [("IOT", 6), ("CLD", 17), ("POLL", 29)];

/// Those without a meaning of their own. The C library keeps two for itself.
const REAL_TIME: (i32, i32) = (34, 64);

impl fmt::Display for Signal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, _) = REAL_TIME;
        match NAMES.get(self.0 as usize - 1) {
            Some(name) => f.write_str(name),
            None if self.0 == first => f.write_str("SIGRTMIN"),
            None if self.0 > first => write!(f, "SIGRTMIN+{}", self.0 - first),
            None => write!(f, "{}", self.0),
        }
    }
}

/// A name or number that is no signal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a signal: use a name such as SIGTERM or a number from 1 to 64")]
pub struct UnknownSignal(pub String);

impl From<UnknownSignal> for Error {
    fn from(unknown: UnknownSignal) -> Self {
        InvalidArgumentError::new("signal", unknown.to_string()).into()
    }
}

impl TryFrom<i32> for Signal {
    type Error = UnknownSignal;

    fn try_from(number: i32) -> Result<Self, Self::Error> {
        Signal::from_number(number).ok_or_else(|| UnknownSignal(number.to_string()))
    }
}

impl FromStr for Signal {
    type Err = UnknownSignal;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let name = text.trim().to_ascii_uppercase();
        let name = name.strip_prefix("SIG").unwrap_or(&name);
        let number = match name.parse() {
            Ok(number) => Some(number),
            Err(_) => named(name),
        };
        number
            .and_then(Signal::from_number)
            .ok_or_else(|| UnknownSignal(text.to_owned()))
    }
}

/// The number of a name without `SIG`.
fn named(name: &str) -> Option<i32> {
    let (first, last) = REAL_TIME;
    if let Some(offset) = name.strip_prefix("RTMIN") {
        return real_time(first + offset_of(offset, '+')?);
    }
    if let Some(offset) = name.strip_prefix("RTMAX") {
        return real_time(last - offset_of(offset, '-')?);
    }
    let synonym = SYNONYMS.iter().find(|(known, _)| *known == name);
    let usual = || NAMES.iter().position(|known| &known[3..] == name);
    synonym
        .map(|(_, number)| *number)
        .or_else(|| usual().map(|index| index as i32 + 1))
}

/// The number in `+3` or `-3`; 0 where there is none.
fn offset_of(text: &str, sign: char) -> Option<i32> {
    match text.strip_prefix(sign) {
        Some(digits) => digits.parse::<u8>().ok().map(i32::from),
        None => text.is_empty().then_some(0),
    }
}

fn real_time(number: i32) -> Option<i32> {
    let (first, last) = REAL_TIME;
    (first..=last).contains(&number).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_signal_is_read_by_what_it_is_shown_as() {
        for number in 1..=64 {
            let signal = Signal::from_number(number).unwrap();
            assert_eq!(signal.to_string().parse(), Ok(signal));
            assert_eq!(number.to_string().parse(), Ok(signal));
            assert_eq!(Signal::try_from(number), Ok(signal));
        }
    }

    #[test]
    fn names_are_taken_as_people_write_them() {
        for (text, number) in [
            ("SIGTERM", 15),
            ("term", 15),
            (" Usr1\n", 10),
            ("SIGCLD", 17),
            ("rtmin", 34),
            ("SIGRTMIN+3", 37),
            ("SIGRTMAX-1", 63),
        ] {
            assert_eq!(text.parse::<Signal>().unwrap().number(), number, "{text}");
        }
        for text in [
            "", "SIG", "0", "-9", "65", "SIGFOO", "RTMIN+31", "RTMAX+1", "RTMIN3",
        ] {
            assert_eq!(text.parse::<Signal>(), Err(UnknownSignal(text.to_owned())));
        }
    }

    #[test]
    fn an_unknown_one_is_an_invalid_argument() {
        let error = Error::from("SIGFOO".parse::<Signal>().unwrap_err());
        assert_eq!(
            error.to_string(),
            "invalid signal: \"SIGFOO\" is not a signal: use a name such as SIGTERM or a number from 1 to 64"
        );
        assert_eq!(error.kind(), "invalid_argument");
    }
}
