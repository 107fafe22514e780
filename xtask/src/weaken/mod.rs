//! `cargo xtask weaken`: shows that the isolation tests can fail.
//!
//! Every test is run with the defences off that it is about, and must fail then,
//! by what it found and not because the engine broke down. That happens inside
//! User-mode Linux, a kernel that is a process, as an unprivileged user: the
//! real host is never the target. The list of weakenings also says which
//! defences stand behind one another.

mod list;

use std::time::Duration;

use anyhow::bail;

use crate::machine::{self, Machine, Outcome, Run, Who};
use list::{UNPROVEN, WEAKENINGS, Weakening};

/// Show that each isolation test fails without its defences.
#[derive(clap::Args)]
pub(crate) struct Weaken {
    /// Print all that the virtual machine prints.
    #[arg(long)]
    verbose: bool,
}

impl Weaken {
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        let program = machine::test_program("computesdk-local", "isolation", &["weaken"])?;
        let mut mistakes = unlisted(&machine::names(&program)?);
        let machine = Machine {
            program,
            longest: LONGEST,
            verbose: self.verbose,
        };
        let outcomes = machine.run(&runs())?;
        let (healthy, weakened) = outcomes.split_at(outcomes.len().min(HEALTHY.len()));
        for (who, outcome) in HEALTHY.iter().zip(healthy) {
            for test in listed().filter(|test| !outcome.passed(test)) {
                mistakes.push(format!(
                    "{test} does not pass with all defences on ({who:?}): {}",
                    reason(outcome, test)
                ));
            }
        }
        for (weakening, outcome) in WEAKENINGS.iter().zip(weakened) {
            mistakes.extend(judge(weakening, outcome));
        }
        if outcomes.len() != WEAKENINGS.len() + HEALTHY.len() {
            mistakes.push(format!("only {} runs came to their end", outcomes.len()));
        }
        eprintln!(
            "{} tests fail without their defences, {} cannot be shown to",
            proven().count(),
            UNPROVEN.iter().map(|(_, tests)| tests.len()).sum::<usize>()
        );
        if mistakes.is_empty() {
            return Ok(());
        }
        bail!("{}", mistakes.join("\n"))
    }
}

/// The longest that all runs may take.
const LONGEST: Duration = Duration::from_secs(1200);

/// Runs with every defence on: by root, and by ordinary users with and without a
/// range of ids. This kernel is an old one, so they also show that the engine
/// works on such.
const HEALTHY: [Who; 3] = [Who::Root, Who::Range, Who::User];

/// What the machine is to run: all tests with every defence on, then each
/// weakening with its tests.
fn runs() -> Vec<Run<'static>> {
    let healthy = HEALTHY.iter().map(|&who| Run {
        who,
        without: &[],
        tests: listed().collect(),
    });
    let weakened = WEAKENINGS.iter().map(|weakening| Run {
        who: Who::Root,
        without: weakening.without,
        tests: weakening
            .fail
            .iter()
            .chain(weakening.hold)
            .copied()
            .collect(),
    });
    healthy.chain(weakened).collect()
}

/// Tests that fail in some weakening.
fn proven() -> impl Iterator<Item = &'static str> {
    let mut tests: Vec<_> = WEAKENINGS
        .iter()
        .flat_map(|one| one.fail)
        .copied()
        .collect();
    tests.sort_unstable();
    tests.dedup();
    tests.into_iter()
}

/// Tests that are in some list.
fn listed() -> impl Iterator<Item = &'static str> {
    let unproven = UNPROVEN.iter().flat_map(|(_, tests)| *tests);
    unproven.copied().chain(proven())
}

/// Tests that no list knows, and the other way round.
fn unlisted(all: &[String]) -> Vec<String> {
    let listed: Vec<&str> = listed().collect();
    let forgotten = all.iter().filter(|test| !listed.contains(&test.as_str()));
    let gone = listed
        .iter()
        .filter(|test| !all.iter().any(|one| one == *test));
    forgotten
        .map(|test| format!("{test} is in no list"))
        .chain(gone.map(|test| format!("{test} is listed and does not exist")))
        .collect()
}

/// Why a test did not pass.
fn reason(outcome: &Outcome, test: &str) -> String {
    outcome.failure(test).unwrap_or("it did not run".to_owned())
}

/// What is wrong with the outcome of a weakening.
fn judge(weakening: &Weakening, outcome: &Outcome) -> Vec<String> {
    let without = weakening.without.join(", ");
    eprintln!("without {without}: {}", weakening.why);
    let mut mistakes = Vec::new();
    for test in weakening.fail {
        match outcome.failure(test) {
            None => mistakes.push(format!("{test} does not fail without {without}")),
            Some(reason) if reason.contains("EngineError") => {
                mistakes.push(format!("without {without} the engine broke down: {reason}"));
            }
            Some(reason) => eprintln!("  {test}: {reason}"),
        }
    }
    for test in weakening.hold {
        if !outcome.passed(test) {
            let reason = reason(outcome, test);
            mistakes.push(format!("{test} does not hold without {without}: {reason}"));
        }
    }
    mistakes
}
