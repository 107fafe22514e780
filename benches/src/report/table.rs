//! The report as Markdown.

use super::Report;
use super::row::{ROWS, Row, Target};
use super::timing::Timing;

/// Of a plain pipe's throughput, at least.
const STREAM_TARGET: f64 = 0.9;
/// KiB of an idle sandbox, at most.
const MEMORY_TARGET: u64 = 1024;
/// Percent of a processor that a thousand monitors take, at most.
const MONITORS_TARGET: f64 = 10.0;

impl Report {
    /// The tables and the machine.
    pub(crate) fn markdown(&self) -> String {
        let mut text = String::from(
            "| milliseconds | median | p99 | × bare | median, quiet | p99, quiet | × bare, quiet | target | |\n\
             |---|--:|--:|--:|--:|--:|--:|---|---|\n",
        );
        for row in &ROWS {
            text.extend(self.line(row));
        }
        text += "\n| | measured | target | |\n|---|---|---|---|\n";
        text.extend(self.stream_line());
        text += &self.memory_line();
        text.extend(self.monitors_line());
        text.extend(self.crowds_lines());
        text.extend(self.files_lines());
        text.extend(self.network_lines());
        text.extend(self.languages_table());
        text + &format!("\n{}.\n", self.machine.summary())
    }

    /// A row of the first table, unless it was not measured.
    fn line(&self, row: &Row) -> Option<String> {
        let mut timings = self.timings.iter().filter(|timing| timing.name == row.name);
        let tight = timings.clone().find(|timing| timing.quiet == 0)?;
        let quiet = timings.find(|timing| timing.quiet > 0)?;
        let target = row.target.map(Target::words).unwrap_or_default();
        let verdict = row
            .target
            .map(|target| verdict(target.met(tight), target.met(quiet)));
        Some(format!(
            "| {} | {} | {} | {target} | {} |\n",
            row.title,
            cells(tight),
            cells(quiet),
            verdict.unwrap_or_default(),
        ))
    }

    fn stream_line(&self) -> Option<String> {
        let stream = self.stream.as_ref()?;
        let ratio = stream.sandbox / stream.pipe;
        Some(format!(
            "| 1 GiB from a sandbox by `exec_stream` | {:.2} GiB/s, {ratio:.2} of a plain pipe \
             ({:.2} GiB/s; {:.2} by tokio) | ≥ {STREAM_TARGET} of a plain pipe | {} |\n",
            stream.sandbox,
            stream.pipe,
            stream.tokio_pipe,
            passed(ratio >= STREAM_TARGET),
        ))
    }

    fn monitors_line(&self) -> Option<String> {
        let monitors = self.monitors.as_ref()?;
        let most = monitors.together.max(monitors.apart);
        Some(format!(
            "| 1,000 monitors that look once a second | {:.1} % of a processor in one sandbox of \
             200 processes, {:.1} % in 100 sandboxes | ≤ {MONITORS_TARGET} % | {} |\n",
            monitors.together,
            monitors.apart,
            passed(most <= MONITORS_TARGET),
        ))
    }

    fn memory_line(&self) -> String {
        let (measured, verdict) = match &self.memory {
            Some(memory) => (
                format!(
                    "{} KiB (and {} KiB of the spawner, once in a program)",
                    memory.sandbox, memory.spawner,
                ),
                passed(memory.sandbox <= MEMORY_TARGET),
            ),
            None => ("not to be seen by this user".to_owned(), ""),
        };
        format!(
            "| private memory of an idle sandbox | {measured} | ≤ {MEMORY_TARGET} KiB | {verdict} |\n"
        )
    }
}

fn cells(timing: &Timing) -> String {
    let Timing {
        median,
        p99,
        times_bare,
        ..
    } = timing;
    format!("{median:.2} | {p99:.2} | {times_bare:.2}")
}

fn verdict(tight: Option<bool>, quiet: Option<bool>) -> &'static str {
    match (tight, quiet) {
        (Some(true), Some(true)) => passed(true),
        (Some(false), Some(false)) => passed(false),
        (Some(true), Some(false)) => "falls short after quiet",
        (Some(false), Some(true)) => "falls short in a tight loop",
        _ => "nothing to compare with",
    }
}

pub(super) fn passed(met: bool) -> &'static str {
    if met { "met" } else { "falls short" }
}
