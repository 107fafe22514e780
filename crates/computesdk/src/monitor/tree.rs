//! Which processes a monitor watches.

use std::collections::HashSet;
use std::time::SystemTime;

use computesdk_model::{ProcessInfo, ProcessState};

/// What a monitor watches.
#[derive(Clone, Debug)]
pub(super) enum Watched {
    /// The whole sandbox.
    All,
    /// A process and its descendants. The start time tells it from a later one
    /// with the same id.
    Tree { pid: u32, start: SystemTime },
}

impl Watched {
    /// A process that runs and all below it.
    pub(super) fn tree(pid: u32, processes: &[ProcessInfo]) -> Option<Watched> {
        let root = processes.iter().find(|process| process.pid == pid)?;
        let start = root.start_time;
        (root.state != ProcessState::Zombie).then_some(Watched::Tree { pid, start })
    }

    /// Whether it has not ended.
    pub(super) fn is_there(&self, processes: &[ProcessInfo]) -> bool {
        match self {
            Watched::All => true,
            Watched::Tree { pid, start } => processes.iter().any(|process| {
                process.pid == *pid
                    && process.state != ProcessState::Zombie
                    && process.started_at(*start)
            }),
        }
    }

    /// Those of the processes that it is about. They are sorted by their ids,
    /// which says nothing about who descends from whom.
    pub(super) fn members<'a>(&self, processes: &'a [ProcessInfo]) -> Vec<&'a ProcessInfo> {
        let Watched::Tree { pid, .. } = self else {
            return processes.iter().collect();
        };
        let mut members = HashSet::from([*pid]);
        loop {
            let before = members.len();
            let children = processes
                .iter()
                .filter(|process| members.contains(&process.parent));
            let children: Vec<_> = children.map(|process| process.pid).collect();
            members.extend(children);
            if members.len() == before {
                break;
            }
        }
        let mut all = processes.iter().collect::<Vec<_>>();
        all.retain(|process| members.contains(&process.pid));
        all
    }
}
