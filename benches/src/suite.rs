//! Everything in its order.

use std::time::Duration;

use computesdk::create_compute;

use crate::cases::{Bare, Bubblewrap, Case, Cycle, Exec, First, Primitive};
use crate::machine::Machine;
use crate::report::{Report, Timing};
use crate::rounds::{Plan, measure};
use crate::{memory, stream};

/// Longer than the kernel's grace periods.
const QUIET: Duration = Duration::from_millis(60);

/// How often everything is run.
struct Effort {
    tight: usize,
    quiet: usize,
    first: usize,
    stream: usize,
}

const FULL: Effort = Effort {
    tight: 1000,
    quiet: 200,
    first: 100,
    stream: 7,
};

const QUICK: Effort = Effort {
    tight: 100,
    quiet: 20,
    first: 20,
    stream: 3,
};

/// Runs it all, saying on standard error what is under way.
pub(crate) async fn run(quick: bool) -> anyhow::Result<Report> {
    let effort = if quick { QUICK } else { FULL };
    let mut machine = Machine::look();
    if !machine.has_bubblewrap() {
        say("WARNING: bwrap is NOT installed: there is nothing to compare the first sandbox with.");
    }
    say("memory of an idle sandbox");
    let memory = match memory::measure().await {
        Ok(memory) => Some(memory),
        // Only whoever may trace the init of a sandbox can see its memory.
        Err(error) => {
            say(&format!("WARNING: memory was NOT measured: {error:#}"));
            None
        }
    };
    let mut timings = Vec::new();
    for (rounds, first_rounds, quiet) in [
        (effort.tight, effort.first, Duration::ZERO),
        (effort.quiet, effort.first, QUIET),
    ] {
        say(&format!(
            "commands and sandboxes, {rounds} times, {quiet:?} between"
        ));
        let plan = Plan { rounds, quiet };
        let series = measure(&mut living(&machine).await?, plan).await?;
        timings.extend(Timing::of(&series, plan));
        say(&format!(
            "the first sandbox of a program, {first_rounds} times, {quiet:?} between"
        ));
        let plan = Plan {
            rounds: first_rounds,
            quiet,
        };
        let series = measure(&mut fresh(&machine)?, plan).await?;
        timings.extend(Timing::of(&series, plan));
    }
    say("streams");
    let stream = stream::measure(effort.stream).await?;
    machine.at_the_end();
    Ok(Report {
        machine,
        timings,
        stream,
        memory,
    })
}

/// With the spawner running.
async fn living(machine: &Machine) -> anyhow::Result<Vec<Box<dyn Case>>> {
    let compute = create_compute()?;
    let mut cases: Vec<Box<dyn Case>> = vec![
        Box::new(Bare),
        Box::new(Exec::new(&compute).await?),
        Box::new(Primitive::new().await?),
        Box::new(Cycle::new(&compute)),
    ];
    cases.extend(peer(machine));
    Ok(cases)
}

/// With nothing running. Apart from the others, as each run starts a spawner
/// and ends it.
fn fresh(machine: &Machine) -> anyhow::Result<Vec<Box<dyn Case>>> {
    let mut cases: Vec<Box<dyn Case>> = vec![Box::new(Bare), Box::new(First::new()?)];
    cases.extend(peer(machine));
    Ok(cases)
}

fn peer(machine: &Machine) -> Option<Box<dyn Case>> {
    machine
        .has_bubblewrap()
        .then(|| Box::new(Bubblewrap::new()) as Box<dyn Case>)
}

#[allow(clippy::print_stderr, reason = "it takes minutes")]
fn say(line: &str) {
    eprintln!("{line}");
}
