//! The small mount namespace that every sandbox's own starts from.
//!
//! Cloning a mount namespace copies every mount in it, and most of the host's
//! have no place in a sandbox. So the spawner moves into a namespace that holds
//! only what sandboxes are made of, once, before the first of them.

use alloc::vec::Vec;

use computesdk_sys::clone::flags;
use computesdk_sys::file::{self, open};
use computesdk_sys::mount::{self, Depth, FileSystem, attribute};
use computesdk_sys::{Error, OwnedFd, namespace};

use super::devices::device_directory;
use super::filler::Filler;
use super::populate::populate;
use crate::paths::{self, c_string};
use crate::protocol::{Entry, Failure, IdMapping, Shown, Source};
use crate::weaken::{Defence, lacks};

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
    /// Fills the base.
    pub(super) filler: Filler,
}

/// What of the template can be made before it is known what of the host is
/// shown. Nothing is mounted yet.
pub(super) struct Foundation {
    /// The host's mounts.
    host: OwnedFd,
    /// The template's root.
    root: OwnedFd,
    base: OwnedFd,
    /// The root of the host.
    host_root: OwnedFd,
    mapping: IdMapping,
    filler: Filler,
}

impl Foundation {
    /// Moves the process into a namespace of its own, makes the root with the
    /// directories and links of the skeleton, and starts to fill in its files,
    /// which nobody looks up before the first sandbox is ready.
    pub(super) fn lay(mapping: IdMapping, skeleton: &[Entry]) -> Result<Foundation, Failure> {
        // Slaves let go of what the host unmounts; nothing of ours goes back.
        mount::make_all_slave().map_err(failed)?;
        let host = current_namespace()?;
        let flags = open::PATH | open::DIRECTORY;
        let host_root = file::openat(None, c"/", flags, 0).map_err(failed)?;
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
        let base = file::openat(Some(root.as_fd()), c"base", flags, 0).map_err(failed)?;
        let fill = |files| {
            let entries = skeleton.iter().filter(|entry| entry.has_content() == files);
            let owner = |uid| owner(mapping, uid);
            populate(base.as_fd(), host_root.as_fd(), entries, owner)
        };
        fill(false)?;
        let filler = Filler::start(|| fill(true))?;
        Ok(Foundation {
            host,
            root,
            base,
            host_root,
            mapping,
            filler,
        })
    }

    /// Adds the parts of the host, and makes the whole the process's root.
    pub(super) fn complete(self, shown: &Shown) -> Result<Template, Failure> {
        let owner = |uid| owner(self.mapping, uid);
        populate(
            self.base.as_fd(),
            self.host_root.as_fd(),
            &shown.skeleton,
            owner,
        )?;
        let proc = mount::clone_tree(None, c"/proc", Depth::Recursive).map_err(failed)?;
        let sources = clone_sources(&shown.sources)?;

        attach_anywhere(&self.root).map_err(failed)?;
        file::fchdir(self.root.as_fd()).map_err(failed)?;
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
        mount::pivot_to_working_directory()
            .and_then(|()| mount::detach_old_root())
            .map_err(failed)?;

        Ok(Template {
            host: self.host,
            own: current_namespace()?,
            filler: self.filler,
        })
    }
}

fn failed(error: Error) -> Failure {
    Failure::new("build the template mount namespace", error)
}

/// Whose the base's files are that a sandbox sees as those of `uid`.
fn owner(mapping: IdMapping, uid: u32) -> Option<u32> {
    match mapping {
        IdMapping::Private => Some(uid),
        IdMapping::Subordinate => Some(uid + 1),
        IdMapping::Single => None,
    }
}

fn current_namespace() -> Result<OwnedFd, Failure> {
    let path = "/proc/self/ns/mnt";
    paths::open(path).map_err(|error| Failure::at("open the own mount namespace", path, error))
}

fn clone_sources(sources: &[Source]) -> Result<Vec<OwnedFd>, Failure> {
    sources
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
