//! TypeScript: made JavaScript here, and run by Node.js.

use super::node::{self, NODE_JS};
use crate::javascript::{CHECK, MAPS, ReadSettings, runner, without_types};
use crate::language::Language;
use crate::packages::NPM_PACKAGES;
use crate::results;
use crate::standby;

pub(super) static TYPESCRIPT: Language = Language {
    name: "typescript",
    title: "TypeScript",
    aliases: &["ts"],
    extensions: &["ts", "mts", "cts", "tsx"],
    tools: &[NODE_JS],
    interpreter: None,
    standby: Some(&standby::NODE),
    archive: None,
    results: Some(&results::NODE),
    settings: Some(ReadSettings::new),
    check: Some(&CHECK),
    packages: Some(&NPM_PACKAGES),
    plan: |code, surroundings| {
        let made = without_types(code, surroundings)?;
        let options: Vec<_> = [MAPS].into_iter().chain(made.helpers).collect();
        let runner = runner(made.form, &options);
        Ok(node::plan(made.form, made.source, &runner))
    },
};
