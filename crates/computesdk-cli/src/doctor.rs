//! `compute doctor`.

use std::io::{self, Write};
use std::path::Path;

use anstyle::{AnsiColor, Style};
use computesdk_local::doctor::{self, Report, Status};

use crate::args::Doctor;
use crate::exit::Exit;
use crate::failure::Failure;

/// Prints a diagnosis, or installs init.
pub(crate) async fn run(args: Doctor) -> Result<Exit, Failure> {
    let mut out = anstream::stdout();
    if let Some(path) = args.install_init {
        doctor::install_init(&path)?;
        print_next_step(&path, &mut out).map_err(Failure::write)?;
        return Ok(Exit::Success);
    }
    let report = doctor::diagnose().await;
    let printed = match args.json {
        true => print_json(&report, &mut out),
        false => print(&report, &mut out),
    };
    printed.map_err(Failure::write)?;
    Ok(match report.usable {
        true => Exit::Success,
        false => Exit::Unusable,
    })
}

fn print(report: &Report, out: &mut impl Write) -> io::Result<()> {
    for check in &report.checks {
        let style = style(check.status);
        let (name, found) = (&check.name, &check.found);
        writeln!(out, "{style}{:8}{style:#}  {name}: {found}", check.status)?;
        if let Some(remedy) = &check.remedy {
            writeln!(out, "{remedy}")?;
        }
    }
    writeln!(out, "{}", report.verdict())
}

fn style(status: Status) -> Style {
    match status {
        Status::Ok => AnsiColor::Green.on_default(),
        Status::Degraded | Status::Unknown => AnsiColor::Yellow.on_default(),
        Status::Missing => AnsiColor::Red.on_default(),
    }
}

fn print_json(report: &Report, out: &mut impl Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, report)?;
    writeln!(out)
}

fn print_next_step(path: &Path, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "Wrote {}.", path.display())?;
    if path == Path::new(doctor::INIT_PATH) {
        writeln!(
            out,
            "Next: compute doctor, which shows whether a profile is wanted."
        )
    } else {
        writeln!(out, "It is looked for at {}.", doctor::INIT_PATH)
    }
}
