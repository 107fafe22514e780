//! Which processes there are, and signals to them.
//!
//! Read by init itself: in a sandbox that has all the processes it may have, it
//! could start none for this.

use alloc::ffi::CString;
use alloc::string::String;
use alloc::vec::Vec;
use core::time::Duration;

use computesdk_sys::file::{self, open};
use computesdk_sys::listing::Listing;
use computesdk_sys::{BorrowedFd, Error, OwnedFd, contents, errno, poll, signal, status};

use crate::channel::Channel;
use crate::protocol::{FromInit, ListProcesses, ProcessEntry, SignalProcess, Signalled};
use crate::spawner::Ids;

/// Microseconds of a tick. The kernel tells times in ticks of USER_HZ, which is
/// 100 on every x86-64.
pub(super) const TICK: u64 = 10_000;
const PAGE: u64 = 4096;

/// A program that is just being executed has no arguments for a moment, after its
/// start was seen. So often, in one list, it is waited for that to pass: some
/// programs have wiped theirs.
const PATIENCE: u32 = 10;
const MOMENT: Duration = Duration::from_micros(100);

/// Bytes of command lines in one list, and what each process has of them in any case.
/// Processes that fork share megabytes of arguments at no cost; a list of them would
/// take init's memory, and the calling program's.
const LINES: usize = 4 << 20;
const LINE: usize = 4 << 10;

/// What is left for the rest of a list.
struct Left {
    patience: u32,
    lines: usize,
}

/// The processes of a sandbox, as `/proc` shows them.
pub(super) struct Processes<'a> {
    proc: BorrowedFd<'a>,
}

impl<'a> Processes<'a> {
    pub(super) fn new(proc: BorrowedFd<'a>) -> Processes<'a> {
        Processes { proc }
    }

    /// Those that are wanted, come from commands and are `ready` to be told about.
    pub(super) fn list(
        &self,
        wanted: &ListProcesses,
        ids: &Ids,
        ready: impl Fn(i32) -> bool,
    ) -> Vec<ProcessEntry> {
        let own = self.label(1);
        let mut left = Left {
            patience: PATIENCE,
            lines: LINES,
        };
        let mut only = wanted.pids.clone();
        if let Some(pids) = &mut only {
            pids.sort_unstable();
        }
        let is_wanted = |pid: i32| {
            let mut only = only.iter();
            only.all(|pids| pids.binary_search(&(pid as u32)).is_ok())
        };
        self.pids()
            .filter(|pid| *pid > 1 && is_wanted(*pid) && ready(*pid))
            .filter_map(|pid| self.entry(pid, ids, wanted.disk, &mut left))
            // Ours are init's children: of all others the label need not be read.
            .filter(|entry| {
                entry.parent > 1 || self.is_of_a_command(entry.pid as i32, own.as_deref())
            })
            .collect()
    }

    /// Sends a signal to one that is a command's.
    pub(super) fn signal(
        &self,
        request: &SignalProcess,
        is_ours: impl Fn(i32) -> bool,
        control: &Channel,
    ) {
        let pid = i32::try_from(request.pid).ok();
        let pid = pid.filter(|pid| !is_ours(*pid) && self.has_of_a_command(*pid));
        let sent = match pid {
            Some(pid) => signal::kill(pid, request.signal),
            None => Err(Error {
                call: "kill",
                errno: errno::ESRCH,
            }),
        };
        let signalled = Signalled {
            request: request.request,
            errno: sent.map_or_else(|error| error.errno, |()| 0),
        };
        let _ = control.send(&FromInit::Signalled(signalled), &[]);
    }

    /// Whether there is a process of this id, and a command's.
    fn has_of_a_command(&self, pid: i32) -> bool {
        let is_process = self.pids().any(|one| one == pid);
        is_process && self.is_of_a_command(pid, self.label(1).as_deref())
    }

    /// What is not in a namespace of its own is ours. One that has ended is in none
    /// any more; ours are init's to wait for.
    fn is_of_a_command(&self, pid: i32, own: Option<&[u8]>) -> bool {
        let parent = || {
            let stat = CString::new(format!("{pid}/stat")).ok()?;
            let stat = file::openat(Some(self.proc), &stat, open::READ, 0).ok()?;
            let stat = contents::read_to_end(stat.as_fd()).ok()?;
            name_and_fields(&stat)?.1.get(PARENT)?.parse::<i32>().ok()
        };
        match self.label(pid) {
            Some(label) => pid > 1 && Some(&*label) != own,
            None => parent().is_some_and(|parent| parent > 1),
        }
    }

    /// Process ids of all, init and its own included. The kernel opens `/proc/ID` of
    /// a thread too, but lists those of processes only.
    pub(super) fn pids(&self) -> impl Iterator<Item = i32> + use<> {
        let flags = open::READ | open::DIRECTORY;
        let root = file::openat(Some(self.proc), c".", flags, 0).ok();
        let entries = root.map(Listing::of).into_iter().flatten();
        entries.filter_map(|entry| str::from_utf8(&entry.name).ok()?.parse().ok())
    }

    /// Name of the cgroup namespace that a process is in; that of another thread
    /// where the first has ended.
    pub(super) fn label(&self, pid: i32) -> Option<Vec<u8>> {
        let label = |task: String| {
            let path = CString::new(format!("{task}/ns/cgroup")).ok()?;
            let mut buffer = [0u8; 64];
            file::readlinkat(Some(self.proc), &path, &mut buffer)
                .ok()
                .map(<[u8]>::to_vec)
        };
        label(format!("{pid}")).or_else(|| self.threads(pid).find_map(label))
    }

    /// The threads of a process, by their paths.
    fn threads(&self, pid: i32) -> impl Iterator<Item = String> + use<> {
        let tasks = format!("{pid}/task");
        let flags = open::READ | open::DIRECTORY;
        let listing = CString::new(&*tasks)
            .ok()
            .and_then(|path| file::openat(Some(self.proc), &path, flags, 0).ok())
            .map(Listing::of);
        let entries = listing.into_iter().flatten();
        entries
            .filter_map(move |entry| Some(format!("{tasks}/{}", str::from_utf8(&entry.name).ok()?)))
    }

    /// What is known about a process; nothing of one that is gone.
    fn entry(&self, pid: i32, ids: &Ids, disk: bool, left: &mut Left) -> Option<ProcessEntry> {
        let directory = CString::new(format!("{pid}")).ok()?;
        let flags = open::READ | open::DIRECTORY;
        let directory = file::openat(Some(self.proc), &directory, flags, 0).ok()?;
        let read_part = |name, most| {
            let file = file::openat(Some(directory.as_fd()), name, open::READ, 0).ok()?;
            contents::read_at_once(file.as_fd(), most).ok()
        };
        let read = |name| read_part(name, usize::MAX);
        let line = left.lines.max(LINE);
        let mut args = read_part(c"cmdline", line)?;
        let mut stat = read(c"stat")?;
        while args.is_empty() && left.patience > 0 && !is_zombie(&stat) {
            left.patience -= 1;
            let _ = poll::wait_at_most(&mut [], MOMENT);
            args = read_part(c"cmdline", line)?;
            stat = read(c"stat")?;
        }
        let (name, fields) = name_and_fields(&stat)?;
        let io = disk.then(|| read(c"io")).flatten();
        let io = |name| counter(io.as_deref()?, name);
        // Where the first thread has ended and others live, one of them tells
        // what they have in common.
        let other = if is_zombie(&stat) {
            self.living_thread(pid, line)
        } else {
            None
        };
        let mut common = fields.clone();
        if let Some((stat, line)) = &other {
            common = name_and_fields(stat)?.1;
            args.clone_from(line);
        }
        left.lines = left.lines.saturating_sub(args.len());
        let number_in = |fields: &[&str], at: usize| fields.get(at)?.parse::<u64>().ok();
        let number = |at: usize| number_in(&fields, at);
        Some(ProcessEntry {
            pid: pid as u32,
            parent: number(PARENT)? as u32,
            uid: self.user(&directory, ids),
            state: *common.first()?.as_bytes().first()?,
            name: name.to_vec(),
            args,
            user_time: number(USER_TIME)? * TICK,
            system_time: number(SYSTEM_TIME)? * TICK,
            children_time: (number(CHILDREN_USER)? + number(CHILDREN_SYSTEM)?) * TICK,
            start: number(START)? * TICK,
            memory: number_in(&common, RESIDENT)? * PAGE,
            threads: number(THREADS)? as u32,
            disk_read: io("read_bytes: "),
            disk_written: io("write_bytes: "),
        })
    }

    /// `stat` and so many bytes of `cmdline` of a thread that has not ended.
    fn living_thread(&self, pid: i32, line: usize) -> Option<(Vec<u8>, Vec<u8>)> {
        let read = |path: String| {
            let path = CString::new(path).ok()?;
            let file = file::openat(Some(self.proc), &path, open::READ, 0).ok()?;
            contents::read_at_once(file.as_fd(), line).ok()
        };
        self.threads(pid).find_map(|thread| {
            let stat = read(format!("{thread}/stat"))?;
            let line = read(format!("{thread}/cmdline"))?;
            (!is_zombie(&stat)).then_some((stat, line))
        })
    }

    /// Whose a process is, as the sandbox sees it.
    fn user(&self, directory: &OwnedFd, ids: &Ids) -> u32 {
        if ids.of_user(1) == 1 {
            return status::of(directory.as_fd()).map_or(0, |status| status.owner);
        }
        // One id for all: the namespace that it is in tells them apart.
        let map = file::openat(Some(directory.as_fd()), c"uid_map", open::READ, 0);
        let map = map.and_then(|map| contents::read_to_end(map.as_fd()));
        let map = String::from_utf8(map.unwrap_or_default()).unwrap_or_default();
        let first = map.split_whitespace().next();
        first.and_then(|id| id.parse().ok()).unwrap_or_default()
    }
}

// Fields of /proc/PID/stat after the name, from 0 (proc_pid_stat(5) counts the
// state as the third).
const PARENT: usize = 1;
const USER_TIME: usize = 11;
const SYSTEM_TIME: usize = 12;
const CHILDREN_USER: usize = 13;
const CHILDREN_SYSTEM: usize = 14;
const THREADS: usize = 17;
const START: usize = 19;
const RESIDENT: usize = 21;

/// Whether it has ended: then it has no arguments any more.
fn is_zombie(stat: &[u8]) -> bool {
    name_and_fields(stat).is_some_and(|(_, fields)| fields.first() == Some(&"Z"))
}

/// The name stands in parentheses and may hold anything, those included.
fn name_and_fields(stat: &[u8]) -> Option<(&[u8], Vec<&str>)> {
    let start = stat.iter().position(|byte| *byte == b'(')? + 1;
    let end = stat.iter().rposition(|byte| *byte == b')')?;
    let fields = str::from_utf8(stat.get(end + 1..)?).ok()?;
    let fields = fields.split_whitespace().take(RESIDENT + 1);
    Some((stat.get(start..end)?, fields.collect()))
}

/// A line of `/proc/PID/io`.
fn counter(io: &[u8], name: &str) -> Option<u64> {
    let lines = str::from_utf8(io).ok()?.lines();
    let value = lines.into_iter().find_map(|line| line.strip_prefix(name));
    value?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_may_look_like_the_rest() {
        let stat = b"7 (a) R 1 (b) S 3 4 5 6";
        let (name, fields) = name_and_fields(stat).unwrap();
        assert_eq!(name, b"a) R 1 (b");
        assert_eq!(fields, ["S", "3", "4", "5", "6"]);
        assert_eq!(name_and_fields(b"7 )("), None);
    }

    #[test]
    fn counters_are_found_by_their_whole_name() {
        let io = b"rchar: 1\nread_bytes: 4096\nwrite_bytes: 8192\ncancelled_write_bytes: 5\n";
        assert_eq!(counter(io, "read_bytes: "), Some(4096));
        assert_eq!(counter(io, "write_bytes: "), Some(8192));
        assert_eq!(counter(b"", "read_bytes: "), None);
    }
}
