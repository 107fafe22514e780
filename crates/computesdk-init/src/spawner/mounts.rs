//! Parts of the host for one sandbox, as mounts that are attached nowhere yet.

use alloc::vec::Vec;

use computesdk_sys::clone::{self, Fork, flags};
use computesdk_sys::mount::{self, Depth, attribute};
use computesdk_sys::{BorrowedFd, OwnedFd, file, namespace, process, signal};

use super::ids::Ids;
use super::template::Template;
use crate::paths::{self, c_string};
use crate::protocol::{Create, Failure, HostMount, IdMapping};
use crate::weaken::{Defence, lacks};

/// What one sandbox is given.
pub(super) struct Mounts {
    /// The lower layer of its root.
    pub(super) base: OwnedFd,
    /// Whether the base's files have the owners that they should.
    pub(super) base_mapped: bool,
    /// The sources, in their order.
    pub(super) sources: Vec<OwnedFd>,
    /// Whether the sources' files belong to the sandbox's users.
    pub(super) sources_mapped: bool,
    /// The further mounts of the request, in their order.
    pub(super) requested: Vec<OwnedFd>,
}

/// Makes them. `user_namespace` is the sandbox's.
pub(super) fn prepare(
    template: &Template,
    sources: usize,
    request: &Create,
    ids: &Ids,
    user_namespace: BorrowedFd<'_>,
) -> Result<Mounts, Failure> {
    let private = ids.mapping == IdMapping::Private;
    // A file system that cannot show its files with other ids (older kernels,
    // some network file systems) shows them as nobody's: readable all the same.
    let map = |tree: &OwnedFd| {
        private && mount::map_ids(tree.as_fd(), Depth::Top, user_namespace).is_ok()
    };
    let clone = |path: &str, depth| {
        let failed = |error| Failure::at("clone a mount of the template", path, error);
        let path = c_string(path).map_err(failed)?;
        mount::clone_tree(None, &path, depth).map_err(failed)
    };
    let base = clone("/base", Depth::Top)?;
    let base_mapped = match ids.mapping {
        IdMapping::Private => map(&base),
        // With mounts, the sandbox's user is another id than the template's.
        IdMapping::Subordinate => request.mounts.is_empty(),
        IdMapping::Single => true,
    };
    let mut sources_mapped = true;
    let sources = (0..sources)
        .map(|number| {
            let tree = clone(&format!("/sources/{number}"), Depth::Recursive)?;
            sources_mapped &= map(&tree);
            Ok(tree)
        })
        .collect::<Result<_, Failure>>()?;
    let requested = if request.mounts.is_empty() {
        Vec::new()
    } else {
        requested(template, &request.mounts, ids)?
    };
    Ok(Mounts {
        base,
        base_mapped,
        sources,
        sources_mapped,
        requested,
    })
}

/// Makes these mounts of the host, where its paths lead somewhere, and comes back.
pub(super) fn requested(
    template: &Template,
    mounts: &[HostMount],
    ids: &Ids,
) -> Result<Vec<OwnedFd>, Failure> {
    let enter = |namespace: &OwnedFd| {
        namespace::enter(namespace.as_fd(), flags::NEWNS)
            .map_err(|error| Failure::new("enter a mount namespace", error))
    };
    enter(&template.host)?;
    let result = clone_requested(mounts, ids);
    enter(&template.own)?;
    let _ = file::chdir(c"/");
    result
}

fn clone_requested(mounts: &[HostMount], ids: &Ids) -> Result<Vec<OwnedFd>, Failure> {
    mounts
        .iter()
        .map(|request| {
            let failed = |error| Failure::at("mount a path of the host", &request.source, error);
            let path = c_string(&request.source).map_err(failed)?;
            let tree = mount::clone_tree(None, &path, Depth::Recursive).map_err(failed)?;
            if !lacks(Defence::PrivateMounts) {
                // What the host mounts below it later would come without attributes.
                mount::make_private(tree.as_fd(), Depth::Recursive).map_err(failed)?;
            }
            let mut attributes = attribute::NO_SUID;
            if !lacks(Defence::NoDevices) {
                attributes |= attribute::NO_DEV;
            }
            if request.read_only && !lacks(Defence::ReadOnlySources) {
                attributes |= attribute::READ_ONLY;
            }
            mount::restrict(tree.as_fd(), Depth::Recursive, attributes).map_err(failed)?;
            if ids.mapping == IdMapping::Private {
                let namespace = owner_namespace(request, ids)?;
                // Where the file system cannot, the files are nobody's.
                let _ = mount::map_ids(tree.as_fd(), Depth::Recursive, namespace.as_fd());
            }
            Ok(tree)
        })
        .collect()
}

/// A user namespace whose map shows the owner of the source as the sandbox's
/// user. Nothing ever runs in it.
fn owner_namespace(request: &HostMount, ids: &Ids) -> Result<OwnedFd, Failure> {
    let step = "map the owner of a mounted path";
    // SAFETY: the spawner has one thread.
    let pid = match unsafe { clone::fork(flags::NEWUSER, None) } {
        Ok(Fork::Child) => process::wait_for_end(),
        Ok(Fork::Parent(pid)) => pid,
        Err(error) => return Err(Failure::new(step, error)),
    };
    let result = write_maps(pid, &ids.as_user(request.uid), &ids.as_user(request.gid))
        .and_then(|()| open_user_namespace(pid));
    let _ = signal::kill(pid, signal::number::KILL);
    let _ = process::wait_for(pid);
    result
}

/// Writes the maps of a process's user namespace.
pub(super) fn write_maps(pid: i32, uids: &str, gids: &str) -> Result<(), Failure> {
    for (file, content) in [("uid_map", uids), ("gid_map", gids)] {
        let path = format!("/proc/{pid}/{file}");
        paths::write(&path, content)
            .map_err(|error| Failure::at("map the ids of a sandbox", &path, error))?;
    }
    Ok(())
}

/// Opens the user namespace that a process is in.
pub(super) fn open_user_namespace(pid: i32) -> Result<OwnedFd, Failure> {
    let path = format!("/proc/{pid}/ns/user");
    paths::open(&path)
        .map_err(|error| Failure::at("open the user namespace of a sandbox", &path, error))
}
