//! Java, by the launcher that compiles a file and runs it (JEP 330).

use crate::language::{Language, Tool};
use crate::plan::Plan;

pub(super) static JAVA: Language = Language {
    name: "java",
    title: "Java",
    aliases: &[],
    extensions: &["java"],
    tools: &[Tool {
        program: "java",
        version: &["-version"],
    }],
    interpreter: Some("java"),
    standby: None,
    plan: |code| {
        Ok(Plan {
            stem: "Main",
            ..Plan::interpreted("java", code, &["java"])
        })
    },
};
