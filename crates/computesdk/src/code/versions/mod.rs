//! Versions of a language, where a sandbox has several.

mod look;

use std::collections::{BTreeMap, HashMap};
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use computesdk_languages::{Language, Tool, Version};
use computesdk_model::{Hint, InvalidArgumentError, NotFoundError, ResourceKind, Result, User};

use crate::exec::Options;
use crate::sandbox::Sandbox;
use look::{Candidate, Look};

/// A version of a language that a sandbox has.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FoundVersion {
    /// Its number: `3.11.2`.
    pub version: String,
    /// The program that runs it.
    pub path: String,
}

/// Which program was found for what was asked for: a sandbox looks once.
#[derive(Debug, Default)]
pub(crate) struct ChosenVersions(Mutex<HashMap<Asked, PathBuf>>);

/// What decides which program it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Asked {
    program: &'static str,
    version: String,
    user: User,
    path: Option<OsString>,
}

impl ChosenVersions {
    fn get(&self, asked: &Asked) -> Option<PathBuf> {
        let chosen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        chosen.get(asked).cloned()
    }

    fn put(&self, asked: Asked, path: PathBuf) {
        let mut chosen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        chosen.insert(asked, path);
    }
}

/// The program of the version that is asked for. The one that is found without asking, where
/// that is such a version; else the newest that is.
pub(crate) async fn choose(
    sandbox: &Sandbox,
    language: &Language,
    version: &str,
    options: &Options,
) -> Result<PathBuf> {
    let wanted = Version::new(version).ok_or_else(|| {
        let reason = "it is no version, such as 3 or 3.11, and no name of one";
        InvalidArgumentError::new(format!("version {version:?}"), reason)
    })?;
    let [tool, ..] = language.tools else {
        return Err(missing(language.title, &wanted, Vec::new()));
    };
    let env = &options.env;
    let mut all = sandbox.environment(options.user);
    all.extend(env.clone());
    let asked = Asked {
        program: tool.program,
        version: wanted.to_string(),
        user: options.user,
        path: all.remove(OsStr::new("PATH")),
    };
    if let Some(path) = sandbox.chosen_versions().get(&asked) {
        return Ok(path);
    }
    let look = Look {
        sandbox,
        user: options.user,
        env,
    };
    let candidates = look.candidates(tool).await?;
    if let Some(path) = among(&look, tool, &candidates, &wanted).await? {
        sandbox.chosen_versions().put(asked, path.clone());
        return Ok(path);
    }
    let there = look.ask(tool, &candidates).await?;
    let there: Vec<_> = there.into_iter().map(|(_, version)| version).collect();
    Err(missing(
        language.title,
        &wanted,
        hints(tool, &wanted, there),
    ))
}

/// The program of this version among these.
async fn among(
    look: &Look<'_>,
    tool: &Tool,
    candidates: &[Candidate],
    wanted: &Version,
) -> Result<Option<PathBuf>> {
    let is_meant = |candidate: &&Candidate| {
        let directory = candidate.directory.as_deref();
        directory.is_some_and(|name| wanted.names(name))
    };
    if let Some(named) = candidates.iter().find(is_meant) {
        return Ok(Some(named.path.clone()));
    }
    if !wanted.is_number() {
        return Ok(None);
    }
    // The name only spares the question: what a program is it says itself.
    let may_be = candidates.iter().filter(|candidate| {
        let named = candidate.named.as_ref();
        named.is_none_or(|named| named.agrees(wanted))
    });
    let may_be: Vec<_> = may_be.cloned().collect();
    let mut are = look.ask(tool, &may_be).await?;
    are.retain(|(_, version)| wanted.begins(version));
    let usual = candidates
        .first()
        .filter(|first| first.path.ends_with(tool.program));
    let found_first = are
        .iter()
        .find(|(one, _)| usual.is_some_and(|usual| usual.path == one.path));
    let newest = || are.iter().max_by(|(_, one), (_, other)| one.cmp(other));
    let best = found_first.or_else(newest);
    Ok(best.map(|(candidate, _)| candidate.path.clone()))
}

/// All versions, the newest first.
pub(super) async fn all(sandbox: &Sandbox, tool: &Tool) -> Result<Vec<FoundVersion>> {
    let env = BTreeMap::new();
    let look = Look {
        sandbox,
        user: User::default(),
        env: &env,
    };
    let candidates = look.candidates(tool).await?;
    let mut found = look.ask(tool, &candidates).await?;
    found.sort_by(|(_, one), (_, other)| other.cmp(one));
    let found = found.into_iter().map(|(candidate, version)| FoundVersion {
        version: version.to_string(),
        path: candidate.path.to_string_lossy().into_owned(),
    });
    Ok(found.collect())
}

fn missing(title: &str, wanted: &Version, hints: Vec<Hint>) -> computesdk_model::Error {
    NotFoundError {
        kind: ResourceKind::Version,
        name: format!("{title} {wanted}"),
        errno: None,
        hints,
    }
    .into()
}

/// What is there, and how to get what is not.
fn hints(tool: &Tool, wanted: &Version, mut there: Vec<Version>) -> Vec<Hint> {
    there.sort();
    there.dedup();
    let there: Vec<_> = there.iter().rev().map(ToString::to_string).collect();
    let is_there = (!there.is_empty()).then(|| format!("there are {}", there.join(", ")));
    let install = (tool.versions.install)(wanted);
    let hints = is_there
        .into_iter()
        .chain([format!("it comes by {install}")]);
    hints.map(Hint::new).collect()
}
