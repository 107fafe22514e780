//! One after another, as fast as the machine can.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use computesdk::{Compute, create_compute};
use serde::Serialize;

use crate::cases::run_true;

const SECONDS: u64 = 3;

/// Sandboxes a second that ran a command and were destroyed, with twice as many at once
/// as there are processors; medians.
#[derive(Serialize)]
pub(crate) struct Sustained {
    pub(crate) sandboxes: f64,
    /// The least that one can cost, by hand: the example `floor` of `computesdk-sys`.
    pub(crate) floor: f64,
    /// By hand too, with a root that can be written, a loopback device and limits.
    pub(crate) by_hand: f64,
}

/// What the example is told for the latter.
const WHOLE: &[&str] = &["root", "loopback", "limits"];

pub(super) async fn measure(rounds: usize) -> anyhow::Result<Option<Sustained>> {
    let floor = floor()?;
    if !floor.exists() {
        return Ok(None);
    }
    let at_once = 2 * std::thread::available_parallelism()?.get();
    let compute = create_compute()?;
    let (mut ours, mut least, mut whole) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..rounds {
        ours.push(sandboxes(&compute, at_once).await?);
        for (rates, words) in [(&mut least, &[] as &[&str]), (&mut whole, WHOLE)] {
            let floor = floor.clone();
            let rate = tokio::task::spawn_blocking(move || by_hand(&floor, words, at_once));
            rates.push(rate.await??);
        }
    }
    Ok(Some(Sustained {
        sandboxes: median(ours),
        floor: median(least),
        by_hand: median(whole),
    }))
}

fn median(mut rates: Vec<f64>) -> f64 {
    rates.sort_by(f64::total_cmp);
    rates[rates.len() / 2]
}

/// Where cargo puts the example, beside this program.
fn floor() -> anyhow::Result<PathBuf> {
    let own = std::env::current_exe()?;
    let directory = own.parent().context("this program is in no directory")?;
    Ok(directory.join("examples/floor"))
}

async fn sandboxes(compute: &Compute, at_once: usize) -> anyhow::Result<f64> {
    let start = Instant::now();
    let all = (0..at_once).map(|_| tokio::spawn(cycles(compute.clone(), start)));
    let mut count = 0;
    for each in all.collect::<Vec<_>>() {
        count += each.await??;
    }
    Ok(f64::from(count) / start.elapsed().as_secs_f64())
}

async fn cycles(compute: Compute, start: Instant) -> computesdk::Result<u32> {
    let mut count = 0;
    while start.elapsed() < Duration::from_secs(SECONDS) {
        let sandbox = compute.sandbox("local").await?;
        run_true(&sandbox).await?;
        sandbox.destroy().await?;
        count += 1;
    }
    Ok(count)
}

fn by_hand(floor: &PathBuf, words: &[&str], at_once: usize) -> anyhow::Result<f64> {
    let start = Instant::now();
    let seconds = SECONDS.to_string();
    let run = |_| {
        Command::new(floor)
            .arg(&seconds)
            .args(words)
            .stdout(Stdio::piped())
            .spawn()
    };
    let running: Vec<_> = (0..at_once).map(run).collect::<Result<_, _>>()?;
    let mut count = 0.0;
    for each in running {
        let output = each.wait_with_output()?;
        ensure!(
            output.status.success(),
            "floor ended with {}",
            output.status
        );
        count += String::from_utf8(output.stdout)?.trim().parse::<f64>()?;
    }
    Ok(count / start.elapsed().as_secs_f64())
}
