//! Where groups can be made, found out by making one.

use alloc::borrow::ToOwned;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use computesdk_sys::clone::{self, Fork};
use computesdk_sys::file::{self, open};
use computesdk_sys::{OwnedFd, process};

use super::path::{above, join};
use super::{GroupLimits, stale};
use crate::paths::{self, c_string};
use crate::protocol::Failure;

/// Controllers that limits need.
const CONTROLLERS: [&str; 2] = ["memory", "pids"];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Version {
    One,
    Two,
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

    pub(super) fn path(&self) -> Vec<u8> {
        self.path.clone().into_bytes()
    }

    /// File that counts what was killed for want of memory.
    pub(super) fn memory_events(&self) -> &'static str {
        match self.version {
            Version::One => "memory.oom_control",
            Version::Two => "memory.events",
        }
    }

    /// Files and what to write to them, in order.
    pub(super) fn settings(&self, limits: GroupLimits) -> Vec<(&'static str, String)> {
        let text = |limit: Option<u64>, none: &str| match limit {
            Some(limit) => limit.to_string(),
            None => none.to_owned(),
        };
        let mut settings = Vec::new();
        match self.version {
            Version::One => {
                if self.has("memory") {
                    // The sum with swap may not be below the first: raise it
                    // out of the way, then lower both.
                    settings.push(("memory.memsw.limit_in_bytes", "-1".to_owned()));
                    let memory = text(limits.memory, "-1");
                    settings.push(("memory.limit_in_bytes", memory.clone()));
                    settings.push(("memory.memsw.limit_in_bytes", memory));
                }
            }
            Version::Two => {
                settings.push(("memory.max", text(limits.memory, "max")));
                settings.push(("memory.swap.max", text(limits.memory.map(|_| 0), "max")));
            }
        }
        if self.has("pids") {
            settings.push(("pids.max", text(limits.processes, "max")));
        }
        settings
    }

    /// Whether a kernel may lack this file: those of swap.
    pub(super) fn is_optional(&self, file: &str) -> bool {
        file.contains("swap") || file.contains("memsw")
    }

    pub(super) fn make(&self, name: &str) -> Result<OwnedFd, Failure> {
        let failed = |error| Failure::at("make a control group", join(&self.path, name), error);
        let at = Some(self.directory.as_fd());
        let name = c_string(name).map_err(failed)?;
        file::mkdirat(at, &name, 0o755).map_err(failed)?;
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
/// those of version 1, as many as there are.
pub(super) fn find(uid: u32) -> Vec<Hierarchy> {
    let mounts = paths::read("/proc/self/mounts").unwrap_or_default();
    let memberships = paths::read("/proc/self/cgroup").unwrap_or_default();
    let unified = mounts
        .lines()
        .filter_map(|line| mount_of_type(line, "cgroup2"))
        .find_map(|(point, _)| unified(point, own_path(&memberships, "")?, uid));
    if let Some(unified) = unified {
        return vec![unified];
    }
    CONTROLLERS
        .into_iter()
        .filter_map(|controller| {
            let (point, _) = mounts
                .lines()
                .filter_map(|line| mount_of_type(line, "cgroup"))
                .find(|(_, options)| options.split(',').any(|option| option == controller))?;
            let own = own_path(&memberships, controller)?;
            separate(point, own, controller)
        })
        .collect()
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

/// Version 1: below the own group of one controller.
fn separate(point: &str, own: &str, controller: &'static str) -> Option<Hierarchy> {
    claim(&join(point, own), Version::One, vec![controller])
}

/// Version 2: at the top where we are root; else in the nearest group above our
/// own that was delegated to our user, which is where systemd puts it.
fn unified(point: &str, own: &str, uid: u32) -> Option<Hierarchy> {
    let candidates = match uid {
        0 => vec![""],
        _ => above(own),
    };
    candidates.into_iter().find_map(|parent| {
        let parent = join(point, parent);
        let hierarchy = claim(&parent, Version::Two, CONTROLLERS.to_vec())?;
        // Who made the parent may not have handed the controllers on: then we do,
        // as every container runtime does.
        let enabled = enable(&hierarchy.path) || (enable(&parent) && enable(&hierarchy.path));
        let usable = enabled && can_clone_into(&hierarchy);
        if !usable {
            hierarchy.remove_all();
        }
        usable.then_some(hierarchy)
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

/// Hands the controllers on to the groups in a directory: all or none. Refused
/// where it does not have them itself, where it is not ours, and where it has
/// processes of its own.
fn enable(path: &str) -> bool {
    let wanted = CONTROLLERS.map(|controller| format!("+{controller}"));
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
