//! What the new process does until it executes.

use core::ffi::c_void;
use core::sync::atomic::Ordering;
use core::time::Duration;

use computesdk_sys::clone::{self, Files, flags};
use computesdk_sys::exec::execve;
use computesdk_sys::memory::Stack;
use computesdk_sys::process::exit;
use computesdk_sys::{
    BorrowedFd, Error, OwnedFd, errno, fd, file, poll, process, signal, socket, terminal,
};

use super::meeting::{Meeting, OPEN, Source};
use super::order::Order;
use crate::protocol::LaunchStage;
use crate::weaken::{Defence, lacks};

/// Starts the new process: its id. A cgroup namespace of its own marks all that come from
/// it: they cannot leave it. See `jobs`.
///
/// # Safety
///
/// Both must stay in place until it has executed or ended.
pub(super) unsafe fn start(meeting: &mut Meeting, stack: &mut Stack) -> Result<i32, Error> {
    // SAFETY: `become_command` keeps to what a child in shared memory may do; the caller
    // answers for the rest.
    unsafe {
        clone::spawn_sharing_memory(
            flags::NEWCGROUP,
            Files::Copied,
            None,
            stack,
            become_command,
            (&raw mut *meeting).cast(),
        )
    }
}

/// Runs in the new process.
unsafe extern "C" fn become_command(argument: *mut c_void) -> ! {
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
    meeting.begin();
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
    // SAFETY: this is the child, and it has written none yet.
    let label = unsafe { meeting.label_room() };
    let length = file::readlinkat(Some(proc), c"self/ns/cgroup", label)?.len();
    meeting.labelled(length);
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

/// A program may be open to be written still, though whoever wrote it is done: the host's
/// program has the descriptor until it closes it, and each process that it forks meanwhile
/// until that one executes. So it is tried again, as often, with so long between.
const BUSY_LOOKS: u32 = 100;
const BUSY_PAUSE: Duration = Duration::from_millis(5);

/// Tries the programs in order. Returns why the most promising one failed.
fn execute(order: &Order) -> Error {
    let mut answer = Error {
        call: "execve",
        errno: errno::ENOENT,
    };
    for program in &order.programs {
        let mut error = execve(&program.path, &program.argv, &order.envp);
        for _ in 0..BUSY_LOOKS {
            if error.errno != errno::ETXTBSY {
                break;
            }
            let _ = poll::wait_at_most(&mut [], BUSY_PAUSE);
            error = execve(&program.path, &program.argv, &order.envp);
        }
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
