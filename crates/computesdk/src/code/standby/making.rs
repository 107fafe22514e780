//! Starting standbys, where nobody waits for it.

use std::path::PathBuf;
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use computesdk_languages::MODULES;
use computesdk_model::{FileChange, Result, StdinMode, Temporary, WriteMode, WriteOptions};
use computesdk_provider::Sandbox;
use tokio::time::sleep;
use tracing::debug;

use super::slot::{Slot, Task};
use super::{Standbys, Waiting};
use crate::carrier::carrier;

/// Whoever has just taken one is about to run something: the next is started when that is
/// likely to be over.
const QUIET: Duration = Duration::from_millis(3);

/// One that nobody asks for ends after so long.
const IDLE: Duration = Duration::from_secs(300);

/// Has one started for this command, in a while.
pub(super) fn start(standbys: &Arc<Standbys>, sandbox: &Arc<dyn Sandbox>, task: Task) {
    let (standbys, sandbox) = (Arc::downgrade(standbys), Arc::downgrade(sandbox));
    match carrier() {
        Ok(carrier) => {
            carrier.spawn(attend(standbys, sandbox, task));
        }
        Err(error) => debug!(%error, "no interpreter is started ahead"),
    }
}

async fn attend(standbys: Weak<Standbys>, sandbox: Weak<dyn Sandbox>, task: Task) {
    sleep(QUIET).await;
    let Some(alive) = sandbox.upgrade() else {
        return;
    };
    let made = make(&*alive, &task).await;
    drop(alive);
    if let Err(error) = &made {
        debug!(%error, "an interpreter could not be started ahead");
    }
    let Some(alive) = standbys.upgrade() else {
        return;
    };
    let unwanted = alive.with(&task, |slot| slot.end(&task, made.ok()));
    drop((unwanted, alive));

    let began = Instant::now();
    sleep(IDLE).await;
    let Some(alive) = standbys.upgrade() else {
        return;
    };
    let unwanted = alive.with(&task, |slot| slot.rest(began));
    if let (Some(unwanted), Some(sandbox)) = (unwanted, sandbox.upgrade()) {
        unwanted.end(&*sandbox).await;
    }
}

impl Standbys {
    /// Does something with the slot of this task, if there is one still.
    pub(super) fn with<T>(
        &self,
        task: &Task,
        action: impl FnOnce(&mut Slot) -> Option<T>,
    ) -> Option<T> {
        let mut slots = self.slots();
        let slot = slots
            .iter_mut()
            .find(|slot| slot.task.command == task.command);
        slot.and_then(action)
    }
}

impl Waiting {
    /// Ends it, with what it needed.
    async fn end(self, sandbox: &dyn Sandbox) {
        drop(self.process);
        if let Some(path) = self.files {
            let removal = FileChange::Remove {
                path,
                recursive: true,
            };
            // Whatever else is there may have removed it.
            let _ = sandbox.change(removal, self.command.user).await;
        }
    }
}

/// Starts one.
pub(super) async fn make(sandbox: &dyn Sandbox, task: &Task) -> Result<Waiting> {
    let (standby, user) = (task.standby, task.command.user);
    let directory = Temporary {
        directory: "/tmp".into(),
        prefix: ".standby-".to_owned(),
        suffix: String::new(),
        is_directory: true,
    };
    let directory = sandbox.temporary(directory, user).await?;
    let modules = task.modules.join("\n");
    for (name, text) in [(standby.file, standby.hook), (MODULES, &modules)] {
        let options = WriteOptions {
            user,
            mode: None,
            parents: false,
            write: WriteMode::CreateNew,
        };
        sandbox
            .write_file(&directory.join(name), options, text.as_bytes())
            .await?;
    }
    spawn(sandbox, task, directory).await
}

async fn spawn(sandbox: &dyn Sandbox, task: &Task, directory: PathBuf) -> Result<Waiting> {
    let standby = task.standby;
    let mut command = task.command.clone();
    command.stdin = StdinMode::Pipe;
    standby.apply(&mut command, &directory);
    Ok(Waiting {
        process: sandbox.spawn(command).await?,
        command: task.command.clone(),
        standby,
        files: standby.stays.then_some(directory),
    })
}
