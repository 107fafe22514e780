//! Code on the command line.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{CommandOptions, SandboxOptions};

/// Defines a subcommand for each language, whose name the library knows.
macro_rules! languages {
    ($($variant:ident $name:literal $title:literal)*) => {
        /// Languages whose code runs.
        #[derive(Debug, Subcommand)]
        pub(crate) enum Language {
            $(
                #[doc = concat!("Run ", $title, " code in a new sandbox.")]
                ///
                /// The code is FILE of this machine, what -c gives, or what comes on standard
                /// input where FILE is - or missing. It runs as a file in the sandbox's
                /// working directory would; what else it needs is given by --upload, --file
                /// or --mount.
                #[command(
                    name = $name,
                    override_usage = concat!(
                        "compute ", $name, " [OPTIONS] [FILE | -c CODE | -] [ARGS]..."
                    ),
                    after_long_help = super::EXIT_CODES
                )]
                $variant(Code),
            )*
        }

        impl Language {
            /// Its name, and the code.
            pub(crate) fn parts(&self) -> (&'static str, &Code) {
                match self {
                    $(Language::$variant(code) => ($name, code),)*
                }
            }
        }

        /// The names of their subcommands.
        pub(super) const NAMES: &[&str] = &[$($name),*];
    };
}

languages! {
    Python "python" "Python"
    Node "node" "JavaScript"
    Typescript "typescript" "TypeScript"
    Bash "bash" "Bash"
    Go "go" "Go"
    Rust "rust" "Rust"
    Java "java" "Java"
}

/// Code, and how it runs.
#[derive(Debug, Args)]
pub(crate) struct Code {
    #[command(flatten)]
    pub(crate) sandbox: SandboxOptions,
    #[command(flatten)]
    pub(crate) command: CommandOptions,
    /// The code itself.
    #[arg(short, long, value_name = "CODE")]
    pub(crate) code: Option<String>,
    /// The version of the language that runs it, or the beginning of one: 3, 3.11 or 3.11.4.
    /// `compute languages` lists those that there are.
    #[arg(long = "use", value_name = "VERSION")]
    pub(crate) language_version: Option<String>,
    /// Check the types of TypeScript first, by the compiler of the project or of the search
    /// path; where something is wrong, nothing runs.
    #[arg(long)]
    pub(crate) check: bool,
    /// Give files back that the code made, by name or pattern: into the current directory,
    /// or with --json as base64 in its `files`. Several times for several.
    #[arg(long = "return", value_name = "GLOB")]
    pub(crate) returns: Vec<PathBuf>,
    /// Print the value of the last expression of Python, JavaScript or TypeScript code at the
    /// end. With --json all that the code displays (by `display(value)`, and figures of
    /// matplotlib) is in its `results`, by media types, images as base64.
    #[arg(long)]
    pub(crate) results: bool,
    /// A package that the code imports, as its language's own installer is told of it: pip
    /// (`pandas>=2`), npm (`axios@^1`), go (`example.org/module@v1.2.3`), cargo (`serde@1`, or
    /// a line of a Cargo.toml) or Maven (`group:artifact:version`). Several times, or between
    /// commas, for several. What is installed is kept for all sandboxes.
    #[arg(long, value_name = "PACKAGE")]
    pub(crate) packages: Vec<String>,
    /// A file of this machine with the packages that Python code imports. Several times for
    /// several.
    #[arg(long, value_name = "FILE")]
    pub(crate) requirements: Vec<PathBuf>,
    /// Run Python code in the virtual environment at this path of the sandbox, which is made
    /// where it is missing.
    #[arg(long, value_name = "PATH")]
    pub(crate) venv: Option<PathBuf>,
    /// The file with the code, and its arguments; with -c, its arguments.
    #[arg(value_names = ["FILE", "ARGS"], num_args = 0.., trailing_var_arg = true)]
    pub(crate) words: Vec<OsString>,
}
