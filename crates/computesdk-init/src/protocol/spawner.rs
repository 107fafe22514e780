//! What library and spawner say to each other.

use alloc::vec::Vec;

use super::codec::{choice, positions, record};
use super::{Changed, Decode, Encode, Failure, GroupLimits, Limit, Sizes};

choice! {
    /// From the library to the spawner.
    pub enum ToSpawner {
        /// First message: what the library knows without looking around.
        0 => Configure(Configure),
        /// Second message: what of the host every sandbox shows.
        1 => Show(Shown),
        /// Answer to [`FromSpawner::MapIds`]: whether the ids were mapped.
        2 => IdsMapped(bool),
        /// Make a sandbox. With it comes the descriptor that will be the
        /// control socket of its init.
        3 => Create(Create),
        /// End a sandbox, at once.
        4 => Kill(u64),
        /// Change the limits of a sandbox's control groups.
        5 => Limit(Limit),
        /// Open the way out of a sandbox's network, to sockets on the host side.
        6 => OpenNetwork(OpenNetwork),
        /// Make a mount of the host for a sandbox that lives.
        7 => Mount(MountFor),
    }
}

choice! {
    /// From the spawner to the library.
    pub enum FromSpawner {
        /// The spawner is in a user namespace of its own and asks for a range
        /// of subordinate ids to be mapped into it: its process id.
        0 => MapIds(u32),
        /// Ready to make sandboxes.
        1 => Ready(SpawnerReady),
        /// Cannot make sandboxes on this host.
        2 => Failed(Failure),
        /// A sandbox could not be made, before its init could say so itself.
        3 => CreateFailed(CreateFailed),
        /// A sandbox is gone, with all that belonged to it.
        4 => Gone(SandboxGone),
        /// The limits of control groups were changed, or not.
        5 => Limited(Changed),
        /// What was asked for comes with this, or why not. Of a network: a socket that
        /// listens for connections, one for datagrams, one to send whole packets. Of a
        /// mount: itself, attached nowhere.
        6 => HandedOver(Changed),
    }
}

record! {
    /// What every sandbox has in common, whatever the host has.
    pub struct Configure {
        /// The system call filter: an array of struct sock_filter.
        pub filter: Vec<u8>,
        /// Directories and files of the root file system, each after the
        /// directory that it is in.
        pub skeleton: Vec<Entry>,
        /// Ask for subordinate ids, where the spawner is not root.
        pub subordinate_ids: bool,
    }
}

record! {
    /// Parts of the host that every sandbox shows.
    pub struct Shown {
        /// Directories and links to be made for them, besides the skeleton.
        pub skeleton: Vec<Entry>,
        /// The parts.
        pub sources: Vec<Source>,
    }
}

record! {
    /// A file, directory or link that is made in the root file system.
    pub struct Entry {
        /// Path without a leading slash.
        pub path: Vec<u8>,
        /// Owner, as the sandbox sees it.
        pub uid: u32,
        /// Permission bits.
        pub mode: u32,
        /// What it is.
        pub kind: EntryKind,
    }
}

impl Entry {
    /// Whether making it takes more than a call: a file that is written, or a
    /// copy of what the host has.
    pub fn has_content(&self) -> bool {
        matches!(self.kind, EntryKind::File(_) | EntryKind::Host(()))
    }
}

choice! {
    /// What an [`Entry`] is.
    pub enum EntryKind {
        /// A directory.
        0 => Directory(()),
        /// A file with this content.
        1 => File(Vec<u8>),
        /// A symbolic link to this target.
        2 => Link(Vec<u8>),
        /// What the host has at this path: a link, a file, or a directory with
        /// all it holds. Left out where there is none that we may read.
        3 => Host(()),
    }
}

record! {
    /// A part of the host that is shown inside.
    pub struct Source {
        /// Path on the host.
        pub path: Vec<u8>,
        /// Path inside, without a leading slash; the skeleton has it.
        pub target: Vec<u8>,
        /// Whether it can be changed inside, in a layer of its own.
        pub writable: bool,
    }
}

record! {
    /// The spawner as it found itself.
    pub struct SpawnerReady {
        /// How ids are mapped.
        pub ids: IdMapping,
        /// What enforces memory limits.
        pub memory: MechanismCode,
        /// What enforces limits of swap.
        pub swap: MechanismCode,
        /// What enforces the number of processes.
        pub processes: MechanismCode,
        /// What caps processor time.
        pub cpus: MechanismCode,
        /// What shares out processor time.
        pub cpu_weight: MechanismCode,
        /// What enforces rates of reading and writing disks.
        pub io: MechanismCode,
        /// Directories of its control groups: whoever outlives it removes them.
        pub groups: Vec<Vec<u8>>,
    }
}

/// How the ids of a sandbox become ids of the host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdMapping {
    /// 65,536 ids that no other living sandbox has: the spawner is root.
    Private,
    /// 65,536 subordinate ids of the user, shared by the user's sandboxes.
    Subordinate,
    /// One id: the user's own.
    Single,
}

/// What enforces a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MechanismCode {
    /// Nothing.
    None,
    /// Resource limits of each process.
    Rlimit,
    /// Control groups, version 1.
    CgroupV1,
    /// Control groups, version 2.
    CgroupV2,
}

record! {
    /// A sandbox to make.
    pub struct Create {
        /// Its number, unique in this spawner.
        pub id: u64,
        /// Host name inside.
        pub hostname: Vec<u8>,
        /// Limits of its control groups.
        pub limits: GroupLimits,
        /// Sizes of its writable file systems.
        pub sizes: Sizes,
        /// Further parts of the host to show.
        pub mounts: Vec<HostMount>,
    }
}

record! {
    /// A file or directory of the host, shown in one sandbox.
    pub struct HostMount {
        /// Absolute path on the host, without links.
        pub source: Vec<u8>,
        /// Path inside, without a leading slash.
        pub target: Vec<u8>,
        /// Whether it is a directory.
        pub directory: bool,
        /// Whether writing is refused.
        pub read_only: bool,
        /// Owner of the source: shown inside as the sandbox's user.
        pub uid: u32,
        /// Group of the source: shown inside as the sandbox user's group.
        pub gid: u32,
    }
}

record! {
    /// A sandbox whose network is to lead somewhere.
    pub struct OpenNetwork {
        /// Number of the request.
        pub request: u64,
        /// The sandbox.
        pub id: u64,
    }
}

record! {
    /// A mount for a sandbox that lives.
    pub struct MountFor {
        /// Number of the request.
        pub request: u64,
        /// The sandbox.
        pub id: u64,
        /// What is to be shown.
        pub mount: HostMount,
    }
}

record! {
    /// A sandbox that could not be made.
    pub struct CreateFailed {
        /// Its number.
        pub id: u64,
        /// Why.
        pub failure: Failure,
    }
}

record! {
    /// A sandbox that is gone.
    pub struct SandboxGone {
        /// Its number.
        pub id: u64,
        /// The signal that ended its init; 0 for an exit.
        pub signal: i32,
        /// The code that its init exited with.
        pub code: i32,
        /// What could not be cleaned up.
        pub leftovers: Vec<Failure>,
    }
}

positions!(IdMapping: Private, Subordinate, Single);
positions!(MechanismCode: None, Rlimit, CgroupV1, CgroupV2);
