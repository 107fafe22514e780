//! The short life of a process between clone and exec.
//!
//! It shares init's memory, which costs no copy, and runs beside init, so that a
//! launch that hangs holds up nobody. In return it must not allocate, panic or
//! lock: everything it needs is laid out before it starts.

use alloc::boxed::Box;
use alloc::ffi::CString;
use alloc::vec::Vec;
use core::cell::UnsafeCell;
use core::ffi::c_void;
use core::sync::atomic::{AtomicI32, AtomicPtr, AtomicUsize, Ordering};

use computesdk_sys::clone::{self, Files, flags};
use computesdk_sys::exec::{StringList, execve};
use computesdk_sys::memory::Stack;
use computesdk_sys::process::{Resource, exit};
use computesdk_sys::{
    BorrowedFd, Error, OwnedFd, credentials, errno, fd, file, process, signal, terminal,
};

use super::identity::Identities;
use super::placement::Here;
use crate::channel::invalid;
use crate::protocol::{Failure, LaunchStage, Spawn};
use crate::weaken::{Defence, lacks};

/// Descriptors that the caller gets: standard input, output and error, or the
/// one terminal.
pub(super) type CallerEnds = Vec<OwnedFd>;

/// A launch under way. It must stay alive until the child has executed or died,
/// which [`Launch::settled`] tells: `done` reads end of file then.
pub(super) struct Launch {
    /// Boxed: the child has its address.
    plan: Box<Plan>,
    _stack: Stack,
    done: OwnedFd,
    /// Who is being launched.
    pub(super) pid: i32,
    /// What the caller gets once the program runs.
    pub(super) caller_ends: CallerEnds,
}

/// What the child needs, laid out.
struct Plan {
    /// init's; it outlives every launch.
    identities: *const Identities,
    /// The root of `/proc`.
    proc: i32,
    programs: Vec<Program>,
    envp: StringList,
    cwd: CString,
    uid: u32,
    limits: Vec<(Resource, u64)>,
    stdio: [i32; 3],
    terminal: bool,
    here: Here,
    /// The child's answer: 0, or why it failed.
    errno: AtomicI32,
    stage: AtomicI32,
    call: AtomicPtr<&'static str>,
    /// Name of the cgroup namespace that the child is in, and its length.
    label: UnsafeCell<[u8; LABEL]>,
    label_length: AtomicUsize,
}

/// Longest name of a namespace, as in `cgroup:[4026531835]`.
const LABEL: usize = 32;

struct Program {
    path: CString,
    argv: StringList,
}

impl Launch {
    /// Starts a process that will become the command.
    pub(super) fn start(
        spawn: &Spawn,
        identities: &Identities,
        proc: BorrowedFd<'_>,
    ) -> Result<Launch, Failure> {
        let failed = |error| Failure::new("start a command", error);
        let (caller_ends, child_ends) = open_ends(spawn, identities).map_err(failed)?;
        let (done, running) = fd::pipe().map_err(failed)?;
        let mut stack = Stack::new().map_err(failed)?;
        let raw = |at: usize| child_ends[at.min(child_ends.len() - 1)].as_raw_fd();
        let mut plan = Box::new(Plan {
            identities,
            proc: proc.as_raw_fd(),
            programs: programs(spawn).map_err(failed)?,
            envp: StringList::new(c_strings(&spawn.env).map_err(failed)?),
            cwd: c_string(&spawn.cwd).map_err(failed)?,
            uid: spawn.uid,
            limits: identities.limits(&spawn.limits),
            stdio: [raw(0), raw(1), raw(2)],
            terminal: spawn.terminal.is_some(),
            // From here on nothing fails before it is left.
            here: Here::stay(),
            errno: AtomicI32::new(0),
            stage: AtomicI32::new(0),
            call: AtomicPtr::new(core::ptr::null_mut()),
            label: UnsafeCell::new([0; LABEL]),
            label_length: AtomicUsize::new(0),
        });
        // A cgroup namespace of its own marks all that come from the command:
        // they cannot leave it. See `jobs`.
        // SAFETY: `become_command` keeps to what a child in shared memory may
        // do; plan and stack live in the Launch until it has settled.
        let pid = unsafe {
            clone::spawn_sharing_memory(
                flags::NEWCGROUP,
                Files::Copied,
                None,
                &mut stack,
                become_command,
                (&raw mut *plan).cast(),
            )
        };
        plan.here.leave();
        let pid = pid.map_err(failed)?;
        drop(running);
        Ok(Launch {
            plan,
            _stack: stack,
            done,
            pid,
            caller_ends,
        })
    }

    /// Readable when the launch has settled.
    pub(super) fn done(&self) -> BorrowedFd<'_> {
        self.done.as_fd()
    }

    /// The mark of all that comes from the command, once it has settled.
    pub(super) fn label(&self) -> Vec<u8> {
        let length = self.plan.label_length.load(Ordering::Acquire).min(LABEL);
        // SAFETY: the child wrote it before the length, and writes it once.
        let label = unsafe { &*self.plan.label.get() };
        label[..length].to_vec()
    }

    /// How it went, once it has settled.
    pub(super) fn outcome(&self) -> Result<(), (LaunchStage, Failure)> {
        let errno = self.plan.errno.load(Ordering::Acquire);
        if errno == 0 {
            return Ok(());
        }
        let call = self.plan.call.load(Ordering::Acquire);
        let call = if call.is_null() {
            ""
        } else {
            // SAFETY: the child stored the address of a constant.
            unsafe { *call }
        };
        let error = Error { call, errno };
        let stages = [
            (LaunchStage::Engine, "start a command", &[] as &[u8]),
            (
                LaunchStage::Directory,
                "enter the working directory",
                self.plan.cwd.as_bytes(),
            ),
            (
                LaunchStage::Program,
                "execute the program",
                self.plan
                    .programs
                    .last()
                    .map_or(&[], |last| last.path.as_bytes()),
            ),
        ];
        let (stage, step, path) = stages[self.plan.stage.load(Ordering::Acquire) as usize % 3];
        Err((stage, Failure::at(step, path, error)))
    }
}

/// Makes the pipes or the terminal, owned by the user who will run the command:
/// so `/dev/stdout` can be opened by its path.
fn open_ends(spawn: &Spawn, identities: &Identities) -> Result<(CallerEnds, Vec<OwnedFd>), Error> {
    let owner = identities.file_owner(spawn.uid);
    credentials::set_filesystem_ids(owner, owner);
    let ends = match spawn.terminal {
        Some((columns, rows)) => {
            terminal::open_pair(columns, rows).map(|(master, slave)| (vec![master], vec![slave]))
        }
        None => open_pipes(spawn.stdin),
    };
    let root = identities.file_owner(0);
    credentials::set_filesystem_ids(root, root);
    ends
}

fn open_pipes(stdin: bool) -> Result<(CallerEnds, Vec<OwnedFd>), Error> {
    let mut caller = Vec::with_capacity(3);
    let mut child = Vec::with_capacity(3);
    if stdin {
        let (read, write) = fd::pipe()?;
        child.push(read);
        caller.push(write);
    } else {
        child.push(file::openat(None, c"/dev/null", file::open::READ, 0)?);
    }
    for _ in 0..2 {
        let (read, write) = fd::pipe()?;
        child.push(write);
        caller.push(read);
    }
    Ok((caller, child))
}

fn programs(spawn: &Spawn) -> Result<Vec<Program>, Error> {
    let program = |(path, name): &(Vec<u8>, Vec<u8>)| {
        let mut argv = vec![c_string(name)?];
        argv.extend(c_strings(&spawn.args)?);
        Ok(Program {
            path: c_string(path)?,
            argv: StringList::new(argv),
        })
    };
    spawn.programs.iter().map(program).collect()
}

fn c_strings(strings: &[Vec<u8>]) -> Result<Vec<CString>, Error> {
    strings.iter().map(|string| c_string(string)).collect()
}

fn c_string(bytes: &[u8]) -> Result<CString, Error> {
    CString::new(bytes).map_err(|_| invalid("argument with a NUL byte"))
}

/// Runs in the new process.
unsafe extern "C" fn become_command(argument: *mut c_void) -> ! {
    // SAFETY: Launch::start passes a Plan that lives until this process has
    // executed or ended.
    let plan = unsafe { &*argument.cast::<Plan>() };
    let (stage, error) = match prepare(plan) {
        Ok(()) => (LaunchStage::Program, execute(plan)),
        Err(failure) => failure,
    };
    plan.call.store(
        (&raw const *call_name(&error)).cast_mut(),
        Ordering::Release,
    );
    plan.stage.store(stage as i32, Ordering::Release);
    plan.errno.store(error.errno, Ordering::Release);
    exit(127)
}

/// A place that outlives the child for the name of the call that failed.
fn call_name(error: &Error) -> &'static &'static str {
    const NAMES: [&str; 8] = [
        "execve",
        "chdir",
        "setns",
        "seccomp",
        "dup3",
        "setresuid",
        "setresgid",
        "prlimit64",
    ];
    const OTHER: &str = "";
    NAMES
        .iter()
        .find(|name| **name == error.call)
        .unwrap_or(&OTHER)
}

fn prepare(plan: &Plan) -> Result<(), (LaunchStage, Error)> {
    let engine = |error| (LaunchStage::Engine, error);
    // SAFETY: init, whose memory this is, keeps its identities for good.
    let identities = unsafe { &*plan.identities };
    plan.here.leave();
    read_label(plan).map_err(engine)?;
    process::new_session().map_err(engine)?;
    for (target, source) in plan.stdio.into_iter().enumerate() {
        // SAFETY: the descriptors were open when the table was copied.
        let source = unsafe { BorrowedFd::borrow_raw(source) };
        fd::install(source, target as i32).map_err(engine)?;
        if plan.terminal && target == 0 {
            terminal::take_control(source).map_err(engine)?;
        }
    }
    if !lacks(Defence::InheritedDescriptors) {
        fd::close_on_exec_from(3).map_err(engine)?;
    }
    identities.assume(plan.uid, &plan.limits).map_err(engine)?;
    file::chdir(&plan.cwd).map_err(|error| (LaunchStage::Directory, error))?;
    file::set_umask(0o022);
    signal::set_mask(0).map_err(engine)?;
    identities.confine(plan.uid).map_err(engine)
}

/// Reads the name of the own cgroup namespace. init could not: of a process that
/// shares its memory it may look at nothing, and of one that has ended there is
/// nothing to look at.
fn read_label(plan: &Plan) -> Result<(), Error> {
    // SAFETY: the descriptor was open when the table was copied.
    let proc = unsafe { BorrowedFd::borrow_raw(plan.proc) };
    // SAFETY: init reads it only after the length has been stored.
    let label = unsafe { &mut *plan.label.get() };
    let length = file::readlinkat(Some(proc), c"self/ns/cgroup", label)?.len();
    plan.label_length.store(length, Ordering::Release);
    Ok(())
}

/// Tries the programs in order. Returns why the most promising one failed.
fn execute(plan: &Plan) -> Error {
    let mut answer = Error {
        call: "execve",
        errno: errno::ENOENT,
    };
    for program in &plan.programs {
        let error = execve(&program.path, &program.argv, &plan.envp);
        match error.errno {
            // Not here: the next one.
            errno::ENOENT | errno::ENOTDIR => {}
            // Here, but not for this user: another may be.
            errno::EACCES => answer = error,
            _ => return error,
        }
    }
    answer
}
