//! Versions of the programs that run a language.

use std::cmp::Ordering;
use std::fmt;

/// Where versions of a program are, beside the one that is found by its name.
#[derive(Debug)]
pub struct Versions {
    /// What stands before the version in a program's name: `python` of `python3.11`.
    pub prefix: &'static str,
    /// Directories with the program of one version each, from the root or from the home
    /// directory on; `*` stands for a name.
    pub directories: &'static [&'static str],
    /// How a version gets onto a machine.
    pub install: fn(&Version) -> String,
}

impl Versions {
    /// The version that a program's name tells.
    pub fn of_program(&self, name: &str) -> Option<Version> {
        let rest = name.strip_prefix(self.prefix)?;
        let version = Version::new(rest.strip_prefix('-').unwrap_or(rest))?;
        version.is_number().then_some(version)
    }

    /// The version that the name of a version's directory begins with, as `3.11.7`, `v20.1.0`
    /// or `1.80.0-x86_64-unknown-linux-gnu` does.
    pub fn of_directory(&self, name: &str) -> Option<Version> {
        let first = name.split('-').next()?;
        let version = Version::new(first.strip_prefix(self.prefix).unwrap_or(first))?;
        version.is_number().then_some(version)
    }
}

/// A version, or the beginning of one: `3`, `3.11`, `3.11.4`. Also another name of one, such
/// as `nightly`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version(String);

impl Version {
    /// The version that this says; `None` where it says none.
    pub fn new(text: &str) -> Option<Version> {
        let text = match text.strip_prefix('v') {
            Some(rest) if rest.starts_with(|first: char| first.is_ascii_digit()) => rest,
            _ => text,
        };
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-_+".contains(&byte);
        let named = text.starts_with(|first: char| first.is_ascii_alphanumeric())
            && text.bytes().all(plain)
            && !text.ends_with('.')
            && !text.contains("..");
        named.then(|| Version(text.to_owned()))
    }

    /// The version in what a program says of itself: the first number there.
    pub fn told(text: &str) -> Option<Version> {
        let start = text.find(|byte: char| byte.is_ascii_digit())?;
        let number = text[start..].split(|byte: char| !byte.is_ascii_digit() && byte != '.');
        Version::new(number.into_iter().next()?.trim_end_matches('.'))
    }

    /// Whether it is of numbers.
    pub fn is_number(&self) -> bool {
        let mut parts = self.0.split('.');
        parts.all(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
    }

    /// Whether this is the other, or its beginning: 3.1 is not that of 3.11.
    pub fn begins(&self, other: &Version) -> bool {
        let rest = other.0.strip_prefix(&self.0);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    }

    /// Whether one version can be both.
    pub fn agrees(&self, other: &Version) -> bool {
        self.begins(other) || other.begins(self)
    }

    /// Whether a version's directory of this name is meant, as `nightly` means
    /// `nightly-x86_64-unknown-linux-gnu`.
    pub fn names(&self, directory: &str) -> bool {
        let rest = directory.strip_prefix(&self.0);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    }

    /// The first so many of its numbers: those that distributions have packages of.
    pub(crate) fn first(&self, count: usize) -> String {
        let parts: Vec<_> = self.0.split('.').take(count).collect();
        parts.join(".")
    }

    fn numbers(&self) -> impl Iterator<Item = u64> {
        let parts = self.0.split(|byte: char| !byte.is_ascii_digit());
        parts.map(|part| part.parse().unwrap_or_default())
    }
}

/// The older is the smaller.
impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_number = self.numbers().cmp(other.numbers());
        by_number.then_with(|| self.0.cmp(&other.0))
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::by_name;

    fn version(text: &str) -> Version {
        Version::new(text).unwrap()
    }

    #[test]
    fn programs_tell_their_versions() {
        for (told, wanted) in [
            ("Python 3.11.2", "3.11.2"),
            ("v20.20.2", "20.20.2"),
            ("go version go1.26.8 linux/amd64", "1.26.8"),
            ("rustc 1.97.0-nightly (5f8c8a3f6 2026-05-14)", "1.97.0"),
            ("openjdk version \"25\" 2025-09-16", "25"),
            ("GNU bash, version 5.2.15(1)-release", "5.2.15"),
        ] {
            assert_eq!(Version::told(told), Some(version(wanted)), "{told}");
        }
        assert_eq!(Version::told("not found"), None);
    }

    #[test]
    fn the_beginning_of_a_version_is_enough() {
        let is = version("3.11.4");
        for wanted in ["3", "3.11", "3.11.4", "v3.11"] {
            assert!(version(wanted).begins(&is), "{wanted}");
        }
        for wanted in ["3.1", "3.11.40", "3.12", "1"] {
            assert!(!version(wanted).begins(&is), "{wanted}");
        }
        assert!(version("3.11.4").agrees(&version("3")));
        for none in ["", ".", "3.", "3..1", "../3", "3 11", "-3"] {
            assert_eq!(Version::new(none), None, "{none}");
        }
        assert!(version("3.9.18") < version("3.10.1"));
        assert!(version("nightly").names("nightly-x86_64-unknown-linux-gnu"));
    }

    #[test]
    fn names_tell_versions() {
        let python = &by_name("python").unwrap().tools[0].versions;
        assert_eq!(python.of_program("python3.11"), Some(version("3.11")));
        for other in ["python3.11-config", "python", "pythonw3"] {
            assert_eq!(python.of_program(other), None, "{other}");
        }
        let go = &by_name("go").unwrap().tools[0].versions;
        assert_eq!(go.of_program("go-1.22"), Some(version("1.22")));
        assert_eq!(go.of_directory("go1.22.1"), Some(version("1.22.1")));
        let rust = &by_name("rust").unwrap().tools[0].versions;
        for (name, wanted) in [
            ("1.80.0-x86_64-unknown-linux-gnu", Some(version("1.80.0"))),
            ("stable-x86_64-unknown-linux-gnu", None),
        ] {
            assert_eq!(rust.of_directory(name), wanted, "{name}");
        }
    }
}
