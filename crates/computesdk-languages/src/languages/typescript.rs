//! TypeScript: made JavaScript here, and run by Node.js.

use super::node::NODE_JS;
use crate::javascript::{runner_with_map, without_types};
use crate::language::Language;
use crate::plan::Plan;
use crate::standby;

pub(super) static TYPESCRIPT: Language = Language {
    name: "typescript",
    title: "TypeScript",
    aliases: &["ts"],
    extensions: &["ts", "mts", "cts"],
    tools: &[NODE_JS],
    interpreter: None,
    standby: Some(&standby::NODE),
    plan: |code| {
        let (form, source) = without_types(code)?;
        Ok(Plan::interpreted(
            form.extension(),
            source,
            runner_with_map(form),
        ))
    },
};
