//! Finding text in files.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use computesdk_model::{DirectoryEntry, Error, FileType, InvalidArgumentError, Result};
use computesdk_provider::{Range, io_error};
use grep_regex::{RegexMatcher, RegexMatcherBuilder};
use grep_searcher::{BinaryDetection, Searcher, SearcherBuilder, Sink, SinkMatch};
use tokio::task::JoinSet;
use tokio_util::io::SyncIoBridge;

use super::call::{FileCall, Files, Operation};
use super::find::Find;
use crate::sandbox::Sandbox;

/// Files that are searched at the same time.
const AT_ONCE: usize = 4;
/// The longest line that is held, in bytes.
const LONGEST_LINE: usize = 64 << 20;
/// Lines that are found at most, unless told otherwise.
const MOST: usize = 10_000;

impl Sandbox {
    /// Finds the lines that a regular expression matches, in a file or in all files
    /// below a directory, sorted by path and line. Files that are not text are left
    /// out, and so is what may not be read. At most 10,000 lines, unless told
    /// [otherwise](FileCall::max_matches).
    ///
    /// The expression is one of the `regex` crate: it takes time in proportion to what
    /// it searches, whatever it is.
    ///
    /// # Errors
    ///
    /// As [`list`](Sandbox::list); `InvalidArgument` for an expression or a pattern
    /// that is none.
    ///
    /// ```no_run
    /// # async fn example(sandbox: computesdk::Sandbox) -> computesdk::Result<()> {
    /// for found in sandbox.grep(r"TODO|FIXME", "project").name("*.rs").gitignore().await? {
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

    /// At most so many lines.
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
        let matcher = Arc::new(self.matcher()?);
        let path = files.absolute(self.find.path())?;
        let stat = files.provider()?.stat(&path, files.user, true).await?;
        let entries = match stat.is_directory() {
            true => self.find.run(files.clone()).await?,
            false => vec![DirectoryEntry { path, stat }],
        };
        let mut searches = JoinSet::new();
        let mut found = Vec::new();
        for entry in entries {
            // In their order, and not more than are wanted.
            while searches.len() >= AT_ONCE {
                take(&mut found, searches.join_next().await)?;
            }
            if found.len() >= self.max_matches {
                break;
            }
            let (files, matcher) = (files.clone(), Arc::clone(&matcher));
            searches.spawn(search(files, entry.path, matcher, self.max_matches));
        }
        while let Some(searched) = searches.join_next().await {
            take(&mut found, Some(searched))?;
        }
        found.sort_by(|a: &Match, b| (&a.path, a.line_number).cmp(&(&b.path, b.line_number)));
        found.truncate(self.max_matches);
        Ok(found)
    }
}

type Searched = std::result::Result<Result<Vec<Match>>, tokio::task::JoinError>;

fn take(found: &mut Vec<Match>, searched: Option<Searched>) -> Result<()> {
    // A search that panicked has found nothing.
    if let Some(Ok(matches)) = searched {
        found.extend(matches?);
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

async fn search(
    files: Files,
    path: PathBuf,
    matcher: Arc<RegexMatcher>,
    most: usize,
) -> Result<Vec<Match>> {
    let range = Range::default();
    let opened = match files.provider()?.read_file(&path, files.user, range).await {
        // It went away, or is not for this user.
        Err(Error::NotFound(_) | Error::File(_)) => return Ok(Vec::new()),
        opened => opened?,
    };
    let content = SyncIoBridge::new(opened.content);
    let shown = path.clone();
    let searching = tokio::task::spawn_blocking(move || {
        let mut found = Found {
            path,
            matcher: Arc::clone(&matcher),
            most,
            matches: Vec::new(),
        };
        let mut searcher = SearcherBuilder::new()
            .line_number(true)
            .heap_limit(Some(LONGEST_LINE))
            .binary_detection(BinaryDetection::quit(0))
            .build();
        let searched = searcher.search_reader(&*matcher, content, &mut found);
        searched.map(|()| found.matches)
    });
    let searched = searching
        .await
        .unwrap_or_else(|error| Err(io::Error::other(error)));
    searched.map_err(|error| io_error("search", &shown, error))
}

/// Collects the lines of one file.
struct Found {
    path: PathBuf,
    matcher: Arc<RegexMatcher>,
    most: usize,
    matches: Vec<Match>,
}

impl Sink for Found {
    type Error = io::Error;

    fn matched(&mut self, _: &Searcher, matched: &SinkMatch<'_>) -> io::Result<bool> {
        use grep_matcher::Matcher;
        let mut line = matched.bytes().to_vec();
        if line.last() == Some(&b'\n') {
            line.pop();
        }
        if line.last() == Some(&b'\r') {
            line.pop();
        }
        let range = self.matcher.find(&line).ok().flatten();
        self.matches.push(Match {
            path: self.path.clone(),
            line_number: matched.line_number().unwrap_or_default(),
            offset: matched.absolute_byte_offset(),
            range: range.map_or((0, 0), |range| (range.start(), range.end())),
            line,
        });
        Ok(self.matches.len() < self.most)
    }

    /// What is not text is left out, with what was found before that was known.
    fn binary_data(&mut self, _: &Searcher, _: u64) -> io::Result<bool> {
        self.matches.clear();
        Ok(false)
    }
}
