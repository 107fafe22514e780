//! Errors of packages that code needs.

use std::fmt;

use super::Hint;
use crate::ExecResult;

/// Packages could not be installed: the code never ran, and nothing of them is kept.
#[derive(Clone, Debug, thiserror::Error)]
#[error("packages for {language} could not be installed: {failure}: {detail}")]
pub struct PackagesError {
    /// The language that they are for, as people call it.
    pub language: String,
    /// What was wrong.
    pub failure: PackagesFailure,
    /// Which package, registry or file it was about, in a line.
    pub detail: String,
    /// The packages that were asked for.
    pub packages: Vec<String>,
    /// What the installer did and wrote, where one ran.
    pub result: Option<ExecResult>,
    /// What to do about it.
    pub hints: Vec<Hint>,
}

/// What was wrong with packages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PackagesFailure {
    /// No registry has the package, or not in this version, or not for this platform.
    NotFound,
    /// They exclude each other, or one excludes the language's version.
    Conflict,
    /// A registry cannot be reached.
    Unreachable,
    /// A registry did not answer in time.
    TimedOut,
    /// A registry refused to serve this user.
    Refused,
    /// A package comes as source alone, and is not or cannot be built.
    Build,
    /// There is no program to install them by.
    NoInstaller,
    /// The installer failed with something else.
    Other,
}

impl PackagesFailure {
    /// In one word, for programs: `not_found`, `conflict`, `unreachable`, `timed_out`,
    /// `refused`, `build`, `no_installer` or `other`.
    pub fn name(self) -> &'static str {
        match self {
            PackagesFailure::NotFound => "not_found",
            PackagesFailure::Conflict => "conflict",
            PackagesFailure::Unreachable => "unreachable",
            PackagesFailure::TimedOut => "timed_out",
            PackagesFailure::Refused => "refused",
            PackagesFailure::Build => "build",
            PackagesFailure::NoInstaller => "no_installer",
            PackagesFailure::Other => "other",
        }
    }
}

impl fmt::Display for PackagesFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            PackagesFailure::NotFound => "a package does not exist",
            PackagesFailure::Conflict => "their versions conflict",
            PackagesFailure::Unreachable => "a registry cannot be reached",
            PackagesFailure::TimedOut => "a registry did not answer in time",
            PackagesFailure::Refused => "a registry refused",
            PackagesFailure::Build => "a package cannot be built",
            PackagesFailure::NoInstaller => "there is nothing to install them by",
            PackagesFailure::Other => "the installer failed",
        })
    }
}
