//! The command line: what can be said, and how it is read.

mod code;
mod duration;
mod env;
mod file;
mod mount;
mod options;
mod publish;
mod transfer;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, Parser, Subcommand};

pub(crate) use code::{Code, Language};
pub(crate) use env::EnvVar;
pub(crate) use file::FileCopy;
pub(crate) use mount::MountArg;
pub(crate) use options::{CommandOptions, SandboxOptions};
pub(crate) use publish::PublishArg;
pub(crate) use transfer::TransferArg;

/// Run untrusted commands in a sandbox on your own machine.
#[derive(Debug, Parser)]
#[command(
    name = "compute",
    version,
    propagate_version = true,
    arg_required_else_help = true,
    after_long_help = EXIT_CODES
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) action: Action,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Action {
    /// Run a command in a new sandbox.
    ///
    /// One word is a line for the sandbox's shell, with pipes, quotes and
    /// variables: compute exec 'ls | wc -l'. Several words are a program and
    /// its arguments, and no shell looks at them: compute exec ls -la.
    ///
    /// Standard input, output and error are the command's own, byte for byte.
    /// A terminal is given when both input and output are one. The sandbox
    /// and everything in it ends with the command.
    #[command(after_long_help = EXIT_CODES)]
    Exec(Exec),

    /// Run a script of the host in a new sandbox.
    ///
    /// FILE is copied into the sandbox's working directory and run there by
    /// the interpreter that its first line or its extension names. What
    /// else it needs is given by --upload, --file or --mount.
    #[command(
        override_usage = "compute run [OPTIONS] <FILE> [ARGS]...",
        after_long_help = EXIT_CODES
    )]
    Run(Run),

    #[command(flatten)]
    Code(Language),

    /// List languages, and which of them sandboxes here have.
    Languages(Languages),

    /// Check what this machine offers for sandboxes, and how to get the rest.
    ///
    /// Makes a real sandbox and reports what holds it. The exit code is 0
    /// where sandboxes work, also when something optional is missing.
    Doctor(Doctor),

    /// Print a completion script for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },

    /// Print the manual page, in roff.
    #[command(after_help = "Read it with: compute man | man -l -")]
    Man {
        /// The subcommand that it is about; compute itself without one.
        #[arg(value_parser = PossibleValuesParser::new(pages()))]
        page: Option<String>,
    },
}

/// Arguments of `compute exec`.
#[derive(Debug, Args)]
pub(crate) struct Exec {
    #[command(flatten)]
    pub(crate) sandbox: SandboxOptions,
    #[command(flatten)]
    pub(crate) command: CommandOptions,
    /// A line for the shell, or a program and its arguments.
    #[arg(value_name = "CMD", required = true, trailing_var_arg = true)]
    pub(crate) words: Vec<OsString>,
}

/// Arguments of `compute run`.
#[derive(Debug, Args)]
pub(crate) struct Run {
    #[command(flatten)]
    pub(crate) sandbox: SandboxOptions,
    #[command(flatten)]
    pub(crate) command: CommandOptions,
    /// Interpreter, instead of the one that the file itself names.
    #[arg(long, value_name = "PROGRAM")]
    pub(crate) interpreter: Option<String>,
    /// The script, and its arguments. All that follows FILE belongs to it.
    // One list, not two: only so does an option right after FILE go to the
    // script instead of being read as ours.
    #[arg(value_names = ["FILE", "ARGS"], num_args = 1.., required = true, trailing_var_arg = true)]
    pub(crate) words: Vec<OsString>,
}

/// Arguments of `compute languages`.
#[derive(Debug, Args)]
pub(crate) struct Languages {
    /// Print one JSON array instead of a list.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Subcommands that have a page of the manual.
fn pages() -> impl Iterator<Item = &'static str> {
    let before = ["exec", "run"].into_iter();
    let after = ["languages", "doctor", "completions"];
    before.chain(code::NAMES.iter().copied()).chain(after)
}

/// Arguments of `compute doctor`.
#[derive(Debug, Args)]
pub(crate) struct Doctor {
    /// Print one JSON object instead of a list.
    #[arg(long)]
    pub(crate) json: bool,
    /// Write the sandbox's init program to PATH, for hosts whose policy wants
    /// a file that it can name, such as AppArmor on Ubuntu 24.04.
    #[arg(long, value_name = "PATH", conflicts_with = "json")]
    pub(crate) install_init: Option<PathBuf>,
}

const EXIT_CODES: &str = "\
Exit codes:
  0-255  the command's own
  124    the command ran longer than --timeout
  125    compute itself failed, or was used wrongly
  126    the program is there and cannot be executed
  127    the program does not exist
  128+N  signal N ended the command";
