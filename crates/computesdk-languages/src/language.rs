//! What there is to know of a language.

use std::fmt;
use std::path::Path;

use computesdk_model::Diagnostic;

use crate::check::Check;
use crate::javascript::ReadSettings;
use crate::packages::Packages;
use crate::plan::{Archive, Plan};
use crate::results::Results;
use crate::standby::Standby;
use crate::surroundings::Surroundings;
use crate::versions::Versions;

/// A language.
pub struct Language {
    /// What it is called in a program: `python`.
    pub name: &'static str,
    /// What people call it: `Python`.
    pub title: &'static str,
    /// Other names for it: `py`.
    pub aliases: &'static [&'static str],
    /// Endings of its files, without a dot.
    pub extensions: &'static [&'static str],
    /// The programs that run it, all of them needed.
    pub tools: &'static [Tool],
    /// What runs files of it as they are; `None` where code has to become something else
    /// first, or a program.
    pub interpreter: Option<&'static str>,
    /// How what runs it is started before there is code; `None` where it is not.
    pub standby: Option<&'static Standby>,
    /// What its interpreter starts sooner with; `None` where there is nothing of the kind.
    pub archive: Option<&'static Archive>,
    /// How what code displays comes back; `None` where nothing does.
    pub results: Option<&'static Results>,
    /// How packages for it are installed, where that can be done.
    pub packages: Option<&'static Packages>,
    /// How code becomes a program.
    pub(crate) plan: fn(&str, &Surroundings<'_>) -> Result<Plan, Vec<Diagnostic>>,
    /// Begins to read what a project says, of code in this directory, where projects of
    /// this language say something.
    pub(crate) settings: Option<fn(&Path) -> ReadSettings>,
    /// What checks types, where that is not done anyway.
    pub check: Option<&'static Check>,
}

/// A program that runs a language, found by its name.
pub struct Tool {
    /// Its name.
    pub program: &'static str,
    /// Makes it tell its version, in its first line.
    pub version: &'static [&'static str],
    /// Where other versions of it are.
    pub versions: Versions,
}

impl Language {
    /// What is to be done to run this code.
    ///
    /// # Errors
    ///
    /// What is wrong with the code, where it has to be understood first.
    pub fn plan(
        &self,
        code: &str,
        surroundings: &Surroundings<'_>,
    ) -> Result<Plan, Vec<Diagnostic>> {
        (self.plan)(code, surroundings)
    }

    /// What has to be read before, of code in this directory.
    pub fn settings(&self, directory: &Path) -> Option<ReadSettings> {
        self.settings.map(|begin| begin(directory))
    }
}

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Language").field(&self.name).finish()
    }
}
