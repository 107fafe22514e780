//! Python.

use crate::language::{Language, Tool};
use crate::plan::Plan;
use crate::standby;

pub(super) static PYTHON: Language = Language {
    name: "python",
    title: "Python",
    aliases: &["python3", "py"],
    extensions: &["py"],
    tools: &[Tool {
        program: "python3",
        version: &["--version"],
    }],
    interpreter: Some("python3"),
    standby: Some(&standby::PYTHON),
    plan: |code| Ok(Plan::interpreted("py", code, &["python3"])),
};
