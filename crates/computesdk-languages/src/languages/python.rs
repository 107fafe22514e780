//! Python.

use crate::language::{Language, Tool};
use crate::packages::PYTHON_PACKAGES;
use crate::plan::Plan;
use crate::results;
use crate::standby;
use crate::versions::Versions;

pub(super) static PYTHON: Language = Language {
    name: "python",
    title: "Python",
    aliases: &["python3", "py"],
    extensions: &["py"],
    tools: &[Tool {
        program: "python3",
        version: &["--version"],
        versions: Versions {
            prefix: "python",
            directories: &[
                "/opt/versions/python*/*/bin",
                "~/.pyenv/versions/*/bin",
                "~/.local/share/uv/python/*/bin",
            ],
            install: |version| {
                let package = version.first(2);
                format!(
                    "`pyenv install {version}`, `uv python install {version}`, or the package \
                     `python{package}` where the distribution has it"
                )
            },
        },
    }],
    interpreter: Some("python3"),
    standby: Some(&standby::PYTHON),
    archive: None,
    results: Some(&results::PYTHON),
    settings: None,
    check: None,
    packages: Some(&PYTHON_PACKAGES),
    plan: |code, _| Ok(Plan::interpreted("py", code, &["python3"])),
};
