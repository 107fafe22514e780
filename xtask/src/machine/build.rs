//! Building a test program.

use std::io::BufReader;
use std::process::{Command, Stdio};

use anyhow::{Context, bail};
use cargo_metadata::Message;
use cargo_metadata::camino::Utf8PathBuf;

/// Builds the integration test `test` of a package.
pub(crate) fn test_program(
    package: &str,
    test: &str,
    features: &[&str],
) -> anyhow::Result<Utf8PathBuf> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut child = Command::new(cargo)
        .args(["test", "--no-run", "--package", package, "--test", test])
        .args(["--features", &features.join(",")])
        .args(["--message-format", "json-render-diagnostics"])
        .stdout(Stdio::piped())
        .spawn()
        .context("run cargo")?;
    let output = child.stdout.take().context("cargo has no output")?;
    let mut program = None;
    for message in Message::parse_stream(BufReader::new(output)) {
        if let Message::CompilerArtifact(artifact) = message?
            && artifact.target.name == test
        {
            program = artifact.executable;
        }
    }
    if !child.wait().context("wait for cargo")?.success() {
        bail!("the tests `{test}` of {package} do not build");
    }
    program.with_context(|| format!("cargo built no tests `{test}` of {package}"))
}

/// Names of all tests of a program.
pub(crate) fn names(program: &Utf8PathBuf) -> anyhow::Result<Vec<String>> {
    let list = Command::new(program).arg("--list").output();
    let list = list.with_context(|| format!("run {program}"))?;
    let text = String::from_utf8(list.stdout).context("list the tests")?;
    let names = text.lines().filter_map(|line| line.strip_suffix(": test"));
    Ok(names.map(str::to_owned).collect())
}
