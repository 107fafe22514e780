//! `cargo xtask fuzz`: any bytes, for all that reads what a sandbox can influence.

use std::fs;
use std::process::Command;

use anyhow::{Context, ensure};
use cargo_metadata::MetadataCommand;

/// Let libFuzzer look for bytes that something cannot take, for a while each.
///
/// Needs `rustup toolchain install nightly` and `cargo install cargo-fuzz`. What it finds
/// it puts into `fuzz/artifacts`, what it learns into `fuzz/found`, where it goes on from
/// the next time.
#[derive(clap::Args)]
pub(crate) struct Fuzz {
    /// Seconds for each target.
    #[arg(long, default_value_t = 60)]
    seconds: u32,
    /// Only this target; may be given more than once.
    #[arg(long)]
    only: Vec<String>,
}

impl Fuzz {
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        let metadata = MetadataCommand::new().no_deps().exec()?;
        let root = metadata.workspace_root;
        let targets = fs::read_dir(root.join("fuzz/fuzz_targets")).context("read fuzz_targets")?;
        let mut targets: Vec<String> = targets
            .filter_map(|entry| Some(entry.ok()?.path().file_stem()?.to_str()?.to_owned()))
            .collect();
        targets.sort();
        for target in targets {
            if !self.only.is_empty() && !self.only.contains(&target) {
                continue;
            }
            eprintln!("{target}: {} s", self.seconds);
            let found = root.join("fuzz/found").join(&target);
            fs::create_dir_all(&found).with_context(|| format!("make {found}"))?;
            let status = Command::new("cargo")
                .args(["+nightly", "fuzz", "run", &target])
                // What is new goes into the first.
                .args([found, root.join("fuzz/corpus").join(&target)])
                .arg("--")
                .arg(format!("-max_total_time={}", self.seconds))
                // One input takes no longer, and no more MiB.
                .args(["-timeout=10", "-malloc_limit_mb=512"])
                // A cargo that runs this has set which toolchain others use.
                .env_remove("RUSTUP_TOOLCHAIN")
                .env_remove("CARGO")
                .current_dir(&root)
                .status()?;
            ensure!(
                status.success(),
                "{target} cannot take some bytes: see above"
            );
        }
        Ok(())
    }
}
