//! Being told of changes to files.

use std::collections::VecDeque;
use std::fmt;
use std::future::IntoFuture;
use std::path::{Path, PathBuf};
use std::time::Duration;

use computesdk_model::{Result, User, WatchEvent, WatchKind};
use computesdk_provider::Stream;
use indexmap::IndexMap;
use tokio::time::{Instant, sleep_until};
use tracing::Instrument;

use super::call::{Files, span};
use crate::exec::ResultFuture;
use crate::hints;
use crate::sandbox::Sandbox;

/// So long changes of one file are told as one, unless told otherwise.
const DEBOUNCE: Duration = Duration::from_millis(50);

impl Sandbox {
    /// Watches a file, or a directory with what is in it, and with
    /// [`recursive`](StartWatch::recursive) all below. Watching has begun when this
    /// returns; it ends when the [`Watch`] is dropped.
    ///
    /// # Errors
    ///
    /// `NotFound`; [`Error::File`](crate::Error::File) with `EACCES` where it may not be
    /// read; `Unsupported` where the provider cannot watch; `ResourceExhausted` where
    /// the kernel watches as much as it may; `SandboxGone`, `Engine`.
    ///
    /// ```no_run
    /// # async fn example(sandbox: computesdk::Sandbox) -> computesdk::Result<()> {
    /// let mut watch = sandbox.watch("project").recursive().await?;
    /// while let Some(event) = watch.next().await? {
    ///     println!("{:?} {}", event.kind, event.path.display());
    /// }
    /// # Ok(()) }
    /// ```
    pub fn watch(&self, path: impl Into<PathBuf>) -> StartWatch {
        StartWatch {
            sandbox: self.clone(),
            path: path.into(),
            user: User::default(),
            recursive: false,
            debounce: DEBOUNCE,
        }
    }
}

/// A watch about to begin: what [`Sandbox::watch`] makes. Set options, then `.await`
/// it.
#[must_use = "watching begins when this is awaited"]
#[derive(Debug)]
pub struct StartWatch {
    sandbox: Sandbox,
    path: PathBuf,
    user: User,
    recursive: bool,
    debounce: Duration,
}

impl StartWatch {
    /// All directories below too, also those that are made later.
    pub fn recursive(mut self) -> Self {
        self.recursive = true;
        self
    }

    /// Tells what happens to a file within this time as one event: 50 ms unless told
    /// otherwise. With zero, each event as it comes.
    pub fn debounce(mut self, time: Duration) -> Self {
        self.debounce = time;
        self
    }

    /// Whose rights count: [`User::User`] unless told otherwise.
    pub fn user(mut self, user: User) -> Self {
        self.user = user;
        self
    }

    async fn start(self) -> Result<Watch> {
        let files = Files::of(&self.sandbox, self.user);
        let path = files.absolute(&self.path)?;
        let started = async {
            let provider = files.provider()?;
            provider.watch(&path, self.user, self.recursive).await
        };
        let events = started
            .await
            .map_err(|error| hints::for_file(error, self.user))?;
        Ok(Watch {
            root: path,
            events,
            debounce: self.debounce,
            waiting: IndexMap::new(),
            due: None,
            ready: VecDeque::new(),
            _sandbox: self.sandbox,
        })
    }
}

impl IntoFuture for StartWatch {
    type Output = Result<Watch>;
    type IntoFuture = ResultFuture<Watch>;

    fn into_future(self) -> Self::IntoFuture {
        let span = span::<Self>(&self.sandbox);
        Box::pin(self.start().instrument(span))
    }
}

/// What happens to files: see [`Sandbox::watch`].
pub struct Watch {
    root: PathBuf,
    events: Box<dyn Stream<Vec<WatchEvent>>>,
    debounce: Duration,
    /// What has happened to each file a moment ago, the first to change first.
    waiting: IndexMap<PathBuf, Vec<WatchKind>>,
    /// When that is to be told.
    due: Option<Instant>,
    /// What is to be told now.
    ready: VecDeque<WatchEvent>,
    _sandbox: Sandbox,
}

impl Watch {
    /// What happened next; its path is whole. Of [`WatchKind::Overflow`] it is the
    /// path that is watched: more happened than could be told, look at everything
    /// again. Safe to use in `select!`: nothing is lost when it is dropped.
    ///
    /// # Errors
    ///
    /// `SandboxGone` when the sandbox ends; `Engine`.
    pub async fn next(&mut self) -> Result<Option<WatchEvent>> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Ok(Some(event));
            }
            let due = self.due.unwrap_or_else(Instant::now);
            let batch = tokio::select! {
                biased;
                () = sleep_until(due), if self.due.is_some() => {
                    self.release();
                    continue;
                }
                batch = self.events.next() => batch?,
            };
            let Some(batch) = batch else {
                if self.waiting.is_empty() {
                    return Ok(None);
                }
                self.release();
                continue;
            };
            for event in batch {
                self.add(event);
            }
            if self.debounce.is_zero() || self.waiting.is_empty() {
                continue;
            }
            self.due
                .get_or_insert_with(|| Instant::now() + self.debounce);
        }
    }

    /// Tells what has waited.
    fn release(&mut self) {
        self.due = None;
        for (path, kinds) in std::mem::take(&mut self.waiting) {
            let path = self.whole(&path);
            let events = kinds.into_iter().map(|kind| WatchEvent {
                kind,
                path: path.clone(),
            });
            self.ready.extend(events);
        }
    }

    fn whole(&self, path: &Path) -> PathBuf {
        match path.as_os_str().is_empty() {
            true => self.root.clone(),
            false => self.root.join(path),
        }
    }

    /// Adds what happened, to what happened to the same file a moment before.
    fn add(&mut self, event: WatchEvent) {
        if self.debounce.is_zero() {
            let path = self.whole(&event.path);
            self.ready.push_back(WatchEvent { path, ..event });
            return;
        }
        let kinds = self.waiting.entry(event.path).or_default();
        let both = kinds.last().map(|before| merged(*before, event.kind));
        match both.unwrap_or(Merged::Both) {
            Merged::Both => kinds.push(event.kind),
            Merged::Nothing => drop(kinds.pop()),
            Merged::One(kind) => {
                kinds.pop();
                kinds.push(kind);
            }
        }
    }
}

/// What two events of a file, one after the other, are together.
#[derive(Debug, PartialEq, Eq)]
enum Merged {
    /// As if nothing had happened.
    Nothing,
    One(WatchKind),
    /// Neither can stand for the other.
    Both,
}

fn merged(before: WatchKind, after: WatchKind) -> Merged {
    use WatchKind::{Created, Metadata, Modified, Overflow, Removed};
    match (before, after) {
        (Created, Removed) => Merged::Nothing,
        (Created, _) => Merged::One(Created),
        // It is there, with another content.
        (Removed, Created) => Merged::One(Modified),
        (Modified | Metadata, Removed) => Merged::One(Removed),
        (Modified, Modified | Metadata) | (Metadata, Modified) => Merged::One(Modified),
        (Metadata, Metadata) => Merged::One(Metadata),
        (Removed, Removed) => Merged::One(Removed),
        (Overflow, Overflow) => Merged::One(Overflow),
        _ => Merged::Both,
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch")
            .field("path", &self.root)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_events_are_one_where_that_says_all() {
        use WatchKind::{Created, Metadata, Modified, Overflow, Removed};
        assert_eq!(merged(Created, Modified), Merged::One(Created));
        assert_eq!(merged(Created, Removed), Merged::Nothing);
        assert_eq!(merged(Removed, Created), Merged::One(Modified));
        assert_eq!(merged(Modified, Metadata), Merged::One(Modified));
        assert_eq!(merged(Metadata, Removed), Merged::One(Removed));
        assert_eq!(merged(Overflow, Created), Merged::Both);
        assert_eq!(merged(Modified, Overflow), Merged::Both);
    }
}
