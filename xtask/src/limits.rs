//! `cargo xtask limits`: shows that limits hold by control groups of version 2.
//!
//! Most machines have either version; developers' and build machines may have
//! the first. So the tests of limits run inside User-mode Linux as well, where
//! all controllers are on version 2: by root, by an ordinary user to whom a group
//! was delegated, by ones without and with a range of ids, and with controllers on
//! both versions.

use std::time::Duration;

use anyhow::bail;

use crate::machine::{self, Machine, Run, Who};

/// Show that limits hold by control groups of version 2.
#[derive(clap::Args)]
pub(crate) struct Limits {
    /// Print all that the virtual machine prints.
    #[arg(long)]
    verbose: bool,
    /// Run the tests of these alone.
    #[arg(long, value_enum, value_delimiter = ',')]
    who: Vec<Who>,
}

/// Who runs which survival tests, by how their names start. Without groups there are
/// none to be left by somebody who is killed. Of the bombs those are run that somebody
/// else holds here than on other machines: the groups of version 2, or nobody; this
/// kernel is slow.
const RUNS: [(Who, &[&str]); 5] = [
    (
        Who::Root,
        &[
            "limits::",
            "killed::",
            "processes::",
            "refusal::",
            "bombs::forks::a_fork_bomb_meets",
            "bombs::scarcity::",
            "bombs::sockets::of_tcp",
        ],
    ),
    (
        Who::Delegated,
        &["limits::", "killed::", "processes::", "bombs::scarcity::"],
    ),
    (Who::Range, &["limits::", "processes::", "refusal::"]),
    (
        Who::User,
        &[
            "limits::",
            "processes::",
            "refusal::",
            "bombs::descriptors::can_all_be_under_way",
            "bombs::descriptors::that_watch",
            "bombs::signals::that_wait",
        ],
    ),
    (Who::Hybrid, &["limits::"]),
];

/// The longest that all runs may take.
const LONGEST: Duration = Duration::from_secs(600);

impl Limits {
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        let program = machine::test_program("computesdk", "survival", &[])?;
        let all = machine::names(&program)?;
        let wanted = RUNS
            .iter()
            .filter(|(who, _)| self.who.is_empty() || self.who.contains(who));
        let runs: Vec<_> = wanted
            .map(|&(who, starts)| Run {
                who,
                without: &[],
                tests: within(&all, starts),
            })
            .collect();
        let machine = Machine {
            program,
            longest: LONGEST,
            verbose: self.verbose,
        };
        let outcomes = machine.run(&runs)?;
        let mut mistakes = Vec::new();
        for (run, outcome) in runs.iter().zip(&outcomes) {
            for test in run.tests.iter().filter(|test| !outcome.passed(test)) {
                let why = outcome.failure(test).unwrap_or_default();
                mistakes.push(format!("{test} does not pass for {:?}: {why}", run.who));
            }
            eprintln!("{:?}: {} tests", run.who, run.tests.len());
        }
        if outcomes.len() != runs.len() {
            mistakes.push(format!("only {} runs came to their end", outcomes.len()));
        }
        if mistakes.is_empty() {
            return Ok(());
        }
        bail!("{}", mistakes.join("\n"))
    }
}

/// The tests whose names start so.
fn within<'a>(tests: &'a [String], starts: &[&str]) -> Vec<&'a str> {
    let ours = |test: &&str| starts.iter().any(|start| test.starts_with(start));
    tests.iter().map(String::as_str).filter(ours).collect()
}
