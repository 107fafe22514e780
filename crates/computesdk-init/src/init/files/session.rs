//! One conversation: calls, and what comes of them.

use alloc::vec::Vec;

use computesdk_sys::file::open;
use computesdk_sys::process::exit;
use computesdk_sys::{BorrowedFd, Error, contents, errno, poll};

use super::beside::Beside;
use super::place::Place;
use super::records::record;
use super::regular;
use super::write::Writing;
use super::{change, list, read_tree, temporary, watch, write_tree};
use crate::channel::{Channel, error};
use crate::paths::c_string;
use crate::protocol::Failure;
use crate::protocol::files::{Blob, Call, Content, FromFiles, INLINE, Read, Stat, ToFiles, Write};

/// So many steps are made before it is looked whether anybody still waits.
const STEPS_BETWEEN_LOOKS: u32 = 128;

pub(super) struct Session {
    channel: Channel,
    /// A file that is being written by the other side.
    writing: Option<Writing>,
    steps: u32,
    beside: Beside,
}

/// What went wrong, and where.
pub(super) struct Trouble {
    /// The path; none where it is the one that was asked for.
    pub(super) path: Option<Vec<u8>>,
    pub(super) error: Error,
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        Trouble { path: None, error }
    }
}

pub(super) type Outcome<T> = Result<T, Trouble>;

impl Session {
    pub(super) fn new(channel: Channel) -> Session {
        Session {
            channel,
            writing: None,
            steps: 0,
            beside: Beside::default(),
        }
    }

    /// Answers calls until the other side is gone.
    pub(super) fn serve(mut self) {
        while let Some((call, _)) = self.channel.receive::<Call>() {
            let processor = call.processor.filter(|_| is_short(&call.request));
            if processor.is_none() {
                self.beside.leave();
            }
            if let Err(trouble) = self.answer(call.request) {
                let _ = self.reply(FromFiles::Failed(failure(trouble)), &[]);
            }
            if let Some(processor) = processor {
                self.beside.stay(processor);
            }
        }
        if let Some(writing) = self.writing {
            writing.abandon();
        }
    }

    fn answer(&mut self, request: ToFiles) -> Outcome<()> {
        match request {
            ToFiles::Read(read) => self.read(&read),
            ToFiles::Write(write) => self.write(&write),
            ToFiles::Begin(write) => self.begin(&write),
            ToFiles::Finish(()) => self.finish(),
            ToFiles::Stat(stat) => self.stat(&stat),
            ToFiles::List(request) => list::list(self, &request),
            ToFiles::Change(request) => {
                change::change(self, &request)?;
                self.done()
            }
            ToFiles::Temporary(request) => {
                let path = temporary::make(&request)?;
                self.reply(FromFiles::Path(path), &[])
            }
            ToFiles::ReadTree(path) => read_tree::read(self, &path),
            ToFiles::WriteTree(path) => write_tree::write(self, &path),
            // Of a tree that has failed.
            ToFiles::Parts(_) => Ok(()),
            ToFiles::Watch(request) => watch::watch(self, &request),
        }
    }

    fn read(&mut self, read: &Read) -> Outcome<()> {
        let path = c_string(&read.path.0)?;
        let (file, status) = regular::open(None, &path, open::READ, 0)?;
        let wanted = read.length.unwrap_or(u64::MAX);
        let left = status.length.saturating_sub(read.offset).min(wanted);
        if left <= INLINE as u64 {
            // One more than there can be: more is more than was known.
            let most = wanted.min(INLINE as u64 + 1) as usize;
            let bytes = contents::read_part(file.as_fd(), read.offset, left as usize, most)?;
            if bytes.len() <= INLINE {
                let content = Content {
                    stat: record(&status, None),
                    bytes: Blob(bytes),
                };
                return self.reply(FromFiles::Content(content), &[]);
            }
        }
        let opened = FromFiles::Opened(record(&status, None));
        self.reply(opened, &[file.as_fd()])
    }

    fn write(&mut self, write: &Write) -> Outcome<()> {
        let mut writing = Writing::begin(write)?;
        match writing.put(&write.content.0) {
            Ok(()) => writing.commit()?,
            Err(error) => {
                writing.abandon();
                return Err(error.into());
            }
        }
        // Before anything is closed: the caller waits for it.
        self.done()
    }

    fn begin(&mut self, write: &Write) -> Outcome<()> {
        let writing = Writing::begin(write)?;
        let opened = FromFiles::Opened(record(writing.status(), None));
        let sent = self.reply(opened, &[writing.as_fd()]);
        self.writing = Some(writing);
        sent
    }

    fn finish(&mut self) -> Outcome<()> {
        let writing = self.writing.take();
        if let Some(writing) = &writing {
            writing.commit()?;
        }
        self.done()
    }

    fn stat(&mut self, stat: &Stat) -> Outcome<()> {
        let place = Place::of(&stat.path.0)?;
        let (place, status) = match stat.follow {
            true => place.resolved()?,
            false => {
                let status = place.status()?;
                (place, status)
            }
        };
        let status = status.ok_or(error("newfstatat", errno::ENOENT))?;
        let target = match status.kind {
            computesdk_sys::status::Kind::Link => Some(place.target()?),
            _ => None,
        };
        self.reply(FromFiles::Stat(record(&status, target)), &[])
    }

    pub(super) fn receive(&mut self) -> Option<ToFiles> {
        let call = self.channel.receive::<Call>();
        call.map(|(call, _)| call.request)
    }

    pub(super) fn done(&mut self) -> Outcome<()> {
        self.reply(FromFiles::Done(()), &[])
    }

    /// Sends an answer. Where nobody is there to hear it, this is the end.
    pub(super) fn reply(&mut self, answer: FromFiles, fds: &[BorrowedFd<'_>]) -> Outcome<()> {
        match self.channel.send(&answer, fds) {
            Ok(()) => Ok(()),
            Err(_) => self.end(),
        }
    }

    /// Ends: nobody is there any more.
    pub(super) fn end(&mut self) -> ! {
        if let Some(writing) = self.writing.take() {
            writing.abandon();
        }
        exit(0)
    }

    /// What is waited for together with other things.
    pub(super) fn socket(&self) -> BorrowedFd<'_> {
        self.channel.as_fd()
    }

    /// A step of something that can take long: ends it where nobody waits for it
    /// any more.
    pub(super) fn step(&mut self) {
        self.steps += 1;
        if self.steps < STEPS_BETWEEN_LOOKS {
            return;
        }
        self.steps = 0;
        let mut entries = [poll::Entry::readable(self.channel.as_fd())];
        // Nobody asks before the answer is there: what can be read is the end.
        if poll::check(&mut entries).is_ok() && entries[0].ready() {
            self.end();
        }
    }
}

/// Whether the caller waits for it and does nothing else.
fn is_short(request: &ToFiles) -> bool {
    use ToFiles::{Begin, Finish, Read, Stat, Temporary, Write};
    matches!(
        request,
        Read(_) | Write(_) | Begin(_) | Finish(()) | Stat(_) | Temporary(_)
    )
}

fn failure(trouble: Trouble) -> Failure {
    Failure::at("", trouble.path.unwrap_or_default(), trouble.error)
}
