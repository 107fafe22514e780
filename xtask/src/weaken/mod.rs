//! `cargo xtask weaken`: shows that the isolation tests can fail.
//!
//! Every test is run with the defences off that it is about, and must fail then,
//! by what it found and not because the engine broke down. That happens inside
//! User-mode Linux, a kernel that is a process, as an unprivileged user: the
//! real host is never the target. The list of weakenings also says which
//! defences stand behind one another.

mod build;
mod list;
mod machine;
mod outcome;

use anyhow::bail;

use list::{UNPROVEN, WEAKENINGS, Weakening};
use machine::Run;
use outcome::Outcome;

/// Show that each isolation test fails without its defences.
#[derive(clap::Args)]
pub(crate) struct Weaken {
    /// Print all that the virtual machine prints.
    #[arg(long)]
    verbose: bool,
}

impl Weaken {
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        let program = build::isolation_tests()?;
        let all = build::names(&program)?;
        let mut mistakes = unlisted(&all);
        let outcomes = machine::run(&program, &runs(), self.verbose)?;
        let (healthy, weakened) = outcomes.split_at(outcomes.len().min(HEALTHY.len()));
        for (who, outcome) in HEALTHY.iter().zip(healthy) {
            for test in proven().filter(|test| !outcome.passed(test)) {
                mistakes.push(format!("{test} does not pass with all defences on ({who})"));
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

/// Runs with every defence on: by root, and by an ordinary user. This kernel is
/// an old one, so they also show that the engine works on such.
const HEALTHY: [&str; 2] = ["none", "user"];

/// What the machine is to run: all tests with every defence on, then each
/// weakening with its tests.
fn runs() -> Vec<Run> {
    let healthy = HEALTHY.iter().map(|who| Run {
        without: (*who).to_owned(),
        tests: proven().collect(),
    });
    let weakened = WEAKENINGS.iter().map(|weakening| Run {
        without: weakening.without.join(","),
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

/// Tests that no list knows, and the other way round.
fn unlisted(all: &[String]) -> Vec<String> {
    let listed: Vec<&str> = UNPROVEN
        .iter()
        .flat_map(|(_, tests)| *tests)
        .copied()
        .chain(proven())
        .collect();
    let forgotten = all.iter().filter(|test| !listed.contains(&test.as_str()));
    let gone = listed
        .iter()
        .filter(|test| !all.iter().any(|one| one == *test));
    forgotten
        .map(|test| format!("{test} is in no list"))
        .chain(gone.map(|test| format!("{test} is listed and does not exist")))
        .collect()
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
            mistakes.push(format!("{test} does not hold without {without}"));
        }
    }
    mistakes
}
