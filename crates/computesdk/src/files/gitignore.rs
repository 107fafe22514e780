//! What `.gitignore` files leave out.

use std::path::{Path, PathBuf};

use computesdk_model::{DirectoryEntry, Error, Result};
use computesdk_provider::Range;
use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use tokio::io::AsyncReadExt;

use super::call::Files;

/// The longest file of rules that is read, in bytes.
const LONGEST: u64 = 1 << 20;

/// The rules of a tree, each with the directory that they are in. The outermost
/// first.
#[derive(Default)]
pub(crate) struct Rules(Vec<(PathBuf, Gitignore)>);

impl Rules {
    /// Reads those that are among the entries, whose paths are from `root`.
    pub(super) async fn read(
        files: &Files,
        root: &Path,
        entries: &[DirectoryEntry],
    ) -> Result<Rules> {
        let mut rules = Vec::new();
        let found = entries.iter().filter(|entry| {
            entry
                .path
                .file_name()
                .is_some_and(|name| name == ".gitignore")
                && entry.stat.is_file()
        });
        for entry in found {
            let range = Range {
                offset: 0,
                length: Some(LONGEST),
            };
            let path = root.join(&entry.path);
            let opened = match files.provider()?.read_file(&path, files.user, range).await {
                // It went away, or is not for us: then it says nothing.
                Err(Error::NotFound(_) | Error::File(_)) => continue,
                opened => opened?,
            };
            let mut text = Vec::new();
            let mut content = opened.content;
            // What of it could be read counts.
            let _ = content.read_to_end(&mut text).await;
            let directory = entry.path.parent().unwrap_or(Path::new(""));
            if let Some(rule) = rule(directory, &text) {
                rules.push((directory.to_owned(), rule));
            }
        }
        Ok(Rules(rules))
    }

    /// Those of one file, for the tree that it is in.
    #[cfg(feature = "fuzzing")]
    pub(crate) fn of(text: &[u8]) -> Rules {
        let rule = rule(Path::new(""), text);
        Rules(
            rule.map(|rule| (PathBuf::new(), rule))
                .into_iter()
                .collect(),
        )
    }

    /// The entries that are not left out, and not in a directory that is. `.git` is
    /// always left out.
    pub(super) fn apply(&self, entries: Vec<DirectoryEntry>) -> Vec<DirectoryEntry> {
        let mut without: Option<PathBuf> = None;
        let stays = |entry: &DirectoryEntry| {
            if without
                .as_ref()
                .is_some_and(|above| entry.path.starts_with(above))
            {
                return false;
            }
            let ignored = self.ignores(&entry.path, entry.stat.is_directory());
            if ignored && entry.stat.is_directory() {
                without = Some(entry.path.clone());
            }
            !ignored
        };
        entries.into_iter().filter(stays).collect()
    }

    pub(crate) fn ignores(&self, path: &Path, is_directory: bool) -> bool {
        if path.file_name().is_some_and(|name| name == ".git") {
            return true;
        }
        // The innermost rule that says anything counts.
        let rules = self.0.iter().rev().filter(|(at, _)| path.starts_with(at));
        for (_, rule) in rules {
            match rule.matched(path, is_directory) {
                Match::None => {}
                Match::Ignore(_) => return true,
                Match::Whitelist(_) => return false,
            }
        }
        false
    }
}

/// What a file of rules says about the directory that it is in.
fn rule(directory: &Path, text: &[u8]) -> Option<Gitignore> {
    let mut builder = GitignoreBuilder::new(directory);
    for line in String::from_utf8_lossy(text).lines() {
        // A line that is no pattern means nothing to git either.
        let _ = builder.add_line(None, line);
    }
    builder.build().ok()
}
