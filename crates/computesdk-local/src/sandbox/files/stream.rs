//! Calls that have many answers.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};

use async_trait::async_trait;
use computesdk_init::protocol::files::{FileEntry, FromFiles, ToFiles};
use computesdk_model::{DirectoryEntry, Result, WatchEvent};
use computesdk_provider::Stream;

use super::convert;
use super::server::{Answer, Server, accepted, unexpected};

/// The answers to one call, from a server of its own.
pub(super) struct Answers {
    server: Server,
    operation: &'static str,
    path: PathBuf,
}

impl Answers {
    pub(super) async fn to(
        server: Server,
        operation: &'static str,
        path: &Path,
        request: ToFiles,
    ) -> Result<Answers> {
        let answers = Answers {
            server,
            operation,
            path: path.to_owned(),
        };
        answers.send(request).await?;
        Ok(answers)
    }

    /// The next one; a refusal is an error.
    pub(super) async fn next(&mut self) -> Result<Answer> {
        let answer = self.server.receive().await?;
        accepted(answer, self.operation, &self.path)
    }

    /// One that is there already; a refusal is an error.
    pub(super) fn pending(&mut self) -> Result<Option<Answer>> {
        let answer = self.server.pending()?;
        answer
            .map(|answer| accepted((answer, None), self.operation, &self.path))
            .transpose()
    }

    /// Says more.
    pub(super) async fn send(&self, request: ToFiles) -> Result<()> {
        self.server.send(request).await
    }

    /// What is asked about.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Waits until it is known whether the directory can be listed.
    pub(super) async fn first(mut self) -> Result<Entries> {
        let mut batches = VecDeque::new();
        let answers = match self.next().await? {
            (FromFiles::Entries(entries), _) => {
                batches.push_back(entries);
                Some(self)
            }
            (FromFiles::Done(()), _) => None,
            _ => return Err(unexpected()),
        };
        Ok(Entries { batches, answers })
    }
}

/// What a directory holds.
pub(super) struct Entries {
    batches: VecDeque<Vec<FileEntry>>,
    /// Until the last answer.
    answers: Option<Answers>,
}

#[async_trait]
impl Stream<Vec<DirectoryEntry>> for Entries {
    async fn next(&mut self) -> Result<Option<Vec<DirectoryEntry>>> {
        let batch = match (self.batches.pop_front(), &mut self.answers) {
            (Some(batch), _) => batch,
            (None, None) => return Ok(None),
            (None, Some(answers)) => match answers.next().await {
                Ok((FromFiles::Entries(batch), _)) => batch,
                Ok((FromFiles::Done(()), _)) => {
                    self.answers = None;
                    return Ok(None);
                }
                other => {
                    self.answers = None;
                    return other.and(Err(unexpected()));
                }
            },
        };
        let entries = batch.into_iter().map(|entry| DirectoryEntry {
            path: convert::path(entry.path.0),
            stat: convert::stat(entry.stat),
        });
        Ok(Some(entries.collect()))
    }
}

/// What happens to files.
pub(super) struct Events(pub(super) Answers);

#[async_trait]
impl Stream<Vec<WatchEvent>> for Events {
    async fn next(&mut self) -> Result<Option<Vec<WatchEvent>>> {
        match self.0.next().await? {
            (FromFiles::Events(events), _) => {
                Ok(Some(events.into_iter().map(convert::event).collect()))
            }
            _ => Err(unexpected()),
        }
    }
}
