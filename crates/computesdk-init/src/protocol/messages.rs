//! The messages.

use alloc::string::String;
use alloc::vec::Vec;

use super::codec::{choice, record};
use super::files::{EventKind, How};
use super::{
    Changed, Decode, Encode, Failure, GroupLimits, Limit, LimitCode, OpenNetwork, OpenSocket,
    ProcessLimits, Resize, Sizes, SocketOpened,
};

// ---- library and spawner ----

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
        /// The way out of a network is open, or not. With it come its sockets: one that
        /// listens for connections, one for datagrams, one to send whole packets.
        6 => NetworkOpened(Changed),
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

// ---- library and init ----

choice! {
    /// From the library to the init of a sandbox.
    pub enum ToInit {
        /// Start a command.
        0 => Spawn(Spawn),
        /// Send a signal.
        1 => Signal(SignalJob),
        /// Serve files with the rights of this user, 0 or 1000, over the socket
        /// that comes with this.
        2 => ServeFiles(u32),
        /// Tell which processes there are.
        3 => ListProcesses(ListProcesses),
        /// Send a signal to a process.
        4 => SignalProcess(SignalProcess),
        /// Change the sizes of the writable file systems.
        5 => Resize(Resize),
        /// Make a socket of the sandbox's network.
        6 => OpenSocket(OpenSocket),
    }
}

choice! {
    /// From the init of a sandbox to the library.
    pub enum FromInit {
        /// The sandbox is ready: its layers of isolation.
        0 => Ready(Vec<LayerReport>),
        /// It could not be set up.
        1 => SetupFailed(Failure),
        /// A command runs. With it come its pipes or its terminal: standard
        /// input where asked for, output, error; or the one terminal.
        2 => Started(Started),
        /// A command could not be started.
        3 => LaunchFailed(LaunchFailed),
        /// A command has ended.
        4 => Ended(Ended),
        /// The processes there are.
        5 => Processes(ProcessList),
        /// What came of a signal to a process.
        6 => Signalled(Signalled),
        /// File systems have other sizes, or not.
        7 => Resized(Changed),
        /// A socket, which comes with this, or why there is none.
        8 => SocketOpened(SocketOpened),
    }
}

record! {
    /// Whether a layer of isolation holds.
    pub struct LayerReport {
        /// Its name, as `LayerKind` of the model serialises it.
        pub name: String,
        /// Whether it holds.
        pub active: bool,
        /// How, or why not.
        pub detail: String,
    }
}

record! {
    /// A command to start.
    pub struct Spawn {
        /// Number of its job, unique in this sandbox.
        pub job: u32,
        /// Paths to try, in order, each with the name it is called by.
        pub programs: Vec<(Vec<u8>, Vec<u8>)>,
        /// Arguments after the name.
        pub args: Vec<Vec<u8>>,
        /// Environment: `KEY=value`.
        pub env: Vec<Vec<u8>>,
        /// Working directory.
        pub cwd: Vec<u8>,
        /// 0 or 1000.
        pub uid: u32,
        /// Whether standard input is a pipe; else it is empty.
        pub stdin: bool,
        /// Columns and rows of the terminal to give it.
        pub terminal: Option<(u16, u16)>,
        /// Kill what it leaves running when it ends.
        pub kill_stragglers: bool,
        /// Resource limits of its processes.
        pub limits: ProcessLimits,
    }
}

record! {
    /// A signal to send.
    pub struct SignalJob {
        /// The job.
        pub job: u32,
        /// The signal's number.
        pub signal: i32,
        /// To all of the job; else to the command's own process.
        pub whole: bool,
    }
}

record! {
    /// A signal to send to a process, whichever command started it.
    pub struct SignalProcess {
        /// Number of the request.
        pub request: u32,
        /// Its process id inside.
        pub pid: u32,
        /// The signal's number.
        pub signal: i32,
    }
}

record! {
    /// What came of a signal to a process.
    pub struct Signalled {
        /// Number of the request.
        pub request: u32,
        /// 0, or what the kernel answered; ESRCH also for a process of ours.
        pub errno: i32,
    }
}

record! {
    /// Which processes to tell about, and what.
    pub struct ListProcesses {
        /// Number of the request.
        pub request: u32,
        /// Only those of these ids.
        pub pids: Option<Vec<u32>>,
        /// What they have had read from disks and written to them too.
        pub disk: bool,
    }
}

record! {
    /// The processes of a sandbox, by their ids.
    pub struct ProcessList {
        /// Number of the request.
        pub request: u32,
        /// All but the engine's own.
        pub processes: Vec<ProcessEntry>,
    }
}

record! {
    /// A process, as `/proc` tells about it. Times are microseconds.
    pub struct ProcessEntry {
        /// Its id inside.
        pub pid: u32,
        /// Its parent's.
        pub parent: u32,
        /// Its user, as the sandbox sees it.
        pub uid: u32,
        /// The letter of its state, as in `ps`.
        pub state: u8,
        /// Name of its program, of at most 15 bytes.
        pub name: Vec<u8>,
        /// Its arguments, each with a NUL after it; none of a zombie.
        pub args: Vec<u8>,
        /// In user mode.
        pub user_time: u64,
        /// In the kernel.
        pub system_time: u64,
        /// Of its children that it has waited for.
        pub children_time: u64,
        /// When it started, since the machine did.
        pub start: u64,
        /// Bytes that are resident.
        pub memory: u64,
        /// Its threads.
        pub threads: u32,
        /// Bytes that it has had read from block devices; none where nobody asked.
        pub disk_read: Option<u64>,
        /// Bytes that it has had written to block devices; likewise.
        pub disk_written: Option<u64>,
    }
}

record! {
    /// A command that runs.
    pub struct Started {
        /// Its job.
        pub job: u32,
        /// Its process id inside.
        pub pid: u32,
    }
}

record! {
    /// A command that could not be started.
    pub struct LaunchFailed {
        /// Its job.
        pub job: u32,
        /// Whether it was the program, the directory, or the engine.
        pub stage: LaunchStage,
        /// Why.
        pub failure: Failure,
    }
}

/// Whose fault a failed launch is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LaunchStage {
    /// Ours.
    Engine,
    /// The working directory's.
    Directory,
    /// The program's.
    Program,
}

record! {
    /// A command that has ended.
    pub struct Ended {
        /// Its job.
        pub job: u32,
        /// Its exit code, where no signal ended it.
        pub code: i32,
        /// The signal that ended it, or 0.
        pub signal: i32,
        /// Memory ran out while it ran and it was killed.
        pub oom_killed: bool,
        /// The limit that was met while it ran, where it failed.
        pub limit: Option<LimitCode>,
        /// Microseconds in user mode.
        pub user_time: u64,
        /// Microseconds in the kernel.
        pub system_time: u64,
        /// Bytes of the largest process.
        pub memory: u64,
        /// Bytes read from block devices.
        pub disk_read: u64,
        /// Bytes written to block devices.
        pub disk_written: u64,
    }
}

/// Lets a plain enum travel as its position.
macro_rules! positions {
    ($name:ident: $($variant:ident),*) => {
        impl Encode for $name {
            fn put(&self, out: &mut Vec<u8>) {
                out.push(*self as u8);
            }
        }

        impl Decode for $name {
            fn take(input: &mut &[u8]) -> Option<Self> {
                let number = u8::take(input)?;
                [$($name::$variant),*].into_iter().find(|value| *value as u8 == number)
            }
        }
    };
}
positions!(IdMapping: Private, Subordinate, Single);
positions!(MechanismCode: None, Rlimit, CgroupV1, CgroupV2);
positions!(LimitCode: Memory, Disk, Processes);
positions!(LaunchStage: Engine, Directory, Program);
positions!(How: Replace, Append, CreateNew);
positions!(EventKind: Created, Modified, Metadata, Removed, Overflow);

impl Encode for () {
    fn put(&self, _out: &mut Vec<u8>) {}
}

impl Decode for () {
    fn take(_input: &mut &[u8]) -> Option<Self> {
        Some(())
    }
}
