//! What the new process does until it executes.

use core::cell::UnsafeCell;
use core::ffi::c_void;
use core::sync::atomic::{AtomicI32, AtomicPtr, AtomicUsize, Ordering};

use computesdk_sys::exec::execve;
use computesdk_sys::process::exit;
use computesdk_sys::{
    BorrowedFd, Error, OwnedFd, errno, fd, file, process, signal, socket, terminal,
};

use super::order::Order;
use crate::init::identity::Identities;
use crate::init::placement::Here;
use crate::protocol::LaunchStage;
use crate::weaken::{Defence, lacks};

/// Longest name of a namespace, as in `cgroup:[4026531835]`.
const LABEL: usize = 32;

/// The memory in which init and the child meet.
pub(super) struct Meeting {
    /// init's; it outlives every launch.
    pub(super) identities: *const Identities,
    /// The root of `/proc`.
    pub(super) proc: i32,
    /// The kind of user that it is made for.
    pub(super) uid: u32,
    /// What it is to become; null until that is known.
    pub(super) order: AtomicPtr<Order>,
    pub(super) source: Source,
    pub(super) here: Here,
    /// The child's answer: 0, or why it failed.
    errno: AtomicI32,
    stage: AtomicI32,
    call: AtomicPtr<&'static str>,
    /// Name of the cgroup namespace that the child is in, and its length.
    label: UnsafeCell<[u8; LABEL]>,
    label_length: AtomicUsize,
}

/// What comes by the socket with an order: that descriptors come along, or that they are
/// those that were open.
pub(super) const ALONG: u8 = b'a';
pub(super) const OPEN: u8 = b'o';

/// Where the child has its standard descriptors from.
pub(super) enum Source {
    /// They were open when it was cloned.
    Open([i32; 3]),
    /// They come by this socket, when there is an order, unless the order says that they
    /// are those that were open. `running` is the pipe that tells init of its end.
    Socket {
        socket: i32,
        running: i32,
        open: [i32; 3],
    },
}

impl Meeting {
    pub(super) fn new(
        identities: &Identities,
        proc: BorrowedFd<'_>,
        uid: u32,
        source: Source,
        here: Here,
    ) -> Meeting {
        Meeting {
            identities,
            proc: proc.as_raw_fd(),
            uid,
            order: AtomicPtr::new(core::ptr::null_mut()),
            source,
            here,
            errno: AtomicI32::new(0),
            stage: AtomicI32::new(0),
            call: AtomicPtr::new(core::ptr::null_mut()),
            label: UnsafeCell::new([0; LABEL]),
            label_length: AtomicUsize::new(0),
        }
    }

    /// The mark of all that comes from the child; empty until it has found it out.
    pub(super) fn label(&self) -> &[u8] {
        let length = self.label_length.load(Ordering::Acquire).min(LABEL);
        // SAFETY: the child wrote it before the length, and writes it once.
        let label = unsafe { &*self.label.get() };
        &label[..length]
    }

    /// How it went, once it has settled.
    pub(super) fn outcome(&self) -> Result<(), (LaunchStage, Error)> {
        let errno = self.errno.load(Ordering::Acquire);
        if errno == 0 {
            return Ok(());
        }
        let call = self.call.load(Ordering::Acquire);
        let call = if call.is_null() {
            ""
        } else {
            // SAFETY: the child stored the address of a constant.
            unsafe { *call }
        };
        const STAGES: [LaunchStage; 3] = [
            LaunchStage::Engine,
            LaunchStage::Directory,
            LaunchStage::Program,
        ];
        let stage = STAGES[self.stage.load(Ordering::Acquire) as usize % STAGES.len()];
        Err((stage, Error { call, errno }))
    }

    fn tell(&self, stage: LaunchStage, error: &Error) {
        let call = (&raw const *call_name(error)).cast_mut();
        self.call.store(call, Ordering::Release);
        self.stage.store(stage as i32, Ordering::Release);
        self.errno.store(error.errno, Ordering::Release);
    }
}

/// A place that outlives the child for the name of the call that failed.
fn call_name(error: &Error) -> &'static &'static str {
    const NAMES: [&str; 10] = [
        "execve",
        "chdir",
        "setns",
        "recvmsg",
        "capset",
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

/// Runs in the new process.
pub(super) unsafe extern "C" fn become_command(argument: *mut c_void) -> ! {
    // SAFETY: whoever starts it passes a Meeting that lives until this process has
    // executed or ended.
    let meeting = unsafe { &*argument.cast::<Meeting>() };
    let (stage, error) = match prepare(meeting) {
        Ok(order) => (LaunchStage::Program, execute(order)),
        Err(failure) => failure,
    };
    meeting.tell(stage, &error);
    exit(127)
}

fn prepare(meeting: &Meeting) -> Result<&Order, (LaunchStage, Error)> {
    let engine = |error| (LaunchStage::Engine, error);
    // SAFETY: init, whose memory this is, keeps its identities for good.
    let identities = unsafe { &*meeting.identities };
    meeting.here.leave();
    if let Source::Socket {
        socket,
        running,
        open: [stdin, stdout, stderr],
    } = meeting.source
    {
        // Others may wait to see closed what was open when this one was made.
        let [namespace, rules] = identities.descriptors(meeting.uid);
        let keep = [
            meeting.proc,
            socket,
            running,
            namespace,
            rules,
            stdin,
            stdout,
            stderr,
        ];
        // SAFETY: the values that own them are init's, whose table is another.
        unsafe { fd::close_others(3, &keep) }.map_err(engine)?;
    }
    read_label(meeting).map_err(engine)?;
    process::new_session().map_err(engine)?;
    identities.confine(meeting.uid).map_err(engine)?;
    file::set_umask(0o022);
    signal::set_mask(0).map_err(engine)?;
    if lacks(Defence::SpareIdentity) {
        identities.assume(meeting.uid, &[]).map_err(engine)?;
    }
    let order = take_order(meeting).map_err(engine)?;
    if !lacks(Defence::InheritedDescriptors) {
        fd::close_on_exec_from(3).map_err(engine)?;
    }
    identities
        .assume(order.uid, &order.limits)
        .map_err(engine)?;
    file::chdir(&order.cwd).map_err(|error| (LaunchStage::Directory, error))?;
    Ok(order)
}

/// Reads the name of the own cgroup namespace. init could not: of a process that
/// shares its memory it may look at nothing, and of one that has ended there is
/// nothing to look at.
fn read_label(meeting: &Meeting) -> Result<(), Error> {
    // SAFETY: the descriptor was open when the table was copied.
    let proc = unsafe { BorrowedFd::borrow_raw(meeting.proc) };
    // SAFETY: init reads it only after the length has been stored.
    let label = unsafe { &mut *meeting.label.get() };
    let length = file::readlinkat(Some(proc), c"self/ns/cgroup", label)?.len();
    meeting.label_length.store(length, Ordering::Release);
    Ok(())
}

/// What to become, with the standard descriptors in their places: at once, or when
/// there is an order.
fn take_order(meeting: &Meeting) -> Result<&Order, Error> {
    let received: Option<[OwnedFd; 3]>;
    let sources = match meeting.source {
        Source::Open(sources) => sources,
        Source::Socket { socket, open, .. } => {
            // SAFETY: it was open when the table was copied.
            let socket = unsafe { BorrowedFd::borrow_raw(socket) };
            let word;
            (word, received) = socket::receive_descriptors(socket)?;
            match &received {
                _ if word == OPEN => open,
                Some(received) => [0, 1, 2].map(|at: usize| received[at].as_raw_fd()),
                None => {
                    return Err(Error {
                        call: "recvmsg",
                        errno: errno::EMFILE,
                    });
                }
            }
        }
    };
    // SAFETY: the order is stored before the child is cloned, or before the message is
    // sent that it waits for; it lives as long as the Meeting is in use.
    let order = unsafe { &*meeting.order.load(Ordering::Acquire) };
    for (target, source) in sources.into_iter().enumerate() {
        // SAFETY: the descriptors were open when the table was copied, or have been
        // received.
        let source = unsafe { BorrowedFd::borrow_raw(source) };
        fd::install(source, target as i32)?;
        if order.terminal && target == 0 {
            terminal::take_control(source)?;
        }
    }
    Ok(order)
}

/// Tries the programs in order. Returns why the most promising one failed.
fn execute(order: &Order) -> Error {
    let mut answer = Error {
        call: "execve",
        errno: errno::ENOENT,
    };
    for program in &order.programs {
        let error = execve(&program.path, &program.argv, &order.envp);
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
