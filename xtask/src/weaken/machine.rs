//! The virtual machine: User-mode Linux with the host's files as its root.

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
use rustix::process::{Pid, Signal, kill_process_group};

use super::outcome::Outcome;

/// The kernel. Debian and Ubuntu: package user-mode-linux.
const KERNEL: &str = "/usr/bin/linux.uml";

/// The longest that all runs may take.
const LONGEST: Duration = Duration::from_secs(900);

/// Somebody without rights on the host.
const NOBODY: u32 = 65534;

/// One run of the test program.
pub(super) struct Run {
    /// The defences to leave out; see `init.sh`.
    pub(super) without: String,
    /// The tests.
    pub(super) tests: Vec<&'static str>,
}

/// Runs the tests in a machine of their own.
pub(super) fn run(
    program: &Utf8PathBuf,
    runs: &[Run],
    verbose: bool,
) -> anyhow::Result<Vec<Outcome>> {
    ensure!(
        Path::new(KERNEL).exists(),
        "{KERNEL} is missing: install the package user-mode-linux"
    );
    let work = tempfile::Builder::new()
        .prefix("computesdk-weaken-")
        .permissions(fs::Permissions::from_mode(0o755))
        .tempdir()?;
    prepare(work.path(), program, runs)?;
    let mut machine = start(work.path())?;
    let output = machine
        .stdout
        .take()
        .context("the machine has no console")?;
    let (send, lines) = mpsc::channel();
    let reader = thread::spawn(move || {
        for line in BufReader::new(output).split(b'\n').map_while(Result::ok) {
            let line = String::from_utf8_lossy(&line).trim_end().to_owned();
            if send.send(line).is_err() {
                return;
            }
        }
    });
    let outcomes = collect(&lines, verbose);
    // Its processes are traced by it and end with it.
    let group = Pid::from_child(&machine);
    let _ = kill_process_group(group, Signal::KILL);
    machine.wait().context("wait for the machine")?;
    drop(lines);
    let _ = reader.join();
    outcomes
}

/// Splits what the console prints into runs.
fn collect(lines: &mpsc::Receiver<String>, verbose: bool) -> anyhow::Result<Vec<Outcome>> {
    let deadline = Instant::now() + LONGEST;
    let mut outcomes = Vec::new();
    let mut current: Option<String> = None;
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        let line = match lines.recv_timeout(left) {
            Ok(line) => line,
            Err(mpsc::RecvTimeoutError::Disconnected) => return Ok(outcomes),
            Err(mpsc::RecvTimeoutError::Timeout) => bail!("still running after {LONGEST:?}"),
        };
        if verbose {
            eprintln!("{line}");
        }
        if line.starts_with("WITHOUT ") {
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
fn prepare(work: &Path, program: &Utf8PathBuf, runs: &[Run]) -> anyhow::Result<()> {
    fs::copy(program, work.join("isolation")).context("copy the tests")?;
    let init = work.join("init.sh");
    fs::write(&init, include_str!("init.sh"))?;
    fs::set_permissions(&init, fs::Permissions::from_mode(0o755))?;
    let lines = runs
        .iter()
        .map(|run| format!("{} {}\n", run.without, run.tests.join(" ")));
    let list: String = lines.collect();
    fs::write(work.join("weakenings"), list)?;
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

fn start(work: &Path) -> anyhow::Result<Child> {
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
