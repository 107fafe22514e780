//! A disposable virtual machine for tests: User-mode Linux, a kernel that is a
//! process of an unprivileged user, with the host's files as its root.

mod build;
pub(crate) mod namespace;
mod outcome;

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use cargo_metadata::camino::Utf8PathBuf;
use rustix::process::{Pid, Resource, Rlimit, Signal, getrlimit, kill_process_group, setrlimit};

pub(crate) use build::{names, test_program};
pub(crate) use outcome::Outcome;

/// The kernel. Debian and Ubuntu: package user-mode-linux.
const KERNEL: &str = "/usr/bin/linux.uml";

/// Somebody without rights on the host.
const NOBODY: u32 = 65534;

/// Runs of one test program.
pub(crate) struct Machine {
    /// The test program.
    pub(crate) program: Utf8PathBuf,
    /// The longest that all runs may take together.
    pub(crate) longest: Duration,
    /// Print all that the machine prints.
    pub(crate) verbose: bool,
}

/// One run of the test program.
pub(crate) struct Run<'a> {
    /// Who runs it.
    pub(crate) who: Who,
    /// The defences to leave out.
    pub(crate) without: &'a [&'a str],
    /// The tests.
    pub(crate) tests: Vec<&'a str>,
}

/// Who runs the tests, which decides about the ids and the control groups that
/// there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Who {
    /// The machine's superuser: all groups are root's.
    Root,
    /// An ordinary user with one id, in a group of root's: no groups.
    User,
    /// The same with a range of ids.
    Range,
    /// An ordinary user with one id, in a group below one that was given to that user, as
    /// systemd does: that one's groups.
    Delegated,
    /// The machine's superuser, with the controller of memory on version 1 and the
    /// others on version 2.
    Hybrid,
}

impl Who {
    /// Its name in `init.sh`.
    fn name(self) -> &'static str {
        match self {
            Who::Root => "root",
            Who::User => "user",
            Who::Range => "range",
            Who::Delegated => "delegated",
            Who::Hybrid => "hybrid",
        }
    }
}

impl Machine {
    /// Boots, and does one run after the other, each in a fresh copy of the
    /// host's files. There are fewer outcomes than runs where the machine ended
    /// early.
    pub(crate) fn run(&self, runs: &[Run<'_>]) -> anyhow::Result<Vec<Outcome>> {
        ensure!(
            Path::new(KERNEL).exists(),
            "{KERNEL} is missing: install the package user-mode-linux"
        );
        let work = tempfile::Builder::new()
            .prefix("virtual-machine-")
            .permissions(fs::Permissions::from_mode(0o755))
            .tempdir()?;
        self.prepare(work.path(), runs)?;
        let mut kernel = start(work.path())?;
        let output = kernel.stdout.take();
        let output = output.context("the machine has no console")?;
        let (send, lines) = mpsc::channel();
        let reader = thread::spawn(move || {
            for line in BufReader::new(output).split(b'\n').map_while(Result::ok) {
                let line = String::from_utf8_lossy(&line).trim_end().to_owned();
                if send.send(line).is_err() {
                    return;
                }
            }
        });
        let outcomes = self.collect(&lines);
        // Its processes are traced by it and end with it.
        let group = Pid::from_child(&kernel);
        let _ = kill_process_group(group, Signal::KILL);
        kernel.wait().context("wait for the machine")?;
        drop(lines);
        let _ = reader.join();
        outcomes
    }

    /// Splits what the console prints into runs.
    fn collect(&self, lines: &mpsc::Receiver<String>) -> anyhow::Result<Vec<Outcome>> {
        let deadline = Instant::now() + self.longest;
        let mut outcomes = Vec::new();
        let mut current: Option<String> = None;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let line = match lines.recv_timeout(left) {
                Ok(line) => line,
                Err(mpsc::RecvTimeoutError::Disconnected) => return Ok(outcomes),
                Err(mpsc::RecvTimeoutError::Timeout) => {
                    bail!("still running after {:?}", self.longest)
                }
            };
            if self.verbose {
                eprintln!("{line}");
            }
            if line.starts_with("RUN ") {
                current = Some(String::new());
            } else if line == "DONE" {
                outcomes.extend(current.take().map(Outcome::new));
            } else if let Some(output) = &mut current {
                output.push_str(&line);
                output.push('\n');
            }
        }
    }

    /// Puts into the working directory what the machine needs.
    fn prepare(&self, work: &Path, runs: &[Run<'_>]) -> anyhow::Result<()> {
        fs::copy(&self.program, work.join("tests")).context("copy the tests")?;
        let init = work.join("init.sh");
        fs::write(&init, include_str!("init.sh"))?;
        fs::set_permissions(&init, fs::Permissions::from_mode(0o755))?;
        let lines = runs.iter().map(|run| {
            let without = match run.without.is_empty() {
                true => "nothing".to_owned(),
                false => run.without.join(","),
            };
            format!("{} {without} {}\n", run.who.name(), run.tests.join(" "))
        });
        fs::write(work.join("runs"), lines.collect::<String>())?;
        // Where the kernel puts its memory and its pid file.
        let home = work.join("home");
        fs::create_dir(&home)?;
        fs::set_permissions(&home, fs::Permissions::from_mode(0o1777))?;
        let source = work.join("registers.c");
        fs::write(&source, include_str!("registers.c"))?;
        let compiled = Command::new("cc")
            .args(["-shared", "-fPIC", "-O2", "-o"])
            .arg(work.join("registers.so"))
            .arg(&source)
            .status()
            .context("run cc")?;
        ensure!(compiled.success(), "registers.c does not compile");
        Ok(())
    }
}

fn start(work: &Path) -> anyhow::Result<Child> {
    raise_open_files()?;
    let home = work.join("home");
    let mut command = Command::new(KERNEL);
    command
        .args(["mem=1G", "rootfstype=hostfs", "rootflags=/", "ro", "quiet"])
        .args(["con=null", "con0=null,fd:1"])
        .arg(format!("init={}", work.join("init.sh").display()))
        // What the kernel does not know becomes a variable of the first process.
        .arg(format!("work={}", work.display()))
        .env_clear()
        .env("HOME", &home)
        .env("TMPDIR", &home)
        .env("LD_PRELOAD", work.join("registers.so"))
        .current_dir(&home)
        .process_group(0)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    if rustix::process::geteuid().is_root() {
        command.uid(NOBODY).gid(NOBODY);
    }
    command.spawn().with_context(|| format!("run {KERNEL}"))
}

/// Lets what is started open as many files as may be: the kernel holds one for
/// every file of its root that it remembers.
fn raise_open_files() -> anyhow::Result<()> {
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: limit.maximum,
        ..limit
    };
    setrlimit(Resource::Nofile, raised).context("raise the limit of open files")
}
