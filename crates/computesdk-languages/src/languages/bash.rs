//! Bash.

use crate::language::{Language, Tool};
use crate::plan::Plan;
use crate::versions::Versions;

pub(super) static BASH: Language = Language {
    name: "bash",
    title: "Bash",
    aliases: &["sh", "shell"],
    extensions: &["sh", "bash"],
    tools: &[Tool {
        program: "bash",
        version: &["--version"],
        versions: Versions {
            prefix: "bash",
            directories: &[],
            install: |_| "the distribution's package `bash`".to_owned(),
        },
    }],
    interpreter: Some("bash"),
    standby: None,
    archive: None,
    results: None,
    settings: None,
    check: None,
    packages: None,
    plan: |code, _| Ok(Plan::interpreted("sh", code, &["bash"])),
};
