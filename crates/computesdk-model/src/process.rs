//! Processes of a sandbox, as they are at one moment.

use std::ffi::OsString;
use std::fmt;
use std::time::{Duration, SystemTime};

use crate::User;

/// Which processes to tell about, and what: usually all of them, and what costs little.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProcessQuery {
    /// Only those of these ids.
    pub pids: Option<Vec<u32>>,
    /// What each has had read from disks and written to them too.
    pub disk: bool,
}

/// A process of a sandbox.
#[derive(Clone, Debug, PartialEq)]
pub struct ProcessInfo {
    /// Its id inside the sandbox.
    pub pid: u32,
    /// Its parent's id; 1 is the sandbox's own init, which is in no list.
    pub parent: u32,
    /// Id of its user inside the sandbox.
    pub uid: u32,
    /// What it is doing.
    pub state: ProcessState,
    /// Name of its program, cut after 15 bytes.
    pub name: String,
    /// Its arguments, the program's name first. A zombie has none. Once the command
    /// lines of one list have come to 4 MiB, the first 4 KiB of each that follows.
    pub args: Vec<OsString>,
    /// Share of one processor since it started, in percent: above 100 with
    /// several threads.
    pub cpu_percent: f64,
    /// Processor time in user mode.
    pub user_time: Duration,
    /// Processor time in the kernel.
    pub system_time: Duration,
    /// Processor time of its children that have ended.
    pub children_time: Duration,
    /// Resident memory, bytes.
    pub memory: u64,
    /// Its threads.
    pub threads: u32,
    /// Bytes that it has had read from disks, where that was asked for and can be told.
    pub disk_read: Option<u64>,
    /// Bytes that it has had written to disks; likewise.
    pub disk_written: Option<u64>,
    /// When it started.
    pub start_time: SystemTime,
}

impl ProcessInfo {
    /// The whole command line, with spaces between the arguments; the program's
    /// name in brackets where it has none, as `ps` shows it.
    pub fn command(&self) -> String {
        if self.args.is_empty() {
            return format!("[{}]", self.name);
        }
        let args: Vec<_> = self.args.iter().map(|arg| arg.to_string_lossy()).collect();
        args.join(" ")
    }

    /// Processor time in user mode and in the kernel.
    pub fn cpu_time(&self) -> Duration {
        self.user_time + self.system_time
    }

    /// Whether it started at this time. The same id may be another process's later;
    /// and times of one process differ a little, since people may set the clock
    /// that they are told by.
    pub fn started_at(&self, time: SystemTime) -> bool {
        const SAME: Duration = Duration::from_secs(1);
        let apart = match self.start_time.duration_since(time) {
            Ok(later) => later,
            Err(earlier) => earlier.duration(),
        };
        apart < SAME
    }

    /// Its user, where it is one of the two that a sandbox has from the start.
    pub fn user(&self) -> Option<User> {
        let users = [User::User, User::Root];
        users.into_iter().find(|user| user.uid() == self.uid)
    }
}

/// What a process is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ProcessState {
    /// It runs, or could.
    Running,
    /// It waits for something.
    Sleeping,
    /// It waits in the kernel for something that no signal ends, such as a disk.
    DiskSleep,
    /// A signal has stopped it.
    Stopped,
    /// A debugger has stopped it.
    Traced,
    /// It has ended, and its parent has not asked how.
    Zombie,
    /// Anything else that a kernel may tell.
    Other,
}

impl ProcessState {
    /// From the letter that `/proc` and `ps` use.
    pub fn from_letter(letter: char) -> Self {
        match letter {
            'R' => ProcessState::Running,
            'S' | 'I' => ProcessState::Sleeping,
            'D' => ProcessState::DiskSleep,
            'T' => ProcessState::Stopped,
            't' => ProcessState::Traced,
            'Z' | 'X' => ProcessState::Zombie,
            _ => ProcessState::Other,
        }
    }
}

impl fmt::Display for ProcessState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ProcessState::Running => "running",
            ProcessState::Sleeping => "sleeping",
            ProcessState::DiskSleep => "disk sleep",
            ProcessState::Stopped => "stopped",
            ProcessState::Traced => "traced",
            ProcessState::Zombie => "zombie",
            ProcessState::Other => "other",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn process(args: &[&str]) -> ProcessInfo {
        ProcessInfo {
            pid: 7,
            parent: 1,
            uid: 0,
            state: ProcessState::from_letter('S'),
            name: "sleep".to_owned(),
            args: args.iter().map(OsString::from).collect(),
            cpu_percent: 0.0,
            user_time: Duration::from_millis(20),
            system_time: Duration::from_millis(10),
            children_time: Duration::ZERO,
            memory: 4096,
            threads: 1,
            disk_read: None,
            disk_written: None,
            start_time: SystemTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn the_command_is_shown_as_ps_does() {
        assert_eq!(process(&["sleep", "10"]).command(), "sleep 10");
        assert_eq!(process(&[]).command(), "[sleep]");
    }

    #[test]
    fn users_are_known_by_their_ids() {
        let root = process(&[]);
        assert_eq!(root.user(), Some(User::Root));
        assert_eq!(root.cpu_time(), Duration::from_millis(30));
        assert_eq!(ProcessInfo { uid: 8, ..root }.user(), None);
    }
}
