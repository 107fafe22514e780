//! Where groups can be made, found out by making one.

use alloc::string::String;
use alloc::vec::Vec;

use computesdk_sys::clone::{self, Fork};
use computesdk_sys::file::{self, open};
use computesdk_sys::{OwnedFd, process};

use super::path::{above, join};
use super::stale;
use crate::paths::{self, c_string};
use crate::protocol::Failure;

/// Controllers without which a hierarchy of version 2 is of no use.
const NEEDED: [&str; 2] = ["memory", "pids"];

/// Controllers that a hierarchy may lack.
const FURTHER: [&str; 2] = ["cpu", "io"];

/// Controllers that limits need, as version 1 calls them and as version 2 does.
const SEPARATE: [(&str, &str); 4] = [
    ("memory", "memory"),
    ("pids", "pids"),
    ("cpu", "cpu"),
    ("blkio", "io"),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Version {
    One,
    Two,
}

/// Files of a group of the memory controller.
pub(super) struct MemoryFiles {
    /// Counts what was killed for want of memory.
    pub(super) events: &'static str,
    /// How much is in use.
    pub(super) usage: &'static str,
    /// How much may be.
    pub(super) limit: &'static str,
}

/// A directory of ours in one hierarchy; the groups of sandboxes are in it.
pub(super) struct Hierarchy {
    pub(super) version: Version,
    controllers: Vec<&'static str>,
    path: String,
    directory: OwnedFd,
    /// Where the directory is, to remove it from there.
    parent: OwnedFd,
}

impl Hierarchy {
    pub(super) fn has(&self, controller: &str) -> bool {
        self.controllers.contains(&controller)
    }

    /// Whether our directory is in this group.
    fn is_in(&self, parent: &str) -> bool {
        let directory = self.path.rsplit_once('/');
        directory.is_some_and(|(above, _)| above == parent)
    }

    pub(super) fn path(&self) -> Vec<u8> {
        self.path.clone().into_bytes()
    }

    /// The files that tell about memory.
    pub(super) fn memory_files(&self) -> MemoryFiles {
        match self.version {
            Version::One => MemoryFiles {
                events: "memory.oom_control",
                usage: "memory.usage_in_bytes",
                limit: "memory.limit_in_bytes",
            },
            Version::Two => MemoryFiles {
                events: "memory.events",
                usage: "memory.current",
                limit: "memory.max",
            },
        }
    }

    /// Whether its groups have this file.
    pub(super) fn knows(&self, file: &str) -> bool {
        // Ours is a group like them: not the top, whose files are fewer.
        let at = Some(self.directory.as_fd());
        c_string(file).is_ok_and(|file| file::openat(at, &file, open::READ, 0).is_ok())
    }

    pub(super) fn make(&self, name: &str) -> Result<OwnedFd, Failure> {
        let failed = |error| Failure::at("make a control group", join(&self.path, name), error);
        let at = Some(self.directory.as_fd());
        let name = c_string(name).map_err(failed)?;
        file::mkdirat(at, &name, 0o755).map_err(failed)?;
        file::openat(at, &name, open::READ | open::DIRECTORY, 0).map_err(failed)
    }

    /// Opens a group that was made before.
    pub(super) fn open(&self, name: &str) -> Result<OwnedFd, Failure> {
        let failed = |error| Failure::at("open a control group", join(&self.path, name), error);
        let at = Some(self.directory.as_fd());
        let name = c_string(name).map_err(failed)?;
        file::openat(at, &name, open::READ | open::DIRECTORY, 0).map_err(failed)
    }

    pub(super) fn remove(&self, name: &str) -> Result<(), Failure> {
        let removed =
            c_string(name).and_then(|name| file::rmdirat(Some(self.directory.as_fd()), &name));
        removed
            .map_err(|error| Failure::at("remove a control group", join(&self.path, name), error))
    }

    /// Removes our own directory, which is empty by then.
    pub(super) fn remove_all(&self) {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        if let Ok(name) = c_string(name) {
            let _ = file::rmdirat(Some(self.parent.as_fd()), &name);
        }
    }
}

/// The hierarchies to use: the version 2 one if it has the controllers, else
/// those of version 1, as many as there are, and that of version 2 beside them for
/// the controllers that it has: each kernel controller is in one place only.
pub(super) fn find(uid: u32) -> Vec<Hierarchy> {
    let mounts = paths::read("/proc/self/mounts").unwrap_or_default();
    let memberships = paths::read("/proc/self/cgroup").unwrap_or_default();
    let unified = |needed: &[&'static str], further: &[&'static str]| {
        mounts
            .lines()
            .filter_map(|line| mount_of_type(line, "cgroup2"))
            .find_map(|(point, _)| {
                let own = own_path(&memberships, "")?;
                unified(point, own, uid, needed, further)
            })
    };
    if let Some(unified) = unified(&NEEDED, &FURTHER) {
        return vec![unified];
    }
    let mut found: Vec<Hierarchy> = Vec::new();
    for (controller, _) in SEPARATE {
        let mut separate = mounts
            .lines()
            .filter_map(|line| mount_of_type(line, "cgroup"));
        let point =
            separate.find(|(_, options)| options.split(',').any(|option| option == controller));
        let own = own_path(&memberships, controller);
        let (Some((point, _)), Some(own)) = (point, own) else {
            continue;
        };
        // Version 1: below the own group of one controller, or of several that
        // are mounted together.
        let parent = join(point, own);
        match found.iter_mut().find(|other| other.is_in(&parent)) {
            Some(together) => together.controllers.push(controller),
            None => found.extend(claim(&parent, Version::One, vec![controller])),
        }
    }
    let lacking = SEPARATE
        .iter()
        .filter(|(name, _)| !found.iter().any(|hierarchy| hierarchy.has(name)));
    let lacking: Vec<_> = lacking.map(|(_, name)| *name).collect();
    if !found.is_empty() && !lacking.is_empty() {
        found.extend(unified(&[], &lacking));
    }
    found
}

/// Mount point and options of a line of `/proc/self/mounts`.
fn mount_of_type<'a>(line: &'a str, kind: &str) -> Option<(&'a str, &'a str)> {
    let mut fields = line.split(' ').skip(1);
    let (point, found, options) = (fields.next()?, fields.next()?, fields.next()?);
    (found == kind).then_some((point, options))
}

/// The path of this process in a hierarchy, from lines of `/proc/self/cgroup`:
/// `number:controllers:/path`.
fn own_path<'a>(memberships: &'a str, controller: &str) -> Option<&'a str> {
    memberships.lines().find_map(|line| {
        let mut fields = line.splitn(3, ':').skip(1);
        let (controllers, path) = (fields.next()?, fields.next()?);
        let found = controllers.split(',').any(|name| name == controller);
        found.then(|| path.trim_start_matches('/'))
    })
}

/// Version 2: at the top where we are root; else in the nearest group above our
/// own that was delegated to our user, which is where systemd puts it.
///
/// With all of the controllers that are needed, and as many of the further ones as
/// there are, which must be one at least.
fn unified(
    point: &str,
    own: &str,
    uid: u32,
    needed: &[&'static str],
    further: &[&'static str],
) -> Option<Hierarchy> {
    let candidates = match uid {
        0 => vec![""],
        _ => above(own),
    };
    candidates.into_iter().find_map(|parent| {
        let parent = join(point, parent);
        let mut hierarchy = claim(&parent, Version::Two, needed.to_vec())?;
        if needed.is_empty() || enable_below(&parent, &hierarchy.path, needed) {
            for &further in further {
                if enable_below(&parent, &hierarchy.path, &[further]) {
                    hierarchy.controllers.push(further);
                }
            }
            if !hierarchy.controllers.is_empty() && can_clone_into(&hierarchy) {
                return Some(hierarchy);
            }
        }
        hierarchy.remove_all();
        None
    })
}

/// Makes our directory in a group.
fn claim(parent: &str, version: Version, controllers: Vec<&'static str>) -> Option<Hierarchy> {
    stale::sweep(parent);
    let path = join(parent, &stale::own_name());
    // Open for good: they stay usable when their mount is out of sight.
    let parent = paths::open(parent).ok()?;
    file::mkdirat(None, &c_string(&path).ok()?, 0o777).ok()?;
    let directory = paths::open(&path).ok()?;
    Some(Hierarchy {
        version,
        controllers,
        path,
        directory,
        parent,
    })
}

/// Hands controllers on to the groups in our directory. Who made the parent may
/// not have handed them on to us: then we do, as every container runtime does.
fn enable_below(parent: &str, path: &str, controllers: &[&str]) -> bool {
    enable(path, controllers) || (enable(parent, controllers) && enable(path, controllers))
}

/// Hands controllers on to the groups in a directory: all or none. Refused
/// where it does not have them itself, where it is not ours, and where it has
/// processes of its own.
fn enable(path: &str, controllers: &[&str]) -> bool {
    let wanted: Vec<String> = controllers.iter().map(|name| format!("+{name}")).collect();
    paths::write(&join(path, "cgroup.subtree_control"), &wanted.join(" ")).is_ok()
}

/// Whether a process can be cloned into a group here.
fn can_clone_into(hierarchy: &Hierarchy) -> bool {
    const PROBE: &str = "probe";
    let Ok(group) = hierarchy.make(PROBE) else {
        return false;
    };
    // SAFETY: the spawner has one thread.
    let cloned = match unsafe { clone::fork(0, Some(group.as_fd())) } {
        Ok(Fork::Child) => process::exit(0),
        Ok(Fork::Parent(pid)) => process::wait_for(pid).is_ok(),
        Err(_) => false,
    };
    drop(group);
    hierarchy.remove(PROBE).is_ok() && cloned
}
