//! JavaScript, by Node.js.

use std::borrow::Cow;

use crate::javascript::{Form, form, runner, with_result};
use crate::language::{Language, Tool};
use crate::packages::{COMPILE_CACHE, NPM_PACKAGES};
use crate::plan::Plan;
use crate::results;
use crate::standby;
use crate::versions::Versions;

/// It runs TypeScript too.
pub(super) const NODE_JS: Tool = Tool {
    program: "node",
    version: &["--version"],
    versions: Versions {
        prefix: "node",
        directories: &[
            "/opt/versions/node*/*/bin",
            "~/.nvm/versions/node/*/bin",
            "/usr/lib/nodejs/*/bin",
        ],
        install: |version| format!("`nvm install {version}`"),
    },
};

pub(super) static NODE: Language = Language {
    name: "node",
    title: "Node.js",
    aliases: &["javascript", "js", "nodejs"],
    extensions: &["js", "mjs", "cjs"],
    tools: &[NODE_JS],
    interpreter: Some("node"),
    standby: Some(&standby::NODE),
    archive: None,
    results: Some(&results::NODE),
    settings: None,
    check: None,
    packages: Some(&NPM_PACKAGES),
    plan: |code, surroundings| {
        // What is no JavaScript, Node.js itself complains of best.
        let form = form(code).unwrap_or(Form::Script);
        let changed = surroundings.results.then(|| with_result(code)).flatten();
        let source = changed.map_or(Cow::Borrowed(code), Cow::Owned);
        Ok(plan(form, source, &runner(form, &[])))
    },
};

/// From so many bytes on, what Node.js compiles of code is worth being kept.
const LARGE: usize = 256 << 10;

/// For JavaScript of this form. What Node.js compiles of large programs it keeps in their
/// sandbox, from 22.8 on.
pub(super) fn plan(form: Form, source: impl Into<String>, runner: &[&'static str]) -> Plan {
    let mut plan = Plan::interpreted(form.extension(), source, runner);
    if plan.source.len() >= LARGE {
        plan.env.push((COMPILE_CACHE, "/tmp/.node-compile-cache"));
    }
    plan
}
