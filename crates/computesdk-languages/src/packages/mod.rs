//! How packages for code are installed: described here for each installer, and done by
//! whoever has sandboxes.
//!
//! Packages are installed into a *layer*: a directory that is made once and shown,
//! read-only, wherever the same packages are wanted again.

mod cargo;
mod go;
mod maven;
mod npm;
mod pip;
mod python;
mod settings;
#[cfg(test)]
mod trial;
mod uv;

pub(crate) use cargo::CARGO_PACKAGES;
pub use computesdk_model::PackagesFailure;
pub(crate) use go::GO_PACKAGES;
pub(crate) use maven::MAVEN_PACKAGES;
pub(crate) use npm::{COMPILE_CACHE, NPM_PACKAGES};
pub(crate) use python::PYTHON_PACKAGES;
pub use settings::{InstallerSettings, SettingsFile};

/// How packages for a language are installed.
#[derive(Debug)]
pub struct Packages {
    /// What people call a list of them: `requirements`.
    pub title: &'static str,
    /// The program that they are for: those that were made for one are not for another.
    pub program: &'static str,
    /// One of them in the form in which two are compared, or what is wrong with it.
    pub normalize: fn(&str) -> Result<String, &'static str>,
    /// The file that tells an installer of them.
    pub manifest: Manifest,
    /// What can install them, best first.
    pub installers: &'static [&'static Installer],
    /// Links of a layer to `program`, made when all is installed: paths in the layer. Where
    /// there are some, code is run by them.
    pub links: &'static [&'static str],
    /// How code comes to see a layer.
    pub shown: &'static [Shown],
    /// A directory of a layer, and the ending of files there that a compiler runs (macros of
    /// Rust): where there is one, what becomes of code cannot be told from the code.
    pub macros: Option<(&'static str, &'static str)>,
    /// How layers are seen from a directory of the user's choice, where a language has
    /// such (Python: a virtual environment).
    pub environment: Option<&'static Environment>,
}

/// A program that installs packages.
#[derive(Debug)]
pub struct Installer {
    /// Its name. Where the host has it in a directory that sandboxes do not show, it is shown
    /// in the one where packages are installed.
    pub name: &'static str,
    /// Fails where it is not there.
    pub probe: &'static [Part],
    /// What it goes by on the host.
    pub settings: InstallerSettings,
    /// Prints the addresses that it asks for packages, one a line, and the proxies that its
    /// settings have it ask by, each behind `proxy`, in a place where the settings are.
    pub registries: &'static [Part],
    /// What is done, in this order.
    pub steps: &'static [Step],
    /// Fails where there is nothing to build; there is always where this is empty.
    pub worth_building: &'static [Part],
    /// What is done after that in a sandbox that has neither the network nor the settings:
    /// programs of the packages' own may run there.
    pub build: &'static [Step],
    /// A file that it writes more to than to its streams.
    pub log: Option<&'static str>,
    /// Reads what a failed step has written.
    pub failure: fn(&Said<'_>) -> Complaint,
}

/// A file that tells an installer which packages are wanted.
#[derive(Debug)]
pub struct Manifest {
    /// Its name.
    pub name: &'static str,
    /// What is in it.
    pub contents: fn(&[String]) -> String,
}

impl Manifest {
    /// Has one a line.
    const LINES: Manifest = Manifest {
        name: "packages.txt",
        contents: |packages| packages.iter().map(|one| format!("{one}\n")).collect(),
    };
}

/// A command of an installation.
#[derive(Debug)]
pub struct Step {
    /// What it does, for people: `installing`.
    pub title: &'static str,
    /// The command.
    pub command: &'static [Part],
    /// Whether its failure is none of the installation.
    pub optional: bool,
}

/// A word of an installer's command, or several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// As it is.
    Text(&'static str),
    /// The program that they are for.
    Program,
    /// The installer.
    Installer,
    /// This path in the layer.
    Layer(&'static str),
    /// These characters, and behind them this path in the layer.
    Assigned(&'static str, &'static str),
    /// The path of the [`Manifest`].
    Manifest,
    /// Each of the packages.
    Each,
}

/// One of the things that a script of this text and name does, for the program, into the
/// layer, with these packages.
const fn script(
    text: &'static str,
    name: &'static str,
    what: &'static str,
    packages: Part,
) -> [Part; 8] {
    use Part::{Layer, Program, Text};
    [
        Text("sh"),
        Text("-c"),
        Text(text),
        Text(name),
        Text(what),
        Program,
        Layer(""),
        packages,
    ]
}

/// How code comes to see a layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// Programs in this directory of it come first.
    Programs(&'static str),
    /// This variable names this path of it.
    Variable(&'static str, &'static str),
    /// The same, where code has no such variable.
    Default(&'static str, &'static str),
    /// This variable has this value.
    Setting(&'static str, &'static str),
    /// The compiler is told this path of it, behind these characters.
    Argument(&'static str, &'static str),
    /// A directory of the sandbox has a link for each entry of this directory of it; of
    /// those that begin with `@`, for each entry of them.
    Links {
        /// Path in the layer.
        from: &'static str,
        /// Absolute path in the sandbox.
        to: &'static str,
    },
}

/// A directory of the user's choice from which layers are seen. Whatever else is put there
/// stays.
#[derive(Debug)]
pub struct Environment {
    /// What people call it: `venv`.
    pub title: &'static str,
    /// Is there where one was made.
    pub landmark: &'static str,
    /// Makes one, as arguments of the program; its path follows.
    pub make: &'static [&'static str],
    /// A shell script that makes it see a layer: the environment's path, the layer's and the
    /// layer's name follow. Done twice, it does nothing more.
    pub attach: &'static str,
    /// How code comes to see it.
    pub shown: &'static [Shown],
}

/// What a failed installer has said.
#[derive(Clone, Copy, Debug)]
pub struct Said<'a> {
    /// On standard output.
    pub stdout: &'a str,
    /// On standard error.
    pub stderr: &'a str,
    /// To its log.
    pub log: &'a str,
}

/// What an installer complains of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// What it is.
    pub failure: PackagesFailure,
    /// What it is about, in a line.
    pub detail: String,
}

impl Complaint {
    fn new(failure: PackagesFailure, detail: impl Into<String>) -> Complaint {
        Complaint {
            failure,
            detail: detail.into(),
        }
    }

    /// By the first of these texts that some line has.
    fn of_lines(text: &str, table: &[(&str, PackagesFailure)]) -> Complaint {
        let known = table.iter().find_map(|(known, failure)| {
            let line = text.lines().rfind(|line| line.contains(known))?;
            Some(Complaint::new(*failure, plain(line)))
        });
        known.unwrap_or_else(|| {
            let last = text.lines().rfind(|line| !line.trim().is_empty());
            Complaint::new(PackagesFailure::Other, plain(last.unwrap_or_default()))
        })
    }
}

/// A line without what only marks it as an error.
fn plain(line: &str) -> &str {
    let line = line.trim();
    ["ERROR:", "error:", "×", "╰─▶"]
        .iter()
        .fold(line, |line, mark| line.trim_start_matches(mark).trim())
}
