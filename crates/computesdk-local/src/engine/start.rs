//! Starting the spawner.

use std::io;
use std::os::fd::{AsRawFd, OwnedFd};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use computesdk_init::protocol::{Configure, Shown, Source};
use rustix::fs::{MemfdFlags, memfd_create};

use crate::host::{self, Host};
use crate::options::LocalOptions;

/// Where a package or `compute doctor --install-init` may have put a copy.
pub(crate) const INSTALLED: &str = "/usr/libexec/computesdk/computesdk-init";

/// What every sandbox of these options has in common, whatever the host has.
pub(super) fn configure(options: &LocalOptions) -> Configure {
    Configure {
        filter: computesdk_seccomp::default_filter().to_vec(),
        skeleton: host::skeleton(),
        subordinate_ids: options.subordinate_ids,
    }
}

/// What of the host every sandbox of these options shows.
pub(super) fn show(options: &LocalOptions, host: &Host) -> Shown {
    let mut shown = host.shown.clone();
    if options.lacks("ChosenSources") {
        // Everything, where images and disks are often mounted.
        shown.sources.push(Source {
            path: b"/".to_vec(),
            target: b"mnt".to_vec(),
            writable: false,
        });
    }
    shown
}

/// Executes the program with `control` as its standard input.
pub(super) fn execute(
    program: &Program,
    control: OwnedFd,
    options: &LocalOptions,
) -> io::Result<Child> {
    let mut command = Command::new(program.path());
    command
        // What `ps` inside a sandbox shows of its init.
        .arg0("compute-init")
        .stdin(Stdio::from(control))
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    if !options.lacks("CleanEnvironment") {
        command.env_clear();
    }
    #[cfg(feature = "weaken")]
    command.args(&options.weaken);
    command.spawn()
}

/// The program that is executed.
pub(super) enum Program {
    /// In memory: nothing to install.
    Memory(OwnedFd),
    /// A copy on disk.
    Path(PathBuf),
}

impl Program {
    /// The one that the options name, else the one that the library carries.
    pub(super) fn find(options: &LocalOptions) -> io::Result<Program> {
        match &options.init_path {
            Some(path) => Ok(Program::Path(path.clone())),
            None => Program::in_memory(),
        }
    }

    /// The copy that is installed, if one is and the options name no other.
    pub(super) fn installed(options: &LocalOptions) -> Option<Program> {
        let wanted = options.init_path.is_none() && Path::new(INSTALLED).exists();
        wanted.then(|| Program::Path(INSTALLED.into()))
    }

    fn in_memory() -> io::Result<Program> {
        const NAME: &str = "computesdk-init";
        // Linux 6.3 wants to be told that a memory file will be executed; older
        // ones do not know the flag.
        let file = memfd_create(NAME, MemfdFlags::CLOEXEC | MemfdFlags::EXEC)
            .or_else(|_| memfd_create(NAME, MemfdFlags::CLOEXEC))?;
        let mut rest = computesdk_init::IMAGE;
        while !rest.is_empty() {
            let written = rustix::io::write(&file, rest)?;
            rest = &rest[written..];
        }
        Ok(Program::Memory(file))
    }

    fn path(&self) -> PathBuf {
        match self {
            // Looked up by the child, whose descriptors are copies of ours.
            Program::Memory(file) => format!("/proc/self/fd/{}", file.as_raw_fd()).into(),
            Program::Path(path) => path.clone(),
        }
    }
}
