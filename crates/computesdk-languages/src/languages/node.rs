//! JavaScript, by Node.js.

use crate::javascript::{Form, form, runner};
use crate::language::{Language, Tool};
use crate::plan::Plan;
use crate::standby;

pub(super) static NODE: Language = Language {
    name: "node",
    title: "Node.js",
    aliases: &["javascript", "js", "nodejs"],
    extensions: &["js", "mjs", "cjs"],
    tools: &[Tool {
        program: "node",
        version: &["--version"],
    }],
    interpreter: Some("node"),
    standby: Some(&standby::NODE),
    plan: |code| {
        // What is no JavaScript, Node.js itself complains of best.
        let form = form(code).unwrap_or(Form::Script);
        Ok(Plan::interpreted(form.extension(), code, runner(form)))
    },
};
