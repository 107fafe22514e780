//! Searching one file after another for lines.

use std::cell::Cell;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use computesdk_model::{EngineError, Hint, ResourceExhaustedError, ResourceKind, Result};
use computesdk_provider::{Range, Reader, io_error};
use grep_matcher::Matcher;
use grep_regex::RegexMatcher;
use grep_searcher::{
    BinaryDetection, Searcher, SearcherBuilder, Sink, SinkContext, SinkContextKind, SinkMatch,
};
use tokio_util::io::SyncIoBridge;

use super::call::Files;
use super::grep::Match;

/// The longest line that is held, in bytes.
const LONGEST_LINE: usize = 16 << 20;
/// So many bytes of lines are found at most.
const MOST_BYTES: u64 = 256 << 20;

/// What is looked for, and how much was found.
pub(super) struct Search {
    matcher: RegexMatcher,
    most: usize,
    context: usize,
    bytes: AtomicU64,
}

impl Search {
    pub(super) fn new(matcher: RegexMatcher, most: usize, context: usize) -> Self {
        Search {
            matcher,
            most,
            context,
            bytes: AtomicU64::new(0),
        }
    }

    /// The lines of a file that match.
    pub(super) async fn file(self: &Arc<Self>, files: &Files, path: PathBuf) -> Result<Vec<Match>> {
        let range = Range::default();
        let opened = files.provider()?.read_file(&path, files.user, range);
        // It needs the runtime: to read waits for the sandbox.
        let content = SyncIoBridge::new(opened.await?.content);
        let search = Arc::clone(self);
        let searching = tokio::task::spawn_blocking(move || search.content(&path, content));
        searching.await.unwrap_or_else(|error| {
            let step = EngineError::new("search a file");
            Err(step.cause(io::Error::other(error)).into())
        })
    }

    fn content(&self, path: &Path, content: SyncIoBridge<Reader>) -> Result<Vec<Match>> {
        let mut found = Found {
            search: self,
            path,
            matches: Vec::new(),
            before: Vec::new(),
            too_much: false,
        };
        let broken = Cell::new(false);
        let content = Content {
            content,
            broken: &broken,
        };
        let mut searcher = SearcherBuilder::new()
            .line_number(true)
            .before_context(self.context)
            .after_context(self.context)
            .max_matches(Some(self.most as u64))
            .heap_limit(Some(LONGEST_LINE))
            .binary_detection(BinaryDetection::quit(0))
            .build();
        match searcher.search_reader(&self.matcher, content, &mut found) {
            Ok(()) => Ok(found.matches),
            Err(_) if found.too_much => Err(too_much().into()),
            Err(error) if broken.get() => Err(io_error("search", path, error)),
            // The searcher's own: a line is too long to be one of a text.
            Err(_) => Ok(Vec::new()),
        }
    }
}

fn too_much() -> ResourceExhaustedError {
    ResourceExhaustedError {
        kind: ResourceKind::Memory,
        detail: format!("the lines found have more than {} MiB", MOST_BYTES >> 20),
        errno: None,
        hints: vec![Hint::new(
            "look for less: fewer files by `name`, or fewer lines by `max_matches`",
        )],
    }
}

/// A file's content, which remembers that it could not be read.
struct Content<'a> {
    content: SyncIoBridge<Reader>,
    broken: &'a Cell<bool>,
}

impl Read for Content<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.content.read(buffer);
        read.inspect_err(|_| self.broken.set(true))
    }
}

/// Collects the lines of one file.
struct Found<'a> {
    search: &'a Search,
    path: &'a Path,
    matches: Vec<Match>,
    /// Lines before the next match.
    before: Vec<Vec<u8>>,
    too_much: bool,
}

impl Found<'_> {
    /// A line without its end, if there is room for it.
    fn line(&mut self, bytes: &[u8]) -> io::Result<Vec<u8>> {
        let line = bytes.strip_suffix(b"\n").unwrap_or(bytes);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let length = line.len() as u64;
        if self.search.bytes.fetch_add(length, Ordering::Relaxed) + length > MOST_BYTES {
            self.too_much = true;
            return Err(io::ErrorKind::OutOfMemory.into());
        }
        Ok(line.to_vec())
    }
}

impl Sink for Found<'_> {
    type Error = io::Error;

    fn matched(&mut self, _: &Searcher, matched: &SinkMatch<'_>) -> io::Result<bool> {
        let line = self.line(matched.bytes())?;
        let range = self.search.matcher.find(&line).ok().flatten();
        self.matches.push(Match {
            path: self.path.to_owned(),
            line_number: matched.line_number().unwrap_or_default(),
            offset: matched.absolute_byte_offset(),
            range: range.map_or((0, 0), |range| (range.start(), range.end())),
            line,
            before: std::mem::take(&mut self.before),
            after: Vec::new(),
        });
        Ok(true)
    }

    fn context(&mut self, _: &Searcher, context: &SinkContext<'_>) -> io::Result<bool> {
        let line = self.line(context.bytes())?;
        match (context.kind(), self.matches.last_mut()) {
            (SinkContextKind::After, Some(latest)) => latest.after.push(line),
            _ => self.before.push(line),
        }
        Ok(true)
    }

    /// What is not text is left out, with what was found before that was known.
    fn binary_data(&mut self, _: &Searcher, _: u64) -> io::Result<bool> {
        self.matches.clear();
        Ok(false)
    }
}
