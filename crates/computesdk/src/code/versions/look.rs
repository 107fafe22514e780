//! Looking for versions in a sandbox, by its own shell.

use std::collections::{BTreeMap, HashSet};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::time::Duration;

use computesdk_languages::{Tool, Version};
use computesdk_model::{Error, Result, User};

use crate::sandbox::Sandbox;

/// The longest that programs may take to tell their versions.
const PATIENCE: Duration = Duration::from_secs(20);

/// Prints paths of programs: of PROGRAM and of PREFIX with a number in the search path, and
/// of PROGRAM in the directories that the patterns name.
const FIND: &str = r#"
program=$1 prefix=$2; shift 2
show() { if [ -f "$1" ] && [ -x "$1" ]; then printf '%s\n' "$1"; fi; }
IFS=:
for directory in $PATH; do
  for found in "$directory/$program" "$directory/$prefix"[0-9]* "$directory/$prefix"-[0-9]*; do
    show "$found"
  done
done
IFS=
for pattern do
  for found in $pattern/"$program"; do show "$found"; done
done
"#;

/// Has programs tell their versions, all at once: prints the path of each, and its first line.
const ASK: &str = r#"
end='
'
flags=$1; shift
for program do
  { told=$("$program" $flags 2>&1); printf '%s\n%s\n' "$program" "${told%%"$end"*}"; } &
done
wait
"#;

/// A program that may be a version.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) path: PathBuf,
    /// What its name says of its version, or its directory's.
    pub(super) named: Option<Version>,
    /// The name of the directory of its version alone.
    pub(super) directory: Option<String>,
}

/// Who looks, and where.
pub(super) struct Look<'a> {
    pub(super) sandbox: &'a Sandbox,
    pub(super) user: User,
    /// Variables of the call.
    pub(super) env: &'a BTreeMap<OsString, OsString>,
}

impl Look<'_> {
    /// Programs that may be versions of this one, that which its name alone finds first.
    pub(super) async fn candidates(&self, tool: &Tool) -> Result<Vec<Candidate>> {
        let versions = &tool.versions;
        let home = self.user.home();
        let patterns = versions.directories.iter();
        let patterns = patterns.map(|pattern| match pattern.strip_prefix('~') {
            Some(rest) => format!("{home}{rest}"),
            None => (*pattern).to_owned(),
        });
        let words = [tool.program.to_owned(), versions.prefix.to_owned()].into_iter();
        let found = self.shell(FIND, words.chain(patterns)).await?;
        let mut seen = HashSet::new();
        let mut candidates = Vec::new();
        for path in found.lines().map(PathBuf::from) {
            let Some(candidate) = candidate(tool, path) else {
                continue;
            };
            // One program has many names.
            if let Ok(stat) = self.sandbox.stat(&candidate.path).user(self.user).await
                && seen.insert((stat.inode, stat.size, stat.modified))
            {
                candidates.push(candidate);
            }
        }
        Ok(candidates)
    }

    /// What these say of their versions. Those that say nothing are left out.
    pub(super) async fn ask(
        &self,
        tool: &Tool,
        candidates: &[Candidate],
    ) -> Result<Vec<(Candidate, Version)>> {
        if candidates.is_empty() {
            return Ok(Vec::new());
        }
        let paths = candidates.iter();
        let paths = paths.map(|candidate| candidate.path.to_string_lossy().into_owned());
        let words = [tool.version.join(" ")].into_iter().chain(paths);
        let told = self.shell(ASK, words).await?;
        let lines: Vec<_> = told.lines().collect();
        let said = |path: &Path| {
            let pairs = lines.chunks_exact(2);
            let mut of_it = pairs.filter(|pair| Path::new(pair[0]) == path);
            Version::told(of_it.next()?[1])
        };
        let known = candidates.iter();
        let known = known.filter_map(|one| Some((one.clone(), said(&one.path)?)));
        Ok(known.collect())
    }

    async fn shell(&self, script: &str, words: impl Iterator<Item = String>) -> Result<String> {
        let start = ["-c", script, "sh"].into_iter().map(str::to_owned);
        let asked = self
            .sandbox
            .exec(("sh", start.chain(words)))
            .user(self.user)
            .envs(self.env.clone())
            .timeout(PATIENCE)
            .unchecked()
            .await;
        match asked {
            Ok(result) => Ok(result.stdout.to_string()),
            // Some told theirs.
            Err(Error::Timeout(timeout)) => Ok(timeout.result.stdout.to_string()),
            Err(other) => Err(other),
        }
    }
}

/// What a program's path says of it; none where it is none of the versions.
fn candidate(tool: &Tool, path: PathBuf) -> Option<Candidate> {
    let name = path.file_name()?.to_str()?;
    let parent = path.parent()?;
    // A version manager's stand-in starts slowly. What it stands for is found by itself.
    if parent.file_name() == Some(OsStr::new("shims")) {
        return None;
    }
    let of_version = parent.parent().and_then(Path::file_name);
    let of_version = of_version.filter(|_| parent.file_name() == Some(OsStr::new("bin")));
    let directory = of_version.and_then(OsStr::to_str);
    let named = match name == tool.program {
        true => directory.and_then(|name| tool.versions.of_directory(name)),
        false => Some(tool.versions.of_program(name)?),
    };
    let directory = directory.map(str::to_owned);
    Some(Candidate {
        path,
        named,
        directory,
    })
}
