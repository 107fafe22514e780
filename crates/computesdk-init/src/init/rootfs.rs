//! The root file system, from the template's parts.
//!
//! Everything that can be written lies in one memory file system, whose size is
//! the sandbox's disk limit. It is never visible as a whole: the upper layers of
//! the overlays, `/tmp` and `/dev/shm` are directories of it.

use alloc::ffi::CString;
use alloc::string::ToString;
use alloc::vec::Vec;
use core::ffi::CStr;

use computesdk_sys::mount::{self, Depth, FileSystem, attribute};
use computesdk_sys::{Error, OwnedFd, credentials, file};

use super::Setup;
use crate::channel::invalid;
use crate::protocol::{Failure, HostMount};
use crate::spawner::{Go, Ids, populate};
use crate::weaken::{Defence, lacks};

/// Parts of `/proc` that tell about the host or act on it, and that a user
/// namespace alone would leave readable.
const HIDDEN: [&CStr; 8] = [
    c"kcore",
    c"key-users",
    c"keys",
    c"kmsg",
    c"latency_stats",
    c"sched_debug",
    c"sysrq-trigger",
    c"timer_list",
];

/// Parts of `/proc` that may be read but not written.
const READ_ONLY: [&CStr; 4] = [c"bus", c"fs", c"irq", c"sys"];

/// Bytes of the writable layer per inode, at most: a full layer of empty files
/// must not take more kernel memory than one of data.
const BYTES_PER_INODE: u64 = 4096;

/// The finished root.
pub(super) struct RootFs {
    /// The root of `/proc`, for ourselves.
    pub(super) proc: OwnedFd,
    /// `/proc/sys/user` as it was before it became read-only.
    pub(super) user_sysctls: OwnedFd,
    /// What of the system directories can be changed inside.
    pub(super) system: System,
    /// Whether the parts of `/proc` are hidden.
    pub(super) masked_proc: bool,
}

/// What of the system directories can be changed inside, in a private layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum System {
    /// Nothing.
    ReadOnly,
    /// `/usr/local`.
    Local,
    /// Everything. Where the kernel's memory file system has no attributes for
    /// it, a whole directory of the host's cannot be removed.
    Writable {
        /// Whether it can.
        directories: bool,
    },
}

impl RootFs {
    /// Builds the root and moves the process into it. `mounts` are the base, the
    /// sources and the requested mounts.
    pub(super) fn build(
        setup: &Setup<'_>,
        go: &Go,
        mounts: Vec<OwnedFd>,
    ) -> Result<RootFs, Failure> {
        let sources = &setup.common.sources;
        let mut mounts = mounts.into_iter();
        let missing = || Failure::new("receive the mounts", invalid("recvmsg"));
        let base = mounts.next().ok_or_else(missing)?;
        file::set_umask(0);
        // Directories and pipes are made for the sandbox's root from here on.
        let root_id = setup.ids.of_user(0);
        credentials::set_filesystem_ids(root_id, root_id);

        writable_layer(setup.request.disk)
            .map_err(|error| Failure::new("make the writable layer", error))?;
        // What overlays need to hide a whole directory; Linux 6.6 has it.
        let attributes = file::set_attribute(c"/stage", c"user.origin", b"sandbox").is_ok();
        match go.base_mapped && attributes {
            true => root_overlay(&base)?,
            false => root_copy(setup, &base)?,
        }
        let mut writable_system = true;
        for (number, source) in sources.iter().enumerate() {
            let tree = mounts.next().ok_or_else(missing)?;
            let failed = |error| Failure::at("show a directory of the host", &source.path, error);
            let target = inside(&source.target).map_err(failed)?;
            // What nobody inside owns nobody could change: no layer for it.
            let wanted = source.writable && go.sources_mapped && !lacks(Defence::ReadOnlySources);
            let overlaid = wanted && overlay_source(&tree, number, &target).is_ok();
            if !overlaid {
                writable_system &= !source.writable;
                mount::attach(tree.as_fd(), None, &target).map_err(failed)?;
            }
        }
        let system = match writable_system {
            true => System::Writable {
                directories: attributes,
            },
            false if local_layer(&setup.common.local).is_ok() => System::Local,
            false => System::ReadOnly,
        };
        let (proc, user_sysctls) = proc_file_system()
            .map_err(|error| Failure::at("mount the process file system", "/proc", error))?;
        devices(&setup.ids).map_err(|error| Failure::at("mount the devices", "/dev", error))?;
        bind(c"stage/tmp", c"newroot/tmp")
            .map_err(|error| Failure::at("mount the temporary directory", "/tmp", error))?;
        for request in &setup.request.mounts {
            let tree = mounts.next().ok_or_else(missing)?;
            attach_requested(&tree, request)
                .map_err(|error| Failure::at("mount a path of the host", &request.target, error))?;
        }
        file::chdir(c"/newroot")
            .and_then(|()| mount::pivot_to_working_directory())
            .and_then(|()| file::chdir(c"/"))
            .map_err(|error| Failure::new("move into the root file system", error))?;
        Ok(RootFs {
            proc,
            user_sysctls,
            system,
            masked_proc: !lacks(Defence::MaskedProc),
        })
    }
}

/// The one file system that takes all writes, at `/stage`.
fn writable_layer(limit: Option<u64>) -> Result<(), Error> {
    let tmpfs = FileSystem::open(c"tmpfs")?;
    tmpfs.set(c"mode", c"755")?;
    // Without a limit tmpfs would take half of the machine's memory; 0 is none.
    let (bytes, inodes) = limit.map_or((0, 0), |bytes| (bytes, bytes / BYTES_PER_INODE + 64));
    tmpfs.set(c"size", &number(bytes))?;
    tmpfs.set(c"nr_inodes", &number(inodes))?;
    let stage = tmpfs.mount(flags_of_writable())?;
    for (name, mode) in [
        (c"root", 0o755),
        (c"root-work", 0o755),
        (c"tmp", 0o1777),
        (c"shm", 0o1777),
    ] {
        file::mkdirat(Some(stage.as_fd()), name, mode)?;
    }
    mount::attach(stage.as_fd(), None, c"/stage")
}

/// What holds in every file system that can be written.
fn flags_of_writable() -> u64 {
    if lacks(Defence::NoSetuid) {
        return attribute::NO_DEV;
    }
    attribute::NO_SUID | attribute::NO_DEV
}

/// The root: the base below, a directory of the writable layer above.
fn root_overlay(base: &OwnedFd) -> Result<(), Failure> {
    mount::attach(base.as_fd(), None, c"/lower/base")
        .and_then(|()| {
            overlay(
                c"/lower/base",
                c"/stage/root",
                c"/stage/root-work",
                c"/newroot",
            )
        })
        .map_err(|error| Failure::new("mount the root file system", error))
}

/// The root where the kernel cannot show the base with our ids, or could not
/// remove its directories: its files made anew.
fn root_copy(setup: &Setup<'_>, base: &OwnedFd) -> Result<(), Failure> {
    let failed = |error| Failure::new("mount the root file system", error);
    let root = file::openat(None, c"/stage/root", file::open::PATH, 0).map_err(failed)?;
    let owner = |uid| Some(setup.ids.of_user(uid));
    populate(root.as_fd(), base.as_fd(), &setup.common.skeleton, owner)?;
    bind(c"stage/root", c"newroot").map_err(failed)
}

/// A source of the host with a writable layer of its own above it.
fn overlay_source(tree: &OwnedFd, index: usize, target: &CStr) -> Result<(), Error> {
    let path = |prefix: &str, suffix: &str| {
        CString::new(format!("{prefix}/{index}{suffix}")).map_err(|_| invalid("path"))
    };
    let (lower, upper, work) = (
        path("/lower", "")?,
        path("/stage", "")?,
        path("/stage", "-work")?,
    );
    mount::attach(tree.as_fd(), None, &lower)?;
    file::mkdirat(None, &upper, 0o755)?;
    file::mkdirat(None, &work, 0o755)?;
    overlay(&lower, &upper, &work, target)
}

/// `/usr/local` with a writable layer of its own. Directories of the host belong
/// to nobody inside: so they are made anew, and show what the host has in them.
fn local_layer(directories: &[Vec<u8>]) -> Result<(), Error> {
    for directory in directories {
        let path = [b"/stage/local/".as_slice(), directory].concat();
        let path = CString::new(path).map_err(|_| invalid("path with a NUL byte"))?;
        file::mkdirat(None, &path, 0o755)?;
    }
    file::mkdirat(None, c"/stage/local-work", 0o755)?;
    let local = c"/newroot/usr/local";
    overlay(local, c"/stage/local", c"/stage/local-work", local)
}

fn overlay(lower: &CStr, upper: &CStr, work: &CStr, target: &CStr) -> Result<(), Error> {
    let overlay = FileSystem::open(c"overlay")?;
    overlay.set(c"lowerdir", lower)?;
    overlay.set(c"upperdir", upper)?;
    overlay.set(c"workdir", work)?;
    // A user namespace may not write the attributes that root's overlays use.
    overlay.set_flag(c"userxattr")?;
    let mount = overlay.mount(flags_of_writable())?;
    mount::attach(mount.as_fd(), None, target)
}

/// `/proc` of the new process namespace: its root, and its `sys/user`.
fn proc_file_system() -> Result<(OwnedFd, OwnedFd), Error> {
    let proc = if lacks(Defence::PidNamespace) {
        mount::clone_tree(None, c"/proc", Depth::Recursive)?
    } else {
        FileSystem::open(c"proc")?
            .mount(attribute::NO_SUID | attribute::NO_DEV | attribute::NO_EXEC)?
    };
    let at = Some(proc.as_fd());
    let user_sysctls = file::openat(at, c"sys/user", file::open::PATH, 0)?;
    mount::attach(proc.as_fd(), None, c"/newroot/proc")?;
    if lacks(Defence::MaskedProc) {
        return Ok((proc, user_sysctls));
    }
    for name in READ_ONLY {
        let Ok(tree) = mount::clone_tree(at, name, Depth::Top) else {
            // Kernels differ in which of them they have.
            continue;
        };
        mount::restrict(tree.as_fd(), Depth::Top, attribute::READ_ONLY)?;
        mount::attach(tree.as_fd(), at, name)?;
    }
    for name in HIDDEN {
        if file::openat(at, name, file::open::PATH, 0).is_ok() {
            let null = mount::clone_tree(None, c"/dev/null", Depth::Top)?;
            mount::attach(null.as_fd(), at, name)?;
        }
    }
    Ok((proc, user_sysctls))
}

/// `/dev`: the template's nodes, and terminals and shared memory of its own.
fn devices(ids: &Ids) -> Result<(), Error> {
    let dev = mount::clone_tree(None, c"/dev", Depth::Recursive)?;
    if !lacks(Defence::ReadOnlyDevices) {
        mount::restrict(dev.as_fd(), Depth::Recursive, attribute::READ_ONLY)?;
    }
    mount::attach(dev.as_fd(), None, c"/newroot/dev")?;

    let devpts = FileSystem::open(c"devpts")?;
    devpts.set(c"ptmxmode", c"666")?;
    devpts.set(c"mode", c"620")?;
    if ids.of_user(5) == 5 {
        // Group tty, as everywhere.
        devpts.set(c"gid", c"5")?;
    }
    let devpts = devpts.mount(attribute::NO_SUID | attribute::NO_EXEC)?;
    mount::attach(devpts.as_fd(), None, c"/newroot/dev/pts")?;
    bind(c"stage/shm", c"newroot/dev/shm")
}

/// Shows a directory of the writable layer at a second place.
fn bind(source: &CStr, target: &CStr) -> Result<(), Error> {
    let tree = mount::clone_tree(None, source, Depth::Top)?;
    mount::attach(tree.as_fd(), None, target)
}

fn attach_requested(tree: &OwnedFd, request: &HostMount) -> Result<(), Error> {
    let target = inside(&request.target)?;
    make_mount_point(&request.target, request.directory)?;
    mount::attach(tree.as_fd(), None, &target)
}

/// Makes the directories on the way to a mount point, and the point itself.
fn make_mount_point(target: &[u8], directory: bool) -> Result<(), Error> {
    let ends = target.iter().enumerate();
    let slashes = ends.filter(|(_, byte)| **byte == b'/').map(|(at, _)| at);
    for end in slashes {
        existing(file::mkdirat(None, &inside(&target[..end])?, 0o755))?;
    }
    let path = inside(target)?;
    if directory {
        existing(file::mkdirat(None, &path, 0o755))
    } else {
        let flags = file::open::WRITE | file::open::CREATE;
        file::openat(None, &path, flags, 0o644).map(drop)
    }
}

fn existing(made: Result<(), Error>) -> Result<(), Error> {
    match made {
        Err(error) if error.errno == computesdk_sys::errno::EEXIST => Ok(()),
        result => result,
    }
}

/// Where a path of the sandbox is before we move into it.
fn inside(path: &[u8]) -> Result<CString, Error> {
    let whole = [b"/newroot/".as_slice(), path].concat();
    CString::new(whole).map_err(|_| invalid("path with a NUL byte"))
}

fn number(value: u64) -> CString {
    CString::new(value.to_string()).unwrap_or_default()
}
