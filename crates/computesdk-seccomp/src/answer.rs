//! What the kernel does with a system call.

use std::fmt;

/// What the kernel does with a system call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Answer {
    /// Runs it.
    Allow,
    /// Returns this errno without running it.
    Errno(u16),
}

/// The errnos that a policy may answer: those by which programs understand that
/// a call is refused or missing.
const ERRNOS: &[(&str, u16)] = &[
    ("EPERM", 1),
    ("EACCES", 13),
    ("EINVAL", 22),
    ("ENOSYS", 38),
    ("EPROTONOSUPPORT", 93),
    ("ESOCKTNOSUPPORT", 94),
    ("EOPNOTSUPP", 95),
    ("EAFNOSUPPORT", 97),
];

impl Answer {
    /// The answer of that name in a policy: `allow`, or an errno such as `EPERM`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        if name == "allow" {
            return Some(Self::Allow);
        }
        let (_, number) = ERRNOS.iter().find(|(known, _)| *known == name)?;
        Some(Self::Errno(*number))
    }
}

/// As in a policy; an errno that policies have no name for as its number.
impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Allow => f.write_str("allow"),
            Self::Errno(number) => match ERRNOS.iter().find(|(_, known)| known == number) {
                Some((name, _)) => f.write_str(name),
                None => write!(f, "errno {number}"),
            },
        }
    }
}
