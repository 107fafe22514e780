//! `cargo xtask notices`: the licences of everything that we hand on.

mod dependency;
mod licence_texts;
mod page;

use std::fs;
use std::io;

use anyhow::{Context, bail};
use cargo_metadata::MetadataCommand;

/// Name of the page, at the root of the repository.
const PAGE: &str = "THIRD-PARTY-NOTICES.md";

/// The one platform that the local engine runs on.
const PLATFORM: &str = "x86_64-unknown-linux-gnu";

/// Write THIRD-PARTY-NOTICES.md from the dependencies of the crates that ship.
#[derive(clap::Args)]
pub(crate) struct Notices {
    /// Write nothing; fail where the page is out of date.
    #[arg(long)]
    check: bool,
}

impl Notices {
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        let metadata = MetadataCommand::new()
            .other_options(vec!["--filter-platform".to_owned(), PLATFORM.to_owned()])
            .exec()
            .context("cargo metadata")?;
        let dependencies = dependency::shipped(&metadata)?;
        let page = page::render(&dependencies);
        let path = metadata.workspace_root.join(PAGE);

        if !self.check {
            fs::write(&path, page).with_context(|| format!("write {path}"))?;
            eprintln!("{PAGE}: {} packages", dependencies.len());
            return Ok(());
        }
        let current = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(error).with_context(|| format!("read {path}")),
        };
        if current != page {
            bail!("{PAGE} is out of date: run `cargo xtask notices` and commit the result");
        }
        Ok(())
    }
}
