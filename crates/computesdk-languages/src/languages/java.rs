//! Java, by the launcher that compiles a file and runs it (JEP 330).

use crate::language::{Language, Tool};
use crate::plan::Plan;
use crate::standby;

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
    standby: Some(&standby::JAVA),
    plan: |code| {
        Ok(Plan {
            stem: "Main",
            ..Plan::interpreted("java", code, &["java"])
        })
    },
};
