//! `cargo xtask bench`: what sandboxes cost.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, bail};

/// What the table of the README is between.
const MARKS: (&str, &str) = ("<!-- bench:begin -->", "<!-- bench:end -->");

/// Measure sandboxes against a bare process and their peers, with an optimised build.
#[derive(clap::Args)]
pub(crate) struct Bench {
    /// Few rounds: minutes become seconds, and the 99th percentiles mean little.
    #[arg(long)]
    quick: bool,
    /// Measure these parts alone: memory, commands, first, limits, processes,
    /// monitors, crowds, streams, files, network, languages.
    #[arg(long, value_delimiter = ',', value_name = "PART")]
    only: Vec<String>,
    /// Write all figures to this file.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Put the table into README.md.
    #[arg(long, conflicts_with = "only")]
    update_readme: bool,
}

impl Bench {
    #[allow(clippy::print_stdout, reason = "the table is what was asked for")]
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        let table = self.measure()?;
        print!("{table}");
        if self.update_readme {
            let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("../README.md");
            let page = fs::read_to_string(&readme).context("read README.md")?;
            fs::write(&readme, replaced(&page, &table)?).context("write README.md")?;
        }
        Ok(())
    }

    fn measure(&self) -> anyhow::Result<String> {
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        // What sandboxes a second are compared with.
        let mut floor = Command::new(&cargo);
        floor.args(["build", "--release", "--package", "computesdk-sys"]);
        let built = floor.args(["--example", "floor"]).status();
        if !built.context("build the floor")?.success() {
            bail!("the floor could not be built");
        }
        let mut command = Command::new(cargo);
        command.args(["run", "--release", "--package", "computesdk-bench", "--"]);
        command.args(self.quick.then_some("--quick"));
        for part in &self.only {
            command.args(["--only", part]);
        }
        if let Some(path) = &self.json {
            command.arg("--json").arg(path);
        }
        let output = command
            .stderr(Stdio::inherit())
            .output()
            .context("start the benchmark")?;
        if !output.status.success() {
            bail!("the benchmark ended with {}", output.status);
        }
        String::from_utf8(output.stdout).context("read the table")
    }
}

/// The page with the table between its marks.
fn replaced(page: &str, table: &str) -> anyhow::Result<String> {
    let (begin, end) = MARKS;
    let parts = page.split_once(begin).and_then(|(before, rest)| {
        let (_, after) = rest.split_once(end)?;
        Some((before, after))
    });
    let (before, after) = parts.with_context(|| format!("README.md has no {begin} and {end}"))?;
    Ok(format!("{before}{begin}\n\n{table}\n{end}{after}"))
}

#[cfg(test)]
mod tests {
    use super::replaced;

    #[test]
    fn only_what_is_between_the_marks_changes() {
        let page = "above\n<!-- bench:begin -->old<!-- bench:end -->\nbelow\n";
        let first = replaced(page, "| new |\n").unwrap();
        assert_eq!(
            first,
            "above\n<!-- bench:begin -->\n\n| new |\n\n<!-- bench:end -->\nbelow\n"
        );
        assert_eq!(
            replaced(&first, "| new |\n").unwrap(),
            first,
            "and again the same"
        );
    }

    #[test]
    fn a_page_without_marks_is_left_alone() {
        assert!(replaced("<!-- bench:begin -->", "").is_err());
        assert!(replaced("", "").is_err());
    }
}
