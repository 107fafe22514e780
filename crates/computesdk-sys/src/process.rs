//! Ends of processes, sessions, resource limits.

use core::ptr;

use crate::syscall::{Error, Result, call, errno, nr, retry};

/// How a process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It exited with this code.
    Exited(i32),
    /// This signal ended it.
    Signaled(i32),
}

/// What a process and the children it waited for used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Processor time in user mode, microseconds.
    pub user_time: u64,
    /// Processor time in the kernel, microseconds.
    pub system_time: u64,
    /// Largest resident set of one process, bytes.
    pub memory: u64,
    /// Bytes read from block devices.
    pub disk_read: u64,
    /// Bytes written to block devices.
    pub disk_written: u64,
}

/// A child that has ended.
#[derive(Clone, Copy, Debug)]
pub struct Ended {
    /// Its process id.
    pub pid: i32,
    /// How.
    pub status: Status,
    /// What it used.
    pub usage: Usage,
}

/// Reaps one child that has ended, whichever, without waiting. `None` where
/// none has, or there are no children.
pub fn reap() -> Result<Option<Ended>> {
    const WNOHANG: usize = 1;
    const WALL: usize = 0x4000_0000;
    wait4(-1, WNOHANG | WALL)
}

/// Waits for one child to end and reaps it.
pub fn wait_for(pid: i32) -> Result<Option<Ended>> {
    const WALL: usize = 0x4000_0000;
    wait4(pid, WALL)
}

/// Whether a child was stopped since this was asked last.
pub fn is_stopped(pid: i32) -> bool {
    const P_PID: usize = 1;
    const WNOHANG: usize = 1;
    const WSTOPPED: usize = 2;
    const WALL: usize = 0x4000_0000;
    // struct siginfo: 128 bytes; the process id is the fifth number, 0 for none.
    let mut info = [0u32; 32];
    // SAFETY: the kernel writes a struct siginfo, and no usage without a place for
    // it.
    let result = unsafe {
        call!(
            "waitid",
            nr::WAITID,
            P_PID,
            pid,
            info.as_mut_ptr(),
            WNOHANG | WSTOPPED | WALL,
            ptr::null::<u8>()
        )
    };
    result.is_ok() && info[4] != 0
}

fn wait4(pid: i32, options: usize) -> Result<Option<Ended>> {
    let mut status = 0i32;
    // struct rusage: two struct timeval, then 14 longs.
    let mut usage = [0i64; 18];
    // SAFETY: the kernel writes an int and a struct rusage.
    let result = retry(|| unsafe {
        call!(
            "wait4",
            nr::WAIT4,
            pid as isize,
            &raw mut status,
            options,
            usage.as_mut_ptr()
        )
    });
    let pid = match result {
        Ok(0) => return Ok(None),
        Ok(pid) => pid as i32,
        Err(Error {
            errno: errno::ECHILD,
            ..
        }) => return Ok(None),
        Err(error) => return Err(error),
    };
    const BLOCK: u64 = 512;
    let micros = |at: usize| usage[at] as u64 * 1_000_000 + usage[at + 1] as u64;
    Ok(Some(Ended {
        pid,
        status: match status & 0x7f {
            0 => Status::Exited((status >> 8) & 0xff),
            signal => Status::Signaled(signal),
        },
        usage: Usage {
            user_time: micros(0),
            system_time: micros(2),
            memory: usage[4] as u64 * 1024,
            disk_read: usage[11] as u64 * BLOCK,
            disk_written: usage[12] as u64 * BLOCK,
        },
    }))
}

/// The process id.
pub fn id() -> u32 {
    // SAFETY: no pointers; this call cannot fail.
    unsafe { call!("getpid", nr::GETPID) }.unwrap_or(0) as u32
}

/// Waits to be killed.
pub fn wait_for_end() -> ! {
    loop {
        // SAFETY: no pointers. Returns after a signal that has a handler.
        let _ = unsafe { call!("pause", nr::PAUSE) };
    }
}

/// Starts a session of its own, without a terminal.
pub fn new_session() -> Result<()> {
    // SAFETY: no pointers.
    unsafe { call!("setsid", nr::SETSID) }.map(drop)
}

/// Resource limits (asm-generic/resource.h).
#[allow(missing_docs)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resource {
    FileSize = 1,
    Data = 2,
    Core = 4,
    Processes = 6,
    OpenFiles = 7,
    LockedMemory = 8,
    PendingSignals = 11,
    MessageQueues = 12,
}

/// How many kinds of limits there are.
const LIMITS: usize = 16;

/// The soft and the hard limit of the calling process.
pub fn limit(resource: Resource) -> Result<(u64, u64)> {
    let mut old = [0u64; 2];
    // SAFETY: the kernel writes two 64-bit numbers.
    unsafe {
        call!(
            "prlimit64",
            nr::PRLIMIT64,
            0,
            resource as usize,
            ptr::null::<u64>(),
            old.as_mut_ptr()
        )
    }?;
    Ok((old[0], old[1]))
}

/// All limits of a process, 0 for the caller, by their numbers: the soft and the hard ones.
pub fn all_limits(pid: i32) -> Result<[[u64; 2]; LIMITS]> {
    let mut all = [[0u64; 2]; LIMITS];
    for (number, limits) in all.iter_mut().enumerate() {
        // SAFETY: the kernel writes two 64-bit numbers.
        unsafe {
            call!(
                "prlimit64",
                nr::PRLIMIT64,
                pid,
                number,
                ptr::null::<u64>(),
                limits.as_mut_ptr()
            )
        }?;
    }
    Ok(all)
}

/// Sets both limits of the calling process.
pub fn set_limit(resource: Resource, soft: u64, hard: u64) -> Result<()> {
    let new = [soft, hard];
    // SAFETY: the kernel reads two 64-bit numbers.
    unsafe {
        call!(
            "prlimit64",
            nr::PRLIMIT64,
            0,
            resource as usize,
            new.as_ptr(),
            ptr::null::<u64>()
        )
    }
    .map(drop)
}

/// Ends the process at once.
pub fn exit(code: i32) -> ! {
    // SAFETY: the process ends; nothing of it is used after.
    let _ = unsafe { call!("exit_group", nr::EXIT_GROUP, code) };
    unreachable!("exit_group does not return")
}
