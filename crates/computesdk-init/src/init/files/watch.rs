//! Watching files and directories.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use computesdk_sys::file::{self, open, resolve};
use computesdk_sys::status::{Kind, Status};
use computesdk_sys::watch::{self as inotify, event};
use computesdk_sys::{BorrowedFd, Error, OwnedFd, errno, poll};

use super::place::Place;
use super::session::{Outcome, Session};
use super::walk::{Here, Visitor, walk};
use crate::channel::error;
use crate::paths::c_string;
use crate::protocol::files::{Blob, Event, EventKind, FromFiles, UNFINISHED, Watch};

/// What is told of a directory and what is in it.
const WANTED: u32 = event::MODIFY
    | event::ATTRIBUTES
    | event::MOVED_FROM
    | event::MOVED_TO
    | event::CREATE
    | event::DELETE
    | event::DELETE_SELF
    | event::MOVE_SELF
    | event::EXCLUDE_UNLINKED;

pub(super) fn watch(session: &mut Session, request: &Watch) -> Outcome<()> {
    let (place, status) = Place::of(&request.path.0)?.resolved()?;
    let status = status.ok_or(error("newfstatat", errno::ENOENT))?;
    let mut watching = Watching {
        queue: inotify::queue()?,
        root: None,
        paths: BTreeMap::new(),
        recursive: request.recursive,
        news: Vec::new(),
    };
    file::fchdir(place.directory.as_fd())?;
    if status.kind == Kind::Directory {
        let root = place.open_directory()?;
        file::fchdir(root.as_fd())?;
        watching.add(c".", &[])?;
        watching.root = Some(root);
        watching.below(session, &[], false)?;
    } else {
        watching.add(&place.name, &[])?;
    }
    session.done()?;
    watching.tell(session)
}

struct Watching {
    queue: OwnedFd,
    /// The directory that is watched, if it is one.
    root: Option<OwnedFd>,
    /// The paths of what is on the queue.
    paths: BTreeMap<i32, Vec<u8>>,
    recursive: bool,
    /// What is to be told.
    news: Vec<Event>,
}

impl Watching {
    /// Tells what happens, until nobody listens.
    fn tell(&mut self, session: &mut Session) -> ! {
        loop {
            let mut entries = [
                poll::Entry::readable(self.queue.as_fd()),
                poll::Entry::readable(session.socket()),
            ];
            if poll::wait(&mut entries).is_err() || entries[1].ready() {
                session.end();
            }
            for event in inotify::take(self.queue.as_fd()).unwrap_or_default() {
                self.take(session, &event);
            }
            let news = core::mem::take(&mut self.news);
            if !news.is_empty() {
                let _ = session.reply(FromFiles::Events(news), &[]);
            }
        }
    }

    fn take(&mut self, session: &mut Session, happened: &inotify::Event) {
        let is = |mask: u32| happened.mask & mask != 0;
        if is(event::OVERFLOW) {
            self.push(EventKind::Overflow, &[]);
            // Directories may have been made meanwhile.
            self.follow(session, &[], false);
            return;
        }
        if is(event::IGNORED) {
            self.paths.remove(&happened.watch);
            return;
        }
        let Some(directory) = self.paths.get(&happened.watch) else {
            return;
        };
        let mut path = directory.clone();
        if happened.name.is_empty() {
            // Of a directory below, the one above it tells.
            if path.is_empty() {
                self.about_itself(happened.mask);
            }
            return;
        }
        if happened.name.starts_with(UNFINISHED) {
            return;
        }
        if !path.is_empty() {
            path.push(b'/');
        }
        path.extend_from_slice(&happened.name);
        let is_directory = is(event::DIRECTORY);
        if is(event::CREATE | event::MOVED_TO) {
            self.push(EventKind::Created, &path);
            if is_directory && self.recursive {
                // What was made in it before it was watched is news too.
                self.follow(session, &path, true);
            }
        }
        if is(event::MODIFY) {
            self.push(EventKind::Modified, &path);
        }
        if is(event::ATTRIBUTES) {
            self.push(EventKind::Metadata, &path);
        }
        if is(event::DELETE | event::MOVED_FROM) {
            self.push(EventKind::Removed, &path);
            if is_directory {
                self.forget(&path);
            }
        }
    }

    fn about_itself(&mut self, mask: u32) {
        let kinds = [
            (event::MODIFY, EventKind::Modified),
            (event::ATTRIBUTES, EventKind::Metadata),
            (event::DELETE_SELF | event::MOVE_SELF, EventKind::Removed),
        ];
        for (bits, kind) in kinds {
            if mask & bits != 0 {
                self.push(kind, &[]);
            }
        }
    }

    fn push(&mut self, kind: EventKind, path: &[u8]) {
        self.news.push(Event {
            kind,
            path: Blob(path.to_vec()),
        });
    }

    /// Adds what is in the working directory, or it itself.
    fn add(&mut self, name: &core::ffi::CStr, path: &[u8]) -> Result<(), Error> {
        let watch = inotify::add(self.queue.as_fd(), name, WANTED)?;
        self.paths.insert(watch, path.to_vec());
        Ok(())
    }

    /// Watches a directory that is new. What cannot be watched for another reason than
    /// that it is gone again, or not this user's to read, nobody would hear of: then
    /// everything is to be looked at again.
    fn follow(&mut self, session: &mut Session, path: &[u8], tell: bool) {
        let followed = self.below(session, path, tell);
        if followed.is_err_and(|trouble| !is_no_news(trouble.error)) {
            self.push(EventKind::Overflow, &[]);
        }
    }

    /// Adds a directory below the root, and those below it where they are wanted.
    fn below(&mut self, session: &mut Session, path: &[u8], tell: bool) -> Outcome<()> {
        let Some(root) = self.root.as_ref().filter(|_| self.recursive) else {
            return Ok(());
        };
        let flags = open::READ | open::DIRECTORY | open::NO_FOLLOW;
        let relative = if path.is_empty() { b"." } else { path };
        let resolve = resolve::BENEATH | resolve::NO_PROCESS_LINKS;
        let at = Some(root.as_fd());
        let directory = file::openat2(at, &c_string(relative)?, flags, 0, resolve)?;
        file::fchdir(directory.as_fd())?;
        self.add(c".", path)?;
        let mut adding = Adding {
            watching: self,
            root: path,
            tell,
        };
        walk(session, directory, &mut adding)
    }

    /// Takes off the queue what has gone elsewhere with a directory.
    fn forget(&mut self, path: &[u8]) {
        let gone = |watched: &[u8]| {
            let rest = watched.strip_prefix(path);
            rest.is_some_and(|rest| rest.is_empty() || rest[0] == b'/')
        };
        let watches: Vec<i32> = self
            .paths
            .iter()
            .filter(|(_, watched)| gone(watched))
            .map(|(watch, _)| *watch)
            .collect();
        for watch in watches {
            self.paths.remove(&watch);
            // One that was removed is off already.
            let _ = inotify::remove(self.queue.as_fd(), watch);
        }
    }
}

/// Adds all directories of a tree.
struct Adding<'a> {
    watching: &'a mut Watching,
    /// Path of where it begins.
    root: &'a [u8],
    /// Whether what is found is news.
    tell: bool,
}

impl Adding<'_> {
    fn path(&self, here: &Here<'_>) -> Vec<u8> {
        let mut path = self.root.to_vec();
        if !path.is_empty() {
            path.push(b'/');
        }
        path.extend_from_slice(here.path);
        path
    }
}

impl Visitor for Adding<'_> {
    fn found(&mut self, _: &mut Session, here: &Here<'_>, status: &Status) -> Result<bool, Error> {
        if self.tell && !here.name.to_bytes().starts_with(UNFINISHED) {
            let path = self.path(here);
            self.watching.push(EventKind::Created, &path);
        }
        Ok(status.kind == Kind::Directory)
    }

    fn entered(&mut self, directory: BorrowedFd<'_>, here: &Here<'_>) -> Result<(), Error> {
        file::fchdir(directory)?;
        let path = self.path(here);
        self.watching.add(c".", &path)
    }

    /// One that may not be read cannot be watched either.
    fn refused(&mut self, _: &Here<'_>, error: Error) -> Result<(), Error> {
        match is_no_news(error) {
            true => Ok(()),
            false => Err(error),
        }
    }
}

/// Whether a directory has only gone again, or may not be read.
fn is_no_news(error: Error) -> bool {
    use errno::{EACCES, ELOOP, ENOENT, ENOTDIR};
    [EACCES, ELOOP, ENOENT, ENOTDIR].contains(&error.errno)
}
