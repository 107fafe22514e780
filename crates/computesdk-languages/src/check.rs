//! Checking the types of code before it runs.

use std::path::Path;

use crate::plan::Complaints;
use crate::surroundings::Surroundings;

/// How the types of a language are checked, where what runs it does not look at them.
#[derive(Debug)]
pub struct Check {
    /// The compiler's name.
    pub program: &'static str,
    /// Where it is in a project, from its directory or one above; the best comes first.
    pub in_project: &'static [&'static str],
    /// The package of the language that brings it.
    pub package: &'static str,
    /// What is there in a project, or above, that has declarations of the runtime.
    pub declarations: &'static str,
    /// What is complained of for want of them, by its code.
    pub undeclared: &'static [&'static str],
    /// What to do about that.
    pub declarations_hint: &'static str,
    /// Ending of the file that the code is put into.
    pub extension: &'static str,
    /// Name of the file that says what is to be checked.
    pub project: &'static str,
    /// Arguments; the path of that file follows.
    pub args: &'static [&'static str],
    /// The files that it reads beside the code, that one among them.
    pub files: fn(&Checked<'_>) -> Vec<(&'static str, String)>,
    /// How to read what it writes.
    pub complaints: Complaints,
}

/// What is to be checked.
#[derive(Clone, Copy, Debug)]
pub struct Checked<'a> {
    /// The file with the code, by its whole path.
    pub source: &'a Path,
    /// What is around it.
    pub surroundings: &'a Surroundings<'a>,
    /// What was found of [`Check::declarations`].
    pub declarations: Option<&'a Path>,
}
