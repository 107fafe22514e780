//! Opening files for the host with the rights of a user inside.
//!
//! The host never resolves a path that the sandbox can influence: a process of
//! the sandbox does, with the user's rights, and passes the descriptor out.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::ffi::CString;
use alloc::vec::Vec;
use core::ffi::c_void;
use core::sync::atomic::{AtomicI32, Ordering};

use computesdk_sys::clone::{self, Files};
use computesdk_sys::file::{self, Kind, open};
use computesdk_sys::memory::Stack;
use computesdk_sys::process::{Ended, Status, exit};
use computesdk_sys::{Error, OwnedFd, errno};

use super::identity::Identities;
use super::process_files::is_of_a_process;
use crate::channel::Channel;
use crate::paths::c_string;
use crate::protocol::{Failure, FromInit, Open, OpenFailed};
use crate::weaken::{Defence, lacks};

const STEP: &str = "open a file";

/// Requests under way, by the process that serves each.
#[derive(Default)]
pub(super) struct Openings {
    by_pid: BTreeMap<i32, Opening>,
}

struct Opening {
    request: u32,
    /// Boxed: the process has its address.
    plan: Box<Plan>,
    _stack: Stack,
}

struct Plan {
    /// init's; it outlives every request.
    identities: *const Identities,
    path: CString,
    /// Directories on the way, outermost first, to make where they are missing.
    parents: Vec<CString>,
    uid: u32,
    write: Option<u32>,
    /// The descriptor, in init's table, or -1.
    fd: AtomicI32,
    errno: AtomicI32,
}

impl Openings {
    /// Starts to open a file. What comes of it is reported later.
    pub(super) fn start(&mut self, open: &Open, identities: &Identities, control: &Channel) {
        if let Err(failure) = self.try_start(open, identities) {
            report(open.request, Err(failure), control);
        }
    }

    fn try_start(&mut self, open: &Open, identities: &Identities) -> Result<(), Failure> {
        let failed = |error| Failure::at(STEP, &open.path, error);
        let mut plan = Box::new(Plan {
            identities,
            path: c_string(&open.path).map_err(failed)?,
            parents: parents(open).map_err(failed)?,
            uid: open.uid,
            write: open.write,
            fd: AtomicI32::new(-1),
            errno: AtomicI32::new(errno::EINTR),
        });
        let mut stack = Stack::new().map_err(failed)?;
        // SAFETY: `serve` keeps to what a child in shared memory may do; plan
        // and stack live in the table until it has been reaped.
        let pid = unsafe {
            clone::spawn_sharing_memory(
                0,
                Files::Shared,
                None,
                &mut stack,
                serve,
                (&raw mut *plan).cast(),
            )
        }
        .map_err(failed)?;
        let opening = Opening {
            request: open.request,
            plan,
            _stack: stack,
        };
        self.by_pid.insert(pid, opening);
        Ok(())
    }

    /// Reports what a process opened, if it was one of these that was reaped.
    pub(super) fn finish(&mut self, ended: &Ended, control: &Channel) -> bool {
        let Some(opening) = self.by_pid.remove(&ended.pid) else {
            return false;
        };
        let plan = &opening.plan;
        let fd = plan.fd.load(Ordering::Acquire);
        let outcome = if ended.status == Status::Exited(0) && fd >= 0 {
            // SAFETY: the process opened it in our table and is gone: it is ours.
            Ok(unsafe { OwnedFd::from_raw_fd(fd) })
        } else {
            let error = Error {
                call: "openat",
                errno: plan.errno.load(Ordering::Acquire),
            };
            Err(Failure::at(STEP, plan.path.as_bytes(), error))
        };
        report(opening.request, outcome, control);
        true
    }
}

fn report(request: u32, outcome: Result<OwnedFd, Failure>, control: &Channel) {
    let outcome = outcome.and_then(|fd| {
        control
            .send(&FromInit::Opened(request), &[fd.as_fd()])
            .map_err(|error| Failure::new("pass out a file", error))
    });
    if let Err(failure) = outcome {
        let failed = OpenFailed { request, failure };
        let _ = control.send(&FromInit::OpenFailed(failed), &[]);
    }
}

/// The directories above a file that is to be written.
fn parents(open: &Open) -> Result<Vec<CString>, Error> {
    if open.write.is_none() {
        return Ok(Vec::new());
    }
    let bytes = open.path.iter().enumerate();
    bytes
        .filter(|(at, byte)| **byte == b'/' && *at > 0)
        .map(|(at, _)| c_string(&open.path[..at]))
        .collect()
}

/// Runs in the process that serves one request.
unsafe extern "C" fn serve(argument: *mut c_void) -> ! {
    // SAFETY: try_start passes a Plan that lives until this process is reaped.
    let plan = unsafe { &*argument.cast::<Plan>() };
    match open_as_user(plan) {
        Ok(fd) => {
            plan.fd.store(fd.as_raw_fd(), Ordering::Release);
            // init's from here on.
            core::mem::forget(fd);
            exit(0)
        }
        Err(error) => {
            plan.errno.store(error.errno, Ordering::Release);
            exit(1)
        }
    }
}

fn open_as_user(plan: &Plan) -> Result<OwnedFd, Error> {
    // SAFETY: init, whose memory this is, keeps its identities for good.
    let identities = unsafe { &*plan.identities };
    if !lacks(Defence::UsersRights) {
        identities.assume_for_files(plan.uid)?;
    }
    for parent in &plan.parents {
        match file::mkdirat(None, parent, 0o755) {
            Err(error) if error.errno != errno::EEXIST => return Err(error),
            _ => {}
        }
    }
    // Not waiting: a pipe in the file's place must not hold anybody up.
    let calm = open::NONBLOCK | open::NO_TERMINAL;
    let fd = match plan.write {
        // Emptied only once it is known to be a file.
        Some(mode) => {
            let flags = open::WRITE | open::CREATE | calm;
            file::open_without_process_links(&plan.path, flags, mode)?
        }
        None => file::open_without_process_links(&plan.path, open::READ | calm, 0)?,
    };
    if !lacks(Defence::ProcessFiles) && is_of_a_process(fd.as_fd())? {
        return Err(not(errno::EACCES));
    }
    match file::status(fd.as_fd())?.kind {
        Kind::Regular => {}
        Kind::Directory => return Err(not(errno::EISDIR)),
        Kind::Other => return Err(not(errno::EINVAL)),
    }
    if plan.write.is_some() {
        file::truncate(fd.as_fd(), 0)?;
    }
    Ok(fd)
}

fn not(errno: i32) -> Error {
    Error {
        call: "openat",
        errno,
    }
}
