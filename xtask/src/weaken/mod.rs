//! `cargo xtask weaken`: shows that the isolation tests can fail.
//!
//! Every test is run with the defences off that it is about, and must fail then,
//! by what it found and not because the engine broke down. That happens inside
//! User-mode Linux, a kernel that is a process, or in a disposable network of this
//! kernel, as an unprivileged user: the real host is never the target. The list of
//! weakenings also says which defences stand behind one another.

mod list;

use std::time::Duration;

use anyhow::bail;
use cargo_metadata::camino::Utf8Path;

use crate::machine::namespace::Networks;
use crate::machine::{self, Machine, Outcome, Run, Who};
use list::{OF_THE_NETWORK, UNPROVEN, WEAKENINGS, Weakening};

/// Show that each isolation test fails without its defences.
#[derive(clap::Args)]
pub(crate) struct Weaken {
    /// Only the weakenings of which a defence or a test has this in its name, and their tests.
    #[arg(long, value_name = "PART")]
    only: Option<String>,
    /// Print all that the virtual machine prints.
    #[arg(long)]
    verbose: bool,
}

impl Weaken {
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        let program = machine::test_program("computesdk-local", "isolation", &["weaken"])?;
        let mut mistakes = unlisted(&machine::names(&program)?);
        let chosen: Vec<_> = WEAKENINGS.iter().filter(|one| self.wants(one)).collect();
        let healthy_tests = match self.only {
            Some(_) => chosen.iter().copied().flat_map(tests_of).collect(),
            None => listed().collect::<Vec<_>>(),
        };
        let machine = Machine {
            program,
            longest: LONGEST,
            verbose: self.verbose,
        };
        let runs = runs(&chosen, &healthy_tests);
        let outcomes = match runs.is_empty() {
            true => Vec::new(),
            false => machine.run(&runs)?,
        };
        let (healthy, weakened) = outcomes.split_at(outcomes.len().min(runs.len() - chosen.len()));
        for (who, outcome) in HEALTHY.iter().zip(healthy) {
            let who = format!("{who:?}");
            mistakes.extend(judge_healthy(&who, &healthy_tests, outcome));
        }
        for (weakening, outcome) in chosen.iter().zip(weakened) {
            mistakes.extend(judge(weakening, outcome));
        }
        mistakes.extend(self.in_networks(&machine.program)?);
        if outcomes.len() != runs.len() {
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

    /// The weakenings of a network, and before them its tests with every defence on.
    fn in_networks(&self, program: &Utf8Path) -> anyhow::Result<Vec<String>> {
        let chosen: Vec<_> = OF_THE_NETWORK
            .iter()
            .filter(|one| self.wants(one))
            .collect();
        if chosen.is_empty() {
            return Ok(Vec::new());
        }
        let networks = Networks::new(program)?;
        let run = |without, tests| {
            networks.run(&Run {
                who: Who::User,
                without,
                tests,
            })
        };
        let tests: Vec<_> = chosen.iter().copied().flat_map(tests_of).collect();
        let mut mistakes = judge_healthy("in a network", &tests, &run(&[], tests.clone())?);
        for weakening in chosen {
            let outcome = run(weakening.without, tests_of(weakening).collect())?;
            mistakes.extend(judge(weakening, &outcome));
        }
        Ok(mistakes)
    }

    fn wants(&self, weakening: &Weakening) -> bool {
        let mut names = weakening.without.iter().copied().chain(tests_of(weakening));
        let only = self.only.as_ref();
        only.is_none_or(|part| names.any(|name| name.contains(part.as_str())))
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
fn runs(chosen: &[&Weakening], healthy: &[&'static str]) -> Vec<Run<'static>> {
    // Without a name, the test program would run all.
    let whos = HEALTHY.iter().filter(|_| !healthy.is_empty());
    let healthy = whos.map(|&who| Run {
        who,
        without: &[],
        tests: healthy.to_vec(),
    });
    let weakened = chosen.iter().map(|weakening| Run {
        who: Who::Root,
        without: weakening.without,
        tests: tests_of(weakening).collect(),
    });
    healthy.chain(weakened).collect()
}

fn tests_of(weakening: &Weakening) -> impl Iterator<Item = &'static str> {
    weakening.fail.iter().chain(weakening.hold).copied()
}

/// Tests that fail in some weakening.
fn proven() -> impl Iterator<Item = &'static str> {
    let mut tests: Vec<_> = WEAKENINGS
        .iter()
        .chain(OF_THE_NETWORK)
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

/// What is wrong with the outcome of tests with every defence on.
fn judge_healthy(who: &str, tests: &[&str], outcome: &Outcome) -> Vec<String> {
    let failed = tests.iter().filter(|test| !outcome.passed(test));
    let mistake = |test: &&str| {
        let reason = reason(outcome, test);
        format!("{test} does not pass with all defences on ({who}): {reason}")
    };
    failed.map(mistake).collect()
}

/// What is wrong with the outcome of a weakening.
fn judge(weakening: &Weakening, outcome: &Outcome) -> Vec<String> {
    let without = weakening.without.join(", ");
    eprintln!("without {without}: {}", weakening.why);
    let mut mistakes = Vec::new();
    for test in weakening.fail {
        match outcome.failure(test) {
            None if outcome.passed(test) => {
                mistakes.push(format!("{test} does not fail without {without}"));
            }
            None => mistakes.push(format!(
                "without {without} nothing was heard of {test}: {}",
                outcome.end()
            )),
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
