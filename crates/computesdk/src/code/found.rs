//! Which languages a sandbox has.

use std::time::Duration;

use computesdk_languages::{self as languages, Language, Tool};
use computesdk_model::{Error, Hint, Result};

use super::versions::{self, FoundVersion};
use crate::hints;
use crate::sandbox::Sandbox;

/// The longest that a program may take to tell its version.
const PATIENCE: Duration = Duration::from_secs(20);

/// Prints where a program is, then what it says of its version.
const ASK: &str = "command -v -- \"$1\" && \"$@\" 2>&1";

/// A language, and what a sandbox has of it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct FoundLanguage {
    /// What it is called in a program: `python`.
    pub name: &'static str,
    /// What people call it: `Python`.
    pub title: &'static str,
    /// Other names for it.
    pub aliases: &'static [&'static str],
    /// The programs that run it.
    pub tools: Vec<FoundTool>,
    /// All versions of the first of them, the newest first.
    pub versions: Vec<FoundVersion>,
}

/// A program that runs a language.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct FoundTool {
    /// Its name.
    pub program: &'static str,
    /// Where it is; `None` where it is missing.
    pub path: Option<String>,
    /// What it says of its version.
    pub version: Option<String>,
    /// How to get it, where it is missing.
    pub hints: Vec<Hint>,
}

impl FoundLanguage {
    /// Whether everything is there that runs it.
    pub fn is_complete(&self) -> bool {
        self.tools.iter().all(|tool| tool.path.is_some())
    }
}

impl Sandbox {
    /// The languages that [`run_code`](Sandbox::run_code) knows, and which of them this
    /// sandbox has.
    ///
    /// # Errors
    ///
    /// `SandboxGone`, `ResourceExhausted`, `Engine`, as [`exec`](Sandbox::exec).
    ///
    /// ```no_run
    /// # async fn example(sandbox: computesdk::Sandbox) -> computesdk::Result<()> {
    /// for language in sandbox.languages().await? {
    ///     println!("{}: {}", language.title, language.is_complete());
    /// }
    /// # Ok(()) }
    /// ```
    pub async fn languages(&self) -> Result<Vec<FoundLanguage>> {
        let mut found = Vec::new();
        for language in languages::ALL {
            found.push(look_for(self, language).await?);
        }
        Ok(found)
    }
}

async fn look_for(sandbox: &Sandbox, language: &'static Language) -> Result<FoundLanguage> {
    let mut tools = Vec::new();
    for tool in language.tools {
        tools.push(look_for_tool(sandbox, tool).await?);
    }
    let versions = match language.tools {
        [first, ..] => versions::all(sandbox, first).await?,
        [] => Vec::new(),
    };
    Ok(FoundLanguage {
        name: language.name,
        title: language.title,
        aliases: language.aliases,
        tools,
        versions,
    })
}

async fn look_for_tool(sandbox: &Sandbox, tool: &'static Tool) -> Result<FoundTool> {
    let words = ["-c", ASK, "sh", tool.program].into_iter();
    let words = words.chain(tool.version.iter().copied());
    let asked = sandbox
        .exec(("sh", words))
        .timeout(PATIENCE)
        .unchecked()
        .await;
    let told = match asked {
        Ok(result) => result.stdout,
        // It is there, and does not say what it is.
        Err(Error::Timeout(timeout)) => timeout.result.stdout,
        Err(other) => return Err(other),
    };
    let mut lines = told.lines().map(str::to_owned);
    let path = lines.next();
    Ok(FoundTool {
        program: tool.program,
        version: lines.next(),
        hints: match path {
            Some(_) => Vec::new(),
            None => hints::for_missing_program(tool.program.as_ref()),
        },
        path,
    })
}
