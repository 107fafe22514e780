//! Starting standbys, where nobody waits for it.

use std::sync::{Arc, Weak};
use std::time::Duration;

use computesdk_model::{Result, StdinMode};
use computesdk_provider::Sandbox;
use tokio::time::sleep;
use tracing::debug;

use super::hook::Hook;
use super::slot::{Slot, Task};
use super::{Standbys, Waiting};
use crate::carrier::carrier;

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
    // Whoever has just taken one is about to run something: the next is started when that is
    // likely to be over.
    sleep(task.standby.small).await;
    let Some(alive) = sandbox.upgrade() else {
        return;
    };
    let made = make(&alive, &task).await;
    drop(alive);
    if let Err(error) = &made {
        debug!(%error, "an interpreter could not be started ahead");
    }
    let Some(alive) = standbys.upgrade() else {
        return;
    };
    let unwanted = alive.with(&task, |slot| slot.end(&task, made.ok()));
    let is_to_watch = alive.with(&task, Slot::watch);
    drop((unwanted, alive));
    if is_to_watch == Some(true) {
        end_when_idle(&standbys, &task).await;
    }
}

/// Ends what waits for this command when nobody has asked for a while.
async fn end_when_idle(standbys: &Weak<Standbys>, task: &Task) {
    let mut is_over = false;
    while !is_over {
        sleep(IDLE).await;
        let Some(alive) = standbys.upgrade() else {
            return;
        };
        let rested = alive.with(task, |slot| slot.rest(IDLE));
        is_over = rested.is_none_or(|(is_over, _unwanted)| is_over);
    }
}

impl Standbys {
    /// Does something with the slot of this task, if there is one still.
    pub(super) fn with<T>(&self, task: &Task, action: impl FnOnce(&mut Slot) -> T) -> Option<T> {
        let mut slots = self.slots();
        let slot = slots
            .iter_mut()
            .find(|slot| slot.task.command == task.command);
        slot.map(action)
    }
}

/// Starts one.
pub(super) async fn make(sandbox: &Arc<dyn Sandbox>, task: &Task) -> Result<Waiting> {
    let mut hook = Hook::write(sandbox, task).await?;
    let mut command = task.command.clone();
    command.stdin = StdinMode::Pipe;
    if let Some(directory) = hook.directory() {
        task.standby.apply(&mut command, directory);
    }
    if let Some(archive) = &task.archive {
        archive.apply(&mut command.program);
    }
    let process = sandbox.spawn(command).await?;
    if !task.standby.stays {
        // It removes that itself.
        hook.give();
    }
    Ok(Waiting {
        process,
        command: task.command.clone(),
        standby: task.standby,
        hook,
    })
}
