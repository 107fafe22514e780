//! Everything in its order.

use std::time::Duration;

use clap::ValueEnum;
use computesdk::{Compute, create_compute};

use crate::cases::{
    Bare, Bubblewrap, Case, Cycle, Exec, First, Limited, Oci, Pooled, Primitive, Ps,
};
use crate::machine::Machine;
use crate::report::{Report, Timing};
use crate::rounds::{Plan, measure};
use crate::{crowds, files, languages, memory, monitors, network, stream};

/// Longer than the kernel's grace periods.
const QUIET: Duration = Duration::from_millis(60);

/// How often everything is run.
struct Effort {
    tight: usize,
    quiet: usize,
    first: usize,
    stream: usize,
    languages: usize,
}

const FULL: Effort = Effort {
    tight: 1000,
    quiet: 200,
    first: 100,
    stream: 7,
    languages: 30,
};

const QUICK: Effort = Effort {
    tight: 100,
    quiet: 20,
    first: 20,
    stream: 3,
    languages: 5,
};

/// What can be measured by itself.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    /// Memory of an idle sandbox.
    Memory,
    /// Commands and sandboxes.
    Commands,
    /// The first sandbox of a program.
    First,
    /// What limits add to a create.
    Limits,
    /// Lists of many processes.
    Processes,
    /// A thousand monitors.
    Monitors,
    /// Many sandboxes.
    Crowds,
    /// Streams.
    Streams,
    /// Files.
    Files,
    /// Streams and connections over the network.
    Network,
    /// Small programs of each language.
    Languages,
}

/// Parts that are measured in turns, in a tight loop and with quiet between.
const SERIES: [Part; 4] = [Part::Commands, Part::First, Part::Limits, Part::Processes];

/// Runs what is wanted, saying on standard error what is under way.
pub(crate) async fn run(quick: bool, only: &[Part]) -> anyhow::Result<Report> {
    let effort = if quick { QUICK } else { FULL };
    let wanted = |part: Part| only.is_empty() || only.contains(&part);
    let mut machine = Machine::look();
    if !machine.has_bubblewrap() {
        say("WARNING: bwrap is NOT installed: there is nothing to compare the first sandbox with.");
    }
    let mut memory = None;
    if wanted(Part::Memory) {
        say("memory of an idle sandbox");
        memory = match memory::measure().await {
            Ok(memory) => Some(memory),
            // Only whoever may trace the init of a sandbox can see its memory.
            Err(error) => {
                say(&format!("WARNING: memory was NOT measured: {error:#}"));
                None
            }
        };
    }
    let mut timings = Vec::new();
    for quiet in [Duration::ZERO, QUIET] {
        for part in SERIES.into_iter().filter(|part| wanted(*part)) {
            let rounds = match (part, quiet.is_zero()) {
                (Part::First, _) => effort.first,
                (_, true) => effort.tight,
                (_, false) => effort.quiet,
            };
            say(&format!(
                "{}, {rounds} times, {quiet:?} between",
                title(part)
            ));
            let plan = Plan { rounds, quiet };
            let series = measure(&mut cases(part, &machine).await?, plan).await?;
            timings.extend(Timing::of(&series, plan));
        }
    }
    let mut monitors = None;
    if wanted(Part::Monitors) {
        say("a thousand monitors");
        monitors = Some(monitors::measure().await?);
    }
    let mut many = None;
    if wanted(Part::Crowds) {
        say("many sandboxes");
        many = Some(crowds::measure(effort.stream).await?);
    }
    let mut streams = None;
    if wanted(Part::Streams) {
        say("streams");
        streams = Some(stream::measure(effort.stream).await?);
    }
    let mut files = None;
    if wanted(Part::Files) {
        say("files");
        files = Some(files::measure(effort.tight, effort.stream, QUIET).await?);
    }
    let mut traffic = None;
    if wanted(Part::Network) {
        say("the network");
        traffic = Some(network::measure(effort.stream, effort.tight).await?);
    }
    let mut programs = None;
    if wanted(Part::Languages) {
        say("languages");
        programs = Some(languages::measure(effort.languages).await?);
    }
    machine.at_the_end();
    Ok(Report {
        machine,
        timings,
        stream: streams,
        memory,
        monitors,
        files,
        crowds: many,
        network: traffic,
        languages: programs,
    })
}

fn title(part: Part) -> &'static str {
    match part {
        Part::First => "the first sandbox of a program",
        Part::Limits => "sandboxes with and without limits",
        Part::Processes => "lists of processes",
        _ => "commands and sandboxes",
    }
}

/// The cases of a part, a bare process among them.
async fn cases(part: Part, machine: &Machine) -> anyhow::Result<Vec<Box<dyn Case>>> {
    let mut cases: Vec<Box<dyn Case>> = vec![Box::new(Bare)];
    match part {
        // With nothing running: each run starts a spawner and ends it.
        Part::First => {
            cases.push(Box::new(First::new()?));
            cases.extend(runtimes());
        }
        Part::Limits => {
            for kind in Limited::both(&without_pool()?) {
                cases.push(Box::new(kind));
            }
        }
        // Apart from the others, who would meet its crowd.
        Part::Processes => {
            let (inside, outside) = Ps::new(&create_compute()?).await?;
            cases.push(Box::new(inside));
            cases.push(Box::new(outside));
        }
        _ => {
            let compute = create_compute()?;
            cases.push(Box::new(Exec::new(&compute).await?));
            cases.push(Box::new(Primitive::new().await?));
            cases.push(Box::new(Cycle::new(&without_pool()?)));
            cases.push(Box::new(Pooled::new().await?));
        }
    }
    if matches!(part, Part::Commands | Part::First) {
        cases.extend(peer(machine));
    }
    Ok(cases)
}

/// Every sandbox is made when it is asked for.
fn without_pool() -> computesdk::Result<Compute> {
    Compute::builder().pool(0..=0).build()
}

/// Those of containers that run here.
fn runtimes() -> Vec<Box<dyn Case>> {
    let found = [Oci::CRUN, Oci::RUNC].map(|name| (name, Oci::find(name)));
    let mut cases: Vec<Box<dyn Case>> = Vec::new();
    for (name, runtime) in found {
        match runtime {
            Ok(Some(runtime)) => cases.push(Box::new(runtime)),
            Ok(None) => say(&format!("WARNING: {name} is NOT installed")),
            Err(error) => say(&format!("WARNING: {name} cannot run here: {error:#}")),
        }
    }
    cases
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
