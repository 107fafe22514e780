//! Finding text in files.

use std::path::PathBuf;
use std::sync::Arc;

use computesdk_model::{EngineError, Error, FileType, InvalidArgumentError, Result};
use grep_regex::{RegexMatcher, RegexMatcherBuilder};
use tokio::task::JoinSet;

use super::call::{FileCall, Files, Operation};
use super::find::Find;
use super::search::Search;
use crate::sandbox::Sandbox;

/// Files that are searched at the same time.
const AT_ONCE: usize = 4;
/// Lines that are found at most, unless told otherwise.
const MOST: usize = 10_000;

impl Sandbox {
    /// Finds the lines that a regular expression matches, in a file or in all files
    /// below a directory, sorted by path and line. In a directory, what may not be read
    /// is left out. Files that are not text (with a NUL byte, or a line of more than
    /// 16 MiB) are left out too. At most 10,000 lines, unless told
    /// [otherwise](FileCall::max_matches).
    ///
    /// The expression is one of the `regex` crate: it takes time in proportion to what
    /// it searches, whatever it is.
    ///
    /// # Errors
    ///
    /// As [`list`](Sandbox::list) or [`read_file`](Sandbox::read_file);
    /// `InvalidArgument` for an expression or a pattern that is none;
    /// `ResourceExhausted` where the lines that are found have more than 256 MiB.
    ///
    /// ```no_run
    /// # async fn example(sandbox: computesdk::Sandbox) -> computesdk::Result<()> {
    /// for found in sandbox.grep(r"fn \w+_test", "project").name("*.rs").gitignore().await? {
    ///     println!("{}:{}: {}", found.path.display(), found.line_number, found.text());
    /// }
    /// # Ok(()) }
    /// ```
    pub fn grep(&self, pattern: impl Into<String>, path: impl Into<PathBuf>) -> FileCall<Grep> {
        let mut find = Find::new(path.into());
        find.set_file_type(FileType::File);
        FileCall::new(
            self,
            Grep {
                pattern: pattern.into(),
                find,
                ignore_case: false,
                fixed: false,
                whole_words: false,
                max_matches: MOST,
                context: 0,
            },
        )
    }
}

/// Text to find: see [`Sandbox::grep`].
#[derive(Debug)]
pub struct Grep {
    pattern: String,
    find: Find,
    ignore_case: bool,
    fixed: bool,
    whole_words: bool,
    max_matches: usize,
    context: usize,
}

impl FileCall<Grep> {
    /// In files that fit this pattern: see [`find`](Sandbox::find).
    pub fn name(mut self, glob: impl Into<String>) -> Self {
        self.operation.find.add_name(glob.into());
        self
    }

    /// Leaves out what the `.gitignore` files on the way leave out, and `.git`.
    pub fn gitignore(mut self) -> Self {
        self.operation.find.respect_gitignore();
        self
    }

    /// Whatever the case of letters.
    pub fn ignore_case(mut self) -> Self {
        self.operation.ignore_case = true;
        self
    }

    /// The pattern is the text itself, no expression.
    pub fn fixed(mut self) -> Self {
        self.operation.fixed = true;
        self
    }

    /// Whole words alone.
    pub fn whole_words(mut self) -> Self {
        self.operation.whole_words = true;
        self
    }

    /// With each line, so many before and after it.
    pub fn context(mut self, lines: usize) -> Self {
        self.operation.context = lines;
        self
    }

    /// At most so many lines that match.
    pub fn max_matches(mut self, most: usize) -> Self {
        self.operation.max_matches = most;
        self
    }
}

/// A line that matches.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Match {
    /// The file.
    pub path: PathBuf,
    /// Number of the line, from 1.
    pub line_number: u64,
    /// Where the line begins in the file, in bytes.
    pub offset: u64,
    /// The line, without its end.
    pub line: Vec<u8>,
    /// Where in the line the first match begins and ends, in bytes.
    pub range: (usize, usize),
    /// Lines before it, where [context](FileCall::context) was asked for. A line between
    /// two that match is told once, after the first.
    pub before: Vec<Vec<u8>>,
    /// Lines after it.
    pub after: Vec<Vec<u8>>,
}

impl Match {
    /// The line as text; what is not UTF-8 is replaced.
    pub fn text(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(&self.line)
    }
}

impl Operation for Grep {
    type Output = Vec<Match>;

    async fn run(self, files: Files) -> Result<Vec<Match>> {
        let search = Arc::new(Search::new(self.matcher()?, self.max_matches, self.context));
        let path = files.absolute(self.find.path())?;
        let stat = files.provider()?.stat(&path, files.user, true).await?;
        if !stat.is_directory() {
            return search.file(&files, path).await;
        }
        let mut searches = JoinSet::new();
        let mut found = Vec::new();
        for entry in self.find.run(files.clone()).await? {
            // Those that were begun are waited for, so what is found first is kept.
            while searches.len() >= AT_ONCE {
                take(&mut found, searches.join_next().await)?;
            }
            if found.len() >= self.max_matches {
                break;
            }
            let (files, search) = (files.clone(), Arc::clone(&search));
            searches.spawn(async move {
                match search.file(&files, entry.path).await {
                    // It went away, or is not for this user.
                    Err(Error::NotFound(_) | Error::File(_)) => Ok(Vec::new()),
                    found => found,
                }
            });
        }
        while let Some(searched) = searches.join_next().await {
            take(&mut found, Some(searched))?;
        }
        found.sort_by(|a, b| (&a.path, a.line_number).cmp(&(&b.path, b.line_number)));
        found.truncate(self.max_matches);
        Ok(found)
    }
}

type Searched = std::result::Result<Result<Vec<Match>>, tokio::task::JoinError>;

fn take(found: &mut Vec<Match>, searched: Option<Searched>) -> Result<()> {
    if let Some(searched) = searched {
        let searched = searched.map_err(|error| {
            let step = EngineError::new("search files");
            step.cause(std::io::Error::other(error))
        });
        found.extend(searched??);
    }
    Ok(())
}

impl Grep {
    fn matcher(&self) -> Result<RegexMatcher> {
        let mut builder = RegexMatcherBuilder::new();
        builder
            .case_insensitive(self.ignore_case)
            .fixed_strings(self.fixed)
            .word(self.whole_words)
            .line_terminator(Some(b'\n'));
        let matcher = builder.build(&self.pattern);
        matcher.map_err(|error| InvalidArgumentError::new("pattern", error.to_string()).into())
    }
}
