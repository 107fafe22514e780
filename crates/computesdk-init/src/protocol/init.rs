//! What library and init say to each other.

use alloc::string::String;
use alloc::vec::Vec;

use super::codec::{choice, positions, record};
use super::{Changed, Decode, Encode, Failure, LimitCode, ProcessLimits, Resize};

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
        /// Attach the mount that comes with this, a directory.
        7 => Attach(Attach),
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
        /// File systems have other sizes, or a mount is attached; or not.
        7 => Changed(Changed),
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

positions!(LaunchStage: Engine, Directory, Program);

record! {
    /// A mount to attach.
    pub struct Attach {
        /// Number of the request.
        pub request: u64,
        /// Path inside, without a leading slash.
        pub target: Vec<u8>,
    }
}

record! {
    /// A TCP socket to make.
    pub struct OpenSocket {
        /// Number of the request.
        pub request: u32,
        /// For IPv6; else for IPv4.
        pub ipv6: bool,
    }
}

record! {
    /// What came of it. With it comes the socket, where there is one.
    pub struct SocketOpened {
        /// Number of the request.
        pub request: u32,
        /// 0, or what the kernel answered.
        pub errno: i32,
    }
}
