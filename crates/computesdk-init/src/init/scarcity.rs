//! When memory is scarce: who is killed for it, and when nothing is started.
//!
//! Files in memory stay when their writer is killed. Once they are all there is, a
//! command that starts finds nothing left, and until it has executed it shares
//! init's memory: the kernel would kill both, and with init the sandbox.

use alloc::ffi::CString;

use computesdk_sys::file::{self, open};
use computesdk_sys::{BorrowedFd, Error, OwnedFd, errno, fd};

use crate::protocol::Spawn;
use crate::spawner::Membership;

/// What there must be to start a command, in bytes. A third of it goes before the
/// program runs: a stack of the kernel's, pipes, page tables. The rest makes a program
/// larger than init before nothing is left, should it not come first yet.
const START: u64 = 256 << 10;

/// What there must be to start a process that serves files. It takes two thirds of it,
/// and the first call something more.
const SERVER: u64 = 192 << 10;

/// Refuses (ENOMEM) where there is not enough memory to start a command. The
/// kernel's count runs ahead of what is in use, so where little is left it is
/// refused a little early.
pub(super) fn check_for_command(membership: &Membership, spawn: &Spawn) -> Result<(), Error> {
    let words = spawn.args.iter().chain(&spawn.env);
    check(
        membership,
        START + words.map(|word| word.len() as u64 + 9).sum::<u64>(),
    )
}

/// Likewise for a process that serves files: what it needs to begin with, init would
/// be killed for.
pub(super) fn check_for_server(membership: &Membership) -> Result<(), Error> {
    check(membership, SERVER)
}

/// Likewise for what a command is started from later.
pub(super) fn check_for_spare(membership: &Membership) -> Result<(), Error> {
    check(membership, START)
}

fn check(membership: &Membership, needed: u64) -> Result<(), Error> {
    let (Some(usage), Some(limit)) = (
        value(membership.memory_usage.as_ref()),
        value(membership.memory_limit.as_ref()),
    ) else {
        // Nobody counts.
        return Ok(());
    };
    let free = limit.saturating_sub(usage);
    // Only now: what the kernel would take back of its own accord is dear to ask.
    if free >= needed || free + page_cache(membership) >= needed {
        return Ok(());
    }
    Err(Error {
        call: "clone",
        errno: errno::ENOMEM,
    })
}

/// What is kept of the host's files, and goes when there is need.
fn page_cache(membership: &Membership) -> u64 {
    let mut buffer = [0u8; 4096];
    let lines = text(membership.memory_stat.as_ref(), &mut buffer).lines();
    let parts = lines.filter_map(|line| {
        let (name, value) = line.split_once(' ')?;
        let counts = matches!(name, "inactive_file" | "active_file");
        counts.then(|| value.parse::<u64>().ok()).flatten()
    });
    parts.sum()
}

fn value(file: Option<&OwnedFd>) -> Option<u64> {
    let mut buffer = [0u8; 32];
    text(file, &mut buffer).trim().parse().ok()
}

/// What a file says; nothing where there is none. Without a heap, which may have to
/// grow.
fn text<'a>(file: Option<&OwnedFd>, buffer: &'a mut [u8]) -> &'a str {
    let read = file.map(|file| fd::read_at_start(file.as_fd(), buffer));
    let length = read.and_then(Result::ok).unwrap_or(0);
    str::from_utf8(&buffer[..length]).unwrap_or_default()
}

/// Of 1000: as if a process had half of all memory besides its own.
const SCORE: &[u8] = b"500";

/// Where memory runs out, the sandbox's or the host's, a command and what comes from
/// it are killed before others. It can take that back for itself, down to what the
/// calling program has.
pub(super) fn come_first(proc: BorrowedFd<'_>, pid: i32) {
    let set = || -> Result<(), Error> {
        let path = CString::new(format!("{pid}/oom_score_adj")).unwrap_or_default();
        let score = file::openat(Some(proc), &path, open::WRITE, 0)?;
        fd::write_all(score.as_fd(), SCORE)
    };
    // It may have ended already.
    let _ = set();
}

/// How soon init is killed for memory. What it forks is so as it was at that moment:
/// of a process that nothing may look into, nobody can set it any more.
pub(super) struct OwnScore(Option<OwnedFd>);

impl OwnScore {
    /// To be had while init may still look into itself.
    pub(super) fn open(proc: BorrowedFd<'_>) -> OwnScore {
        OwnScore(file::openat(Some(proc), c"self/oom_score_adj", open::READ_WRITE, 0).ok())
    }

    /// What is forked meanwhile comes before init.
    pub(super) fn while_first<T>(&self, fork: impl FnOnce() -> T) -> T {
        let Some(score) = self.0.as_ref().map(OwnedFd::as_fd) else {
            return fork();
        };
        let mut buffer = [0u8; 8];
        let Ok(length) = fd::read_at_start(score, &mut buffer) else {
            return fork();
        };
        let _ = fd::write_all(score, SCORE);
        let forked = fork();
        // It is not below what the calling program has, so nobody may refuse it.
        let _ = fd::write_all(score, &buffer[..length]);
        forked
    }
}
