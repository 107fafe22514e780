//! The small mount namespace that every sandbox's own starts from.
//!
//! Cloning a mount namespace copies every mount in it, and most of the host's
//! have no place in a sandbox. So the spawner moves into a namespace that holds
//! only what sandboxes are made of, once, before the first of them.

use alloc::ffi::CString;
use alloc::vec::Vec;

use computesdk_sys::clone::{self, Fork, flags};
use computesdk_sys::file::{self, open};
use computesdk_sys::mount::{self, Depth, FileSystem, attribute};
use computesdk_sys::process::{self, Scheduling};
use computesdk_sys::{Error, OwnedFd, namespace, poll, socket};

use super::populate::populate;
use crate::channel::{Channel, invalid};
use crate::paths::{self, c_string};
use crate::protocol::{Configure, Entry, Failure, IdMapping};
use crate::weaken::{Defence, lacks};

/// Devices that a sandbox has: name, major and minor number.
const DEVICES: [(&str, u32, u32); 6] = [
    ("null", 1, 3),
    ("zero", 1, 5),
    ("full", 1, 7),
    ("random", 1, 8),
    ("urandom", 1, 9),
    ("tty", 5, 0),
];

/// Directories of the template.
///
/// `base` is the lower layer of every root, `sources` the parts of the host;
/// the rest are places where a sandbox's init mounts its own.
const DIRECTORIES: [&core::ffi::CStr; 7] = [
    c"base", c"dev", c"lower", c"newroot", c"proc", c"sources", c"stage",
];

/// The template, and the way back to the host's mounts.
pub(super) struct Template {
    /// The host's mounts, where the paths of later requests are looked up.
    pub(super) host: OwnedFd,
    /// The template's own namespace.
    pub(super) own: OwnedFd,
    /// Until the base has been filled.
    filler: Option<Filler>,
}

/// A process that fills the base, while others make the first sandbox's
/// namespaces.
struct Filler {
    pid: i32,
    result: Channel,
}

impl Filler {
    fn start(fill: impl FnOnce() -> Result<(), Failure>) -> Result<Filler, Failure> {
        let failed = |error| Failure::new("start to fill the root file system", error);
        let (ours, theirs) = socket::pair().map_err(failed)?;
        // SAFETY: the spawner has one thread.
        match unsafe { clone::fork(0, None) }.map_err(failed)? {
            Fork::Child => {
                let _ = Channel::new(theirs).send(&fill().err(), &[]);
                process::exit(0)
            }
            Fork::Parent(pid) => {
                // Otherwise this process, or a thread of the kernel's that it
                // waits for, may not have its turn before all is filled.
                let _ = process::set_scheduling(pid, Scheduling::Idle);
                Ok(Filler {
                    pid,
                    result: Channel::new(ours),
                })
            }
        }
    }

    fn wait(&mut self) -> Result<(), Failure> {
        let mut entries = [poll::Entry::readable(self.result.as_fd())];
        if poll::check(&mut entries).is_ok() && !entries[0].ready() {
            // On a busy machine its turn might not come soon.
            let _ = process::set_scheduling(self.pid, Scheduling::Normal);
        }
        match self.result.receive::<Option<Failure>>() {
            Some((None, _)) => Ok(()),
            Some((Some(failure), _)) => Err(failure),
            None => Err(Failure::new("fill the root file system", invalid("fork"))),
        }
    }
}

impl Template {
    /// Whether the base is known to be complete.
    pub(super) fn is_complete(&self) -> bool {
        self.filler.is_none()
    }

    /// Waits until the base is complete.
    pub(super) fn complete(&mut self) -> Result<(), Failure> {
        if let Some(filler) = &mut self.filler {
            filler.wait()?;
            self.filler = None;
        }
        Ok(())
    }

    /// Builds it and moves the process into it.
    pub(super) fn build(mapping: IdMapping, configure: &Configure) -> Result<Template, Failure> {
        let step = "build the template mount namespace";
        let failed = |error| Failure::new(step, error);
        // Slaves let go of what the host unmounts; nothing of ours goes back.
        mount::make_all_slave().map_err(failed)?;
        let host = current_namespace()?;
        let host_root =
            file::openat(None, c"/", open::PATH | open::DIRECTORY, 0).map_err(failed)?;
        namespace::unshare(flags::NEWNS).map_err(failed)?;
        mount::make_all_private().map_err(failed)?;

        let root = FileSystem::open(c"tmpfs")
            .and_then(|tmpfs| {
                tmpfs.set(c"mode", c"755")?;
                tmpfs.mount(attribute::NO_SUID)
            })
            .map_err(failed)?;
        file::set_umask(0);
        for name in DIRECTORIES {
            file::mkdirat(Some(root.as_fd()), name, 0o755).map_err(failed)?;
        }
        let filler = fill_base(&root, &host_root, &configure.skeleton, mapping)?;
        let proc = mount::clone_tree(None, c"/proc", Depth::Recursive).map_err(failed)?;
        let sources = clone_sources(configure)?;

        attach_anywhere(&root).map_err(failed)?;
        file::fchdir(root.as_fd()).map_err(failed)?;
        mount::attach(proc.as_fd(), None, c"proc").map_err(failed)?;
        device_directory()?;
        for (number, source) in sources.iter().enumerate() {
            for place in ["lower", "sources"] {
                let path = c_string(format!("{place}/{number}")).map_err(failed)?;
                file::mkdirat(None, &path, 0o755).map_err(failed)?;
                if place == "sources" {
                    mount::attach(source.as_fd(), None, &path).map_err(failed)?;
                }
            }
        }
        file::mkdirat(None, c"lower/base", 0o755).map_err(failed)?;
        mount::pivot_to_working_directory().map_err(failed)?;

        Ok(Template {
            host,
            own: current_namespace()?,
            filler: Some(filler),
        })
    }
}

/// Makes the directories and links of the base, and starts to fill in its files,
/// which nobody looks up before the first sandbox is ready.
fn fill_base(
    root: &OwnedFd,
    host: &OwnedFd,
    skeleton: &[Entry],
    mapping: IdMapping,
) -> Result<Filler, Failure> {
    let base = file::openat(Some(root.as_fd()), c"base", open::PATH | open::DIRECTORY, 0)
        .map_err(|error| Failure::new("build the template mount namespace", error))?;
    let owner = |uid| match mapping {
        IdMapping::Private => Some(uid),
        IdMapping::Subordinate => Some(uid + 1),
        IdMapping::Single => None,
    };
    let fill = |files| {
        let entries = skeleton.iter().filter(|entry| entry.has_content() == files);
        populate(base.as_fd(), host.as_fd(), entries, owner)
    };
    fill(false)?;
    Filler::start(|| fill(true))
}

fn current_namespace() -> Result<OwnedFd, Failure> {
    let path = "/proc/self/ns/mnt";
    paths::open(path).map_err(|error| Failure::at("open the own mount namespace", path, error))
}

fn clone_sources(configure: &Configure) -> Result<Vec<OwnedFd>, Failure> {
    configure
        .sources
        .iter()
        .map(|source| {
            let failed = |error| Failure::at("show a directory of the host", &source.path, error);
            let path = c_string(&source.path).map_err(failed)?;
            let tree = mount::clone_tree(None, &path, Depth::Recursive).map_err(failed)?;
            let mut attributes = attribute::NO_SUID | attribute::NO_DEV;
            if !lacks(Defence::ReadOnlySources) {
                attributes |= attribute::READ_ONLY;
            }
            mount::restrict(tree.as_fd(), Depth::Recursive, attributes).map_err(failed)?;
            Ok(tree)
        })
        .collect()
}

/// `dev`, with device nodes of its own, or with the host's where nodes cannot
/// be made: in a user namespace, or where a container's rules forbid it.
fn device_directory() -> Result<(), Failure> {
    let failed = |error| Failure::new("make the devices", error);
    let directory = FileSystem::open(c"tmpfs")
        .and_then(|tmpfs| {
            tmpfs.set(c"mode", c"755")?;
            tmpfs.mount(attribute::NO_SUID | attribute::NO_EXEC)
        })
        .map_err(failed)?;
    // Before it is filled: up to Linux 6.14 the kernel mounts nothing in a tree
    // that is attached nowhere.
    mount::attach(directory.as_fd(), None, c"dev").map_err(failed)?;
    for (name, major, minor) in DEVICES {
        device(&directory, name, major, minor)
            .map_err(|error| Failure::at("make a device", format!("/dev/{name}"), error))?;
    }
    for (target, name) in [
        (c"/proc/self/fd", c"fd"),
        (c"/proc/self/fd/0", c"stdin"),
        (c"/proc/self/fd/1", c"stdout"),
        (c"/proc/self/fd/2", c"stderr"),
        (c"pts/ptmx", c"ptmx"),
    ] {
        file::symlinkat(target, Some(directory.as_fd()), name).map_err(failed)?;
    }
    for name in [c"pts", c"shm"] {
        file::mkdirat(Some(directory.as_fd()), name, 0o755).map_err(failed)?;
    }
    Ok(())
}

fn device(directory: &OwnedFd, name: &str, major: u32, minor: u32) -> Result<(), Error> {
    let name_c = CString::new(name).unwrap_or_default();
    let at = Some(directory.as_fd());
    let made = file::make_device(at, &name_c, 0o666, major, minor)
        // Making it can succeed where using it cannot.
        .and_then(|()| file::openat(at, &name_c, open::PATH, 0));
    if made.is_ok() && usable(directory, &name_c) {
        return Ok(());
    }
    let host = c_string(format!("/dev/{name}"))?;
    let node = mount::clone_tree(None, &host, Depth::Top)?;
    if made.is_err() {
        file::openat(at, &name_c, open::CREATE | open::WRITE, 0o666)?;
    }
    mount::attach(node.as_fd(), at, &name_c)
}

/// Whether a node opens. `tty` answers that there is none, which is an answer.
fn usable(directory: &OwnedFd, name: &CString) -> bool {
    const ENXIO: i32 = 6;
    match file::openat(
        Some(directory.as_fd()),
        name,
        open::READ | open::NONBLOCK,
        0,
    ) {
        Ok(_) => true,
        Err(error) => error.errno == ENXIO,
    }
}

/// A mount can only become the root where it is attached: any directory that
/// every host has will do.
fn attach_anywhere(root: &OwnedFd) -> Result<(), Error> {
    let mut result = Err(crate::channel::invalid("move_mount"));
    for place in [c"/tmp", c"/run", c"/mnt", c"/usr"] {
        result = mount::attach(root.as_fd(), None, place);
        if result.is_ok() {
            break;
        }
    }
    result
}
