//! Bash.

use crate::language::{Language, Tool};
use crate::plan::Plan;

pub(super) static BASH: Language = Language {
    name: "bash",
    title: "Bash",
    aliases: &["sh", "shell"],
    extensions: &["sh", "bash"],
    tools: &[Tool {
        program: "bash",
        version: &["--version"],
    }],
    interpreter: Some("bash"),
    standby: None,
    plan: |code| Ok(Plan::interpreted("sh", code, &["bash"])),
};
