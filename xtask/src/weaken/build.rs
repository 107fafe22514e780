//! Building the test program.

use std::io::BufReader;
use std::process::{Command, Stdio};

use anyhow::{Context, bail};
use cargo_metadata::Message;
use cargo_metadata::camino::Utf8PathBuf;

/// Builds the isolation tests with the code that can switch defences off.
pub(super) fn isolation_tests() -> anyhow::Result<Utf8PathBuf> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut child = Command::new(cargo)
        .args(["test", "--no-run", "--package", "computesdk-local"])
        .args(["--test", "isolation", "--features", "weaken"])
        .args(["--message-format", "json-render-diagnostics"])
        .stdout(Stdio::piped())
        .spawn()
        .context("run cargo")?;
    let output = child.stdout.take().context("cargo has no output")?;
    let mut program = None;
    for message in Message::parse_stream(BufReader::new(output)) {
        if let Message::CompilerArtifact(artifact) = message?
            && artifact.target.name == "isolation"
        {
            program = artifact.executable;
        }
    }
    if !child.wait().context("wait for cargo")?.success() {
        bail!("the isolation tests do not build");
    }
    program.context("cargo built no isolation tests")
}

/// Names of all tests.
pub(super) fn names(program: &Utf8PathBuf) -> anyhow::Result<Vec<String>> {
    let list = Command::new(program).arg("--list").output();
    let list = list.with_context(|| format!("run {program}"))?;
    let text = String::from_utf8(list.stdout).context("list the tests")?;
    let names = text.lines().filter_map(|line| line.strip_suffix(": test"));
    Ok(names.map(str::to_owned).collect())
}
