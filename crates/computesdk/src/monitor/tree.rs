//! Who descends from whom, and which of them a monitor watches.

use std::collections::HashMap;
use std::time::SystemTime;

use computesdk_model::{ProcessInfo, ProcessState};

/// The processes of a sandbox by their families: found out once for all who look.
#[derive(Debug)]
pub(super) struct Families {
    processes: Vec<ProcessInfo>,
    /// Places in the list, by the parent's id.
    children: HashMap<u32, Vec<usize>>,
}

impl Families {
    pub(super) fn of(processes: Vec<ProcessInfo>) -> Families {
        let mut children: HashMap<u32, Vec<usize>> = HashMap::new();
        for (at, process) in processes.iter().enumerate() {
            children.entry(process.parent).or_default().push(at);
        }
        Families {
            processes,
            children,
        }
    }

    /// The process of this id, unless it has ended.
    fn running(&self, pid: u32) -> Option<&ProcessInfo> {
        let mut processes = self.processes.iter();
        let found = processes.find(|process| process.pid == pid);
        found.filter(|process| process.state != ProcessState::Zombie)
    }

    /// A process and all below it.
    fn tree<'a>(&'a self, root: &'a ProcessInfo) -> Vec<&'a ProcessInfo> {
        let mut members = vec![root];
        let mut next = 0;
        while let Some(parent) = members.get(next) {
            let children = self.children.get(&parent.pid);
            members.extend(
                children
                    .into_iter()
                    .flatten()
                    .map(|&at| &self.processes[at]),
            );
            next += 1;
        }
        members
    }
}

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
    pub(super) fn tree(pid: u32, families: &Families) -> Option<Watched> {
        let start = families.running(pid)?.start_time;
        Some(Watched::Tree { pid, start })
    }

    /// Those of the processes that it is about; `None` where it has ended.
    pub(super) fn members<'a>(&self, families: &'a Families) -> Option<Vec<&'a ProcessInfo>> {
        match self {
            Watched::All => Some(families.processes.iter().collect()),
            Watched::Tree { pid, start } => {
                let root = families.running(*pid)?;
                root.started_at(*start).then(|| families.tree(root))
            }
        }
    }
}
