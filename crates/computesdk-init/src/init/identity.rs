//! Who commands are: user namespaces, ids, capabilities, filters.

use alloc::vec::Vec;
use core::ffi::c_void;

use computesdk_sys::clone::{self, Files, flags};
use computesdk_sys::memory::Stack;
use computesdk_sys::process::{Resource, exit};
use computesdk_sys::{
    BorrowedFd, Error, OwnedFd, credentials, fd, file, landlock, namespace, process, seccomp,
};

use super::Setup;
use super::placement::Here;
use super::rootfs::RootFs;
use crate::paths::c_string;
use crate::protocol::{Failure, ProcessLimits};
use crate::spawner::Ids;
use crate::weaken::{Defence, lacks};

/// What `root` inside may do, within its own user namespace, which owns nothing
/// but files and processes of the sandbox: CHOWN, DAC_OVERRIDE, FOWNER, FSETID,
/// KILL, SETGID, SETUID, SETPCAP, NET_BIND_SERVICE, SYS_CHROOT, SETFCAP.
const ROOT_CAPABILITIES: u64 = 1 << 0
    | 1 << 1
    | 1 << 3
    | 1 << 4
    | 1 << 5
    | 1 << 6
    | 1 << 7
    | 1 << 8
    | 1 << 10
    | 1 << 18
    | 1 << 31;

/// Everything that turns a fresh process into a user of the sandbox.
pub(super) struct Identities {
    ids: Ids,
    /// For `root` and `user`: one namespace for both where a range is mapped.
    namespaces: Vec<(u32, OwnedFd)>,
    /// The hard limits that there are: raising one needs a right that we may not
    /// have.
    ceilings: Vec<(Resource, u64)>,
    landlock: Option<OwnedFd>,
    filter: Vec<u8>,
    /// Whether no user namespace can be made inside.
    pub(super) nesting_refused: bool,
    /// Version of Landlock that is in use.
    pub(super) landlock_version: Option<u32>,
}

impl Identities {
    pub(super) fn new(setup: &Setup<'_>, root: &RootFs) -> Result<Identities, Failure> {
        let (landlock_version, landlock) = landlock_rules();
        let mut identities = Identities {
            ids: setup.ids.clone(),
            namespaces: Vec::new(),
            ceilings: ceilings(),
            landlock,
            filter: setup.common.filter.clone(),
            nesting_refused: true,
            landlock_version,
        };
        if !lacks(Defence::NestedUserNamespace) {
            let users: &[u32] = if setup.ids.of_init() == 0 {
                &[0, 1000]
            } else {
                &[0]
            };
            for &uid in users {
                let (namespace, refused) = nested(setup, root, uid)?;
                identities.nesting_refused &= refused;
                identities.namespaces.push((uid, namespace));
            }
        }
        Ok(identities)
    }

    /// The id that files of this user have, as init sees it.
    pub(super) fn file_owner(&self, uid: u32) -> u32 {
        self.ids.of_user(uid)
    }

    pub(super) fn ids(&self) -> &Ids {
        &self.ids
    }

    fn namespace_of(&self, uid: u32) -> Option<BorrowedFd<'_>> {
        let exact = self.namespaces.iter().find(|(user, _)| *user == uid);
        exact.or(self.namespaces.first()).map(|(_, fd)| fd.as_fd())
    }

    /// Resource limits for a command.
    pub(super) fn limits(&self, wanted: &ProcessLimits) -> Vec<(Resource, u64)> {
        let mut limits = vec![(Resource::Core, 0)];
        for &(resource, ceiling) in &self.ceilings {
            let wanted = match resource {
                Resource::FileSize => wanted.file_size,
                Resource::OpenFiles => wanted.open_files,
                Resource::Processes => wanted.processes,
                Resource::Data => wanted.memory,
                _ => None,
            };
            limits.extend(wanted.map(|wanted| (resource, wanted.min(ceiling))));
        }
        limits
    }

    /// What [`confine`](Identities::confine) needs open; -1 stands for nothing.
    pub(super) fn descriptors(&self, uid: u32) -> [i32; 2] {
        let number = |fd: Option<BorrowedFd<'_>>| fd.map_or(-1, |fd| fd.as_raw_fd());
        let rules = self.landlock.as_ref().map(OwnedFd::as_fd);
        [number(self.namespace_of(uid)), number(rules)]
    }

    /// Takes from the calling process, for good, what the user must not have, and moves
    /// it to where the user is. All of it is the same for each command: it can be done
    /// before one is known. Allocates nothing: the process shares init's memory.
    pub(super) fn confine(&self, uid: u32) -> Result<(), Error> {
        self.enter_namespace(uid)?;
        drop_groups();
        if !lacks(Defence::Capabilities) {
            let keep = kept(uid);
            for capability in 0..=credentials::LAST_CAPABILITY {
                if keep & (1 << capability) == 0 {
                    // EINVAL: a capability that this kernel does not know.
                    let _ = credentials::drop_from_bounding_set(capability);
                }
            }
        }
        if !lacks(Defence::NoNewPrivileges) {
            credentials::set_no_new_privileges()?;
        }
        if let Some(rules) = &self.landlock {
            landlock::restrict_self(rules.as_fd())?;
        }
        if !lacks(Defence::Seccomp) && !self.filter.is_empty() {
            seccomp::install(&self.filter)?;
        }
        Ok(())
    }

    /// Turns it, which is about to execute, into this user, with these limits.
    /// Allocates nothing either.
    pub(super) fn assume(&self, uid: u32, limits: &[(Resource, u64)]) -> Result<(), Error> {
        for &(resource, value) in limits {
            process::set_limit(resource, value, value)?;
        }
        let inner = match self.namespace_of(uid) {
            Some(_) => uid,
            None => self.ids.of_user(uid),
        };
        credentials::set_group(inner)?;
        credentials::set_user(inner)?;
        if !lacks(Defence::Capabilities) {
            credentials::set_capabilities(kept(uid))?;
        }
        Ok(())
    }

    /// Gives the calling process this user's rights to files, and no others. Its
    /// real id stays ours, so that the user cannot signal it.
    pub(super) fn assume_for_files(&self, uid: u32) -> Result<(), Error> {
        let inner = self.enter_namespace(uid)?;
        drop_groups();
        credentials::set_filesystem_ids(inner, inner);
        credentials::set_capabilities(kept(uid))
    }

    /// Enters the user's namespace: the id to take there.
    fn enter_namespace(&self, uid: u32) -> Result<u32, Error> {
        match self.namespace_of(uid) {
            Some(nested) => {
                namespace::enter(nested, flags::NEWUSER)?;
                Ok(uid)
            }
            None => Ok(self.ids.of_user(uid)),
        }
    }
}

/// The capabilities that this user has.
fn kept(uid: u32) -> u64 {
    if uid == 0 { ROOT_CAPABILITIES } else { 0 }
}

/// Drops the supplementary groups. Where a single id is mapped, the kernel does
/// not let us; the report says so.
fn drop_groups() {
    if !lacks(Defence::Groups) {
        let _ = credentials::drop_groups();
    }
}

fn ceilings() -> Vec<(Resource, u64)> {
    [
        Resource::FileSize,
        Resource::OpenFiles,
        Resource::Processes,
        Resource::Data,
    ]
    .map(|resource| {
        let hard = process::limit(resource).map_or(u64::MAX, |(_, hard)| hard);
        (resource, hard)
    })
    .to_vec()
}

/// Rules that refuse devices everywhere, and by being there keep commands from
/// tracing one another. Files may move between directories, which no rules at all
/// would allow too. Abstract sockets are not kept inside a command: the network
/// namespace keeps them inside the sandbox, whose commands may talk.
///
/// Version 1 cannot allow files to move: there are no rules then.
fn landlock_rules() -> (Option<u32>, Option<OwnedFd>) {
    use landlock::access::{MAKE_BLOCK, MAKE_CHAR, REFER};
    let rules = || {
        let version = landlock::version().ok().filter(|version| *version >= 2)?;
        let rules = landlock::ruleset(MAKE_CHAR | MAKE_BLOCK | REFER).ok()?;
        let flags = file::open::PATH | file::open::DIRECTORY;
        let root = file::openat(None, c"/newroot", flags, 0).ok()?;
        landlock::allow_below(rules.as_fd(), root.as_fd(), REFER).ok()?;
        Some((version, rules))
    };
    rules().unzip()
}

/// What the process that holds a new namespace open needs.
struct Holder {
    wait: i32,
    user_sysctls: i32,
    refused: core::sync::atomic::AtomicBool,
}

/// Makes the user namespace that commands of a user run in, below the
/// sandbox's. Also whether no further one can be made in it.
fn nested(setup: &Setup<'_>, root: &RootFs, uid: u32) -> Result<(OwnedFd, bool), Failure> {
    let step = "create the user namespace of commands";
    let failed = |error| Failure::new(step, error);
    let (wait, go) = fd::pipe().map_err(failed)?;
    let mut holder = Holder {
        wait: wait.as_raw_fd(),
        user_sysctls: root.user_sysctls.as_raw_fd(),
        refused: false.into(),
    };
    let mut stack = Stack::new().map_err(failed)?;
    let here = Here::stay();
    // SAFETY: `hold` keeps to what a child in shared memory may do, and both the
    // stack and its argument live until it has been reaped below.
    let pid = unsafe {
        clone::spawn_sharing_memory(
            flags::NEWUSER,
            Files::Shared,
            None,
            &mut stack,
            hold,
            (&raw mut holder).cast(),
        )
    };
    here.leave();
    let pid = pid.map_err(failed)?;
    let map = setup.ids.inner_map(uid);
    let open = |name, flags| {
        let path = format!("{pid}/{name}");
        c_string(&path)
            .and_then(|path| file::openat(Some(root.proc.as_fd()), &path, flags, 0))
            .map_err(|error| Failure::at(step, format!("/proc/{path}"), error))
    };
    let result = ["uid_map", "gid_map"]
        .into_iter()
        .try_for_each(|name| {
            let file = open(name, file::open::WRITE)?;
            fd::write_all(file.as_fd(), map.as_bytes()).map_err(failed)
        })
        .and_then(|()| open("ns/user", file::open::READ));
    // Whatever came of it, the holder must end before its stack does.
    let woken = fd::write(go.as_fd(), b"g");
    let reaped = process::wait_for(pid);
    woken.and(reaped).map_err(failed)?;
    let refused = holder.refused.load(core::sync::atomic::Ordering::Relaxed);
    Ok((result?, refused))
}

/// Waits until the namespace that it was made with has been opened, and
/// forbids further ones below it.
unsafe extern "C" fn hold(argument: *mut c_void) -> ! {
    // SAFETY: `nested` passes a Holder that outlives this process.
    let holder = unsafe { &*argument.cast::<Holder>() };
    // SAFETY: both descriptors are open in the parent, whose table we share.
    let (wait, sysctls) = unsafe {
        (
            BorrowedFd::borrow_raw(holder.wait),
            BorrowedFd::borrow_raw(holder.user_sysctls),
        )
    };
    let _ = fd::read(wait, &mut [0u8; 1]);
    // The table is the parent's: what is opened here must be closed here.
    let limit = c"max_user_namespaces";
    let refused = !lacks(Defence::UserNamespaceLimit)
        && file::openat(Some(sysctls), limit, file::open::WRITE, 0)
            .and_then(|limit| fd::write(limit.as_fd(), b"0"))
            .is_ok();
    holder
        .refused
        .store(refused, core::sync::atomic::Ordering::Relaxed);
    exit(0)
}
