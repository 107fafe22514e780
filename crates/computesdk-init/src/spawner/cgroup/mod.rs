//! Control groups: the limits of a sandbox as a whole.
//!
//! A group is made, and given the usual limits, before it is asked for. Nothing
//! is moved into one on the way of a request by the way that waits for a kernel
//! grace period (7 to 11 ms after a quiet moment): with version 2 a sandbox is
//! cloned into its group; with version 1 its init moves itself, one thread and
//! its own, which the kernel lets pass without the global lock
//! (kernel/cgroup/cgroup.c, cgroup_procs_write_start).

mod hierarchy;
mod path;
mod settings;
mod stale;

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use computesdk_sys::file::{self, open};
use computesdk_sys::{BorrowedFd, Error, OwnedFd, errno, fd};

use self::hierarchy::{Hierarchy, Version};
use self::settings::{FRESH, is_optional, settings};
use crate::paths::c_string;
use crate::protocol::{Failure, GroupLimits, MechanismCode};

/// Makes groups.
pub(super) struct Groups {
    /// The one version 2 hierarchy, or the version 1 ones of the controllers, and
    /// that of version 2 beside them where it has the others.
    hierarchies: Vec<Hierarchy>,
    next: u64,
    /// Made ahead, with the limits that were asked for last.
    spare: Option<Group>,
    /// Making one ahead failed, and was not tried again since.
    ahead_failed: bool,
    usual: GroupLimits,
}

/// The groups of one sandbox, one in each hierarchy.
pub(super) struct Group {
    name: String,
    directories: Vec<OwnedFd>,
    limits: GroupLimits,
    membership: Membership,
}

/// How a new init gets into its group. All of it outlives the clone.
#[derive(Default)]
pub(crate) struct Membership {
    /// Cloned into: version 2.
    pub(super) into: Option<OwnedFd>,
    /// For init to write itself to: version 1.
    pub(crate) tasks: Vec<OwnedFd>,
    /// Where the kernel counts what it killed for want of memory.
    pub(crate) memory_events: Option<OwnedFd>,
    /// Where it tells how much memory is in use, how much may be, and for what.
    pub(crate) memory_usage: Option<OwnedFd>,
    pub(crate) memory_limit: Option<OwnedFd>,
    pub(crate) memory_stat: Option<OwnedFd>,
    /// Where it counts what it refused for want of processes.
    pub(crate) process_events: Option<OwnedFd>,
}

impl Membership {
    /// Moves the calling process, if it is not in its group yet.
    pub(crate) fn join(&self) -> Result<(), Failure> {
        for tasks in &self.tasks {
            fd::write(tasks.as_fd(), b"0")
                .map_err(|error| Failure::new("join the control group", error))?;
        }
        Ok(())
    }
}

impl Groups {
    /// Finds out what this process may use, and clears away what spawners that
    /// were killed have left behind. Must be called among the host's mounts; `uid`
    /// is the user there.
    pub(super) fn find(uid: u32, usual: GroupLimits) -> Groups {
        Groups {
            hierarchies: hierarchy::find(uid),
            next: 1,
            spare: None,
            ahead_failed: false,
            usual,
        }
    }

    /// What enforces the memory limit.
    pub(super) fn memory(&self) -> MechanismCode {
        self.mechanism("memory").unwrap_or(MechanismCode::Rlimit)
    }

    /// What enforces limits of swap.
    pub(super) fn swap(&self) -> MechanismCode {
        self.mechanism_with(&["memory.memsw.limit_in_bytes", "memory.swap.max"])
    }

    /// What caps processor time.
    pub(super) fn cpus(&self) -> MechanismCode {
        self.mechanism_with(&["cpu.cfs_quota_us", "cpu.max"])
    }

    /// What shares out processor time.
    pub(super) fn cpu_weight(&self) -> MechanismCode {
        self.mechanism_with(&["cpu.shares", "cpu.weight"])
    }

    /// What enforces rates of disks.
    pub(super) fn io(&self) -> MechanismCode {
        self.mechanism_with(&["blkio.throttle.read_bps_device", "io.max"])
    }

    /// What enforces the number of processes.
    pub(super) fn processes(&self) -> MechanismCode {
        self.mechanism("pids").unwrap_or(MechanismCode::Rlimit)
    }

    /// Paths of the directories that all our groups are in.
    pub(super) fn paths(&self) -> Vec<Vec<u8>> {
        let hierarchies = self.hierarchies.iter();
        hierarchies.map(|hierarchy| hierarchy.path()).collect()
    }

    fn mechanism(&self, controller: &str) -> Option<MechanismCode> {
        let mut hierarchies = self.hierarchies.iter();
        hierarchies
            .find(|hierarchy| hierarchy.has(controller))
            .map(|found| mechanism(found.version))
    }

    /// The mechanism whose groups have one of these files.
    fn mechanism_with(&self, files: &[&str]) -> MechanismCode {
        let mut hierarchies = self.hierarchies.iter();
        hierarchies
            .find(|hierarchy| files.iter().any(|file| hierarchy.knows(file)))
            .map_or(MechanismCode::None, |found| mechanism(found.version))
    }

    /// A group with these limits.
    pub(super) fn take(&mut self, limits: &GroupLimits) -> Result<Group, Failure> {
        self.usual = limits.clone();
        self.ahead_failed = false;
        let mut group = match self.spare.take() {
            Some(spare) => spare,
            None => self.make()?,
        };
        if let Err(failure) = self.set_limits(&mut group, limits) {
            self.remove(group);
            return Err(failure);
        }
        Ok(group)
    }

    /// Gives a group whose sandbox lives other limits: all, or none.
    pub(super) fn change(&self, group: &mut Group, limits: &GroupLimits) -> Result<(), Failure> {
        let before = group.limits.clone();
        let directories = self.hierarchies.iter().map(|found| found.open(&group.name));
        group.directories = directories.collect::<Result<_, _>>()?;
        let changed = self.set_limits(group, limits);
        if changed.is_err() {
            // As far as it came; these held a moment ago.
            group.limits = limits.clone();
            let _ = self.set_limits(group, &before);
            group.limits = before;
        }
        group.directories.clear();
        changed
    }

    /// Whether there is something to make ahead of the next request.
    pub(super) fn wants_spare(&self) -> bool {
        self.spare.is_none() && !self.ahead_failed
    }

    /// Makes a group ahead of the next request.
    pub(super) fn prepare(&mut self) {
        // What fails now will fail again, and be reported, when asked for.
        self.spare = self.make().ok();
        self.ahead_failed = self.spare.is_none();
    }

    /// Removes a group whose processes are gone.
    pub(super) fn remove(&self, group: Group) -> Vec<Failure> {
        drop(group.directories);
        drop(group.membership);
        self.remove_named(&group.name)
    }

    fn remove_named(&self, name: &str) -> Vec<Failure> {
        let hierarchies = self.hierarchies.iter();
        hierarchies
            .filter_map(|hierarchy| hierarchy.remove(name).err())
            .collect()
    }

    fn make(&mut self) -> Result<Group, Failure> {
        let name = self.next.to_string();
        self.next += 1;
        self.make_named(name.clone()).inspect_err(|_| {
            // As much of it as there is: the failure is what is reported.
            self.remove_named(&name);
        })
    }

    fn make_named(&self, name: String) -> Result<Group, Failure> {
        let directories: Vec<OwnedFd> = self
            .hierarchies
            .iter()
            .map(|hierarchy| hierarchy.make(&name))
            .collect::<Result<_, _>>()?;
        let failed = |error| Failure::at("make a control group", &name, error);
        let mut membership = Membership::default();
        for (hierarchy, directory) in self.hierarchies.iter().zip(&directories) {
            let at = directory.as_fd();
            if hierarchy.has("memory") {
                let open = |name| read(at, name).map_err(failed).map(Some);
                let files = hierarchy.memory_files();
                membership.memory_events = open(files.events)?;
                membership.memory_usage = open(files.usage)?;
                membership.memory_limit = open(files.limit)?;
                membership.memory_stat = open("memory.stat")?;
            }
            if hierarchy.has("pids") {
                // Kernels before 4.7 count none.
                membership.process_events = read(at, "pids.events").ok();
            }
            match hierarchy.version {
                Version::One => membership.tasks.push(write(at, "tasks").map_err(failed)?),
                Version::Two => {
                    let copy = fd::duplicate_above(at, 3);
                    membership.into = copy.map_err(failed).map(Some)?;
                }
            }
        }
        let mut group = Group {
            name,
            directories,
            limits: FRESH,
            membership,
        };
        self.set_limits(&mut group, &self.usual)?;
        Ok(group)
    }

    /// Writes what is to be other than it is.
    fn set_limits(&self, group: &mut Group, limits: &GroupLimits) -> Result<(), Failure> {
        for (hierarchy, directory) in self.hierarchies.iter().zip(&group.directories) {
            for (file, value) in settings(hierarchy, &group.limits, limits) {
                let failed = |error| Failure::at("set a limit", file, error);
                match write(directory.as_fd(), file) {
                    Ok(fd) => fd::write(fd.as_fd(), value.as_bytes()).map_err(failed)?,
                    Err(error) if error.errno == errno::ENOENT && is_optional(file) => continue,
                    Err(error) => return Err(failed(error)),
                };
            }
        }
        group.limits = limits.clone();
        Ok(())
    }
}

fn mechanism(version: Version) -> MechanismCode {
    match version {
        Version::One => MechanismCode::CgroupV1,
        Version::Two => MechanismCode::CgroupV2,
    }
}

impl Drop for Groups {
    fn drop(&mut self) {
        if let Some(spare) = self.spare.take() {
            self.remove(spare);
        }
        for hierarchy in &self.hierarchies {
            hierarchy.remove_all();
        }
    }
}

impl Group {
    pub(super) fn membership(&self) -> &Membership {
        &self.membership
    }

    /// Lets go of all descriptors, once the sandbox is in it: its name is enough
    /// to remove it, and there may be a thousand.
    pub(super) fn close(&mut self) {
        self.directories.clear();
        self.membership = Membership::default();
    }
}

fn read(at: BorrowedFd<'_>, name: &str) -> Result<OwnedFd, Error> {
    file::openat(Some(at), &c_string(name)?, open::READ, 0)
}

fn write(at: BorrowedFd<'_>, name: &str) -> Result<OwnedFd, Error> {
    file::openat(Some(at), &c_string(name)?, open::WRITE, 0)
}
