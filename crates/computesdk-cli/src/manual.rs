//! `compute man` and `compute completions`: generated from the arguments.

use std::io::{self, Write};

use clap::CommandFactory;
use clap_complete::Shell;
use clap_mangen::Man;

use crate::args::Cli;

/// Writes the page `compute(1)`, or `compute-NAME(1)` for a subcommand.
pub(crate) fn page(subcommand: Option<&str>, to: &mut impl Write) -> io::Result<()> {
    let mut command = Cli::command().disable_help_subcommand(true);
    command.build();
    if let Some(found) = subcommand.and_then(|name| command.find_subcommand(name)) {
        // A page is found under its own name, `compute-exec`.
        let name = found.get_display_name().unwrap_or_default().to_owned();
        command = found.clone().name(name);
    }
    Man::new(command).render(to)
}

/// Writes a shell's completion script.
pub(crate) fn completions(shell: Shell, to: &mut impl Write) -> io::Result<()> {
    // The generator cannot report a failure to write; a buffer has none.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "compute", &mut script);
    to.write_all(&script)
}
