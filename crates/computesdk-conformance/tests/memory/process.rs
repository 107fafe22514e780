//! Commands that are tasks.

use std::sync::Arc;

use computesdk::provider::model::{CommandSpec, Program, StdinMode};
use computesdk::provider::{KillScope, Process, ProcessControl, async_trait};
use computesdk::{Exit, ExitStatus, Result, Signal, TerminalSize, Usage};
use tokio::sync::watch;

use crate::pipe::{Inlet, Outlet};
use crate::shell::{self, Shell};
use crate::world::{Task, World};

/// Starts a command.
pub(crate) fn start(world: &Arc<World>, command: CommandSpec) -> Process {
    let args = match &command.program {
        Program::Shell(line) => vec!["sh".into(), "-c".into(), line.clone()],
        Program::Exec { program, args } => [std::slice::from_ref(program), args].concat(),
    };
    let task = world.enlist(None, args);
    let (inlet, stdin) = match command.stdin {
        StdinMode::Null => (Inlet::empty(), None),
        StdinMode::Pipe => {
            let (inlet, stdin) = Inlet::new();
            (inlet, Some(stdin))
        }
    };
    let (out, stdout) = Outlet::new();
    let (err, stderr) = Outlet::new();
    let (told, exit) = watch::channel(None);
    let control = Control {
        world: Arc::clone(world),
        task: Arc::clone(&task),
        exit,
        over: false,
    };
    let shell = Shell {
        world: Arc::clone(world),
        task: Arc::clone(&task),
        cwd: command.cwd,
        env: command.env,
        args: Vec::new(),
        stdin: Arc::new(inlet),
        out: Arc::new(out),
        err: Arc::new(err),
        last_background: None,
    };
    tokio::spawn(async move {
        let (stdin, out, err) = (
            Arc::clone(&shell.stdin),
            Arc::clone(&shell.out),
            Arc::clone(&shell.err),
        );
        let world = Arc::clone(&shell.world);
        let status = run(&task, shell::program(shell, command.program)).await;
        stdin.close().await;
        out.close().await;
        err.close().await;
        world.discharge(task.pid);
        if command.kill_stragglers {
            world.signal_job(task.job, Signal::KILL);
        }
        told.send_replace(Some(status));
    });
    Process {
        pid: control.task.pid,
        stdin,
        stdout,
        stderr,
        control: Box::new(control),
    }
}

/// Runs a process until it ends or a signal ends it.
pub(crate) async fn run(task: &Task, body: impl Future<Output = i32>) -> ExitStatus {
    tokio::select! {
        biased;
        signal = task.fatal() => ExitStatus::Signaled(signal),
        code = body => ExitStatus::Exited(code),
    }
}

struct Control {
    world: Arc<World>,
    task: Arc<Task>,
    exit: watch::Receiver<Option<ExitStatus>>,
    over: bool,
}

#[async_trait]
impl ProcessControl for Control {
    async fn wait(&mut self) -> Result<Exit> {
        let status = match self.exit.wait_for(Option::is_some).await {
            Ok(status) => *status,
            // The runtime is ending, and the task with it.
            Err(_) => None,
        };
        self.over = true;
        Ok(Exit {
            status: status.unwrap_or(ExitStatus::Signaled(Signal::KILL)),
            oom_killed: false,
            limit: None,
            usage: Usage::default(),
        })
    }

    fn signal(&self, signal: Signal, scope: KillScope) -> Result<()> {
        match scope {
            KillScope::Process => self.task.signal(signal),
            KillScope::Job => self.world.signal_job(self.task.job, signal),
        }
        Ok(())
    }

    fn resize(&self, _: TerminalSize) -> Result<()> {
        Ok(())
    }
}

impl Drop for Control {
    fn drop(&mut self) {
        if !self.over {
            self.world.signal_job(self.task.job, Signal::KILL);
        }
    }
}
