//! Everything inside one sandbox.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use computesdk::{ProcessInfo, ProcessState, Signal, User};
use tokio::sync::Notify;

use crate::files::Files;

/// Files and processes.
#[derive(Debug, Default)]
pub(crate) struct World {
    pub(crate) files: Files,
    processes: Mutex<BTreeMap<u32, Arc<Task>>>,
    last_pid: AtomicU32,
    ended: AtomicBool,
}

impl World {
    pub(crate) fn ended(&self) -> bool {
        self.ended.load(Ordering::SeqCst)
    }

    /// Ends everything in it.
    pub(crate) fn end(&self) {
        self.ended.store(true, Ordering::SeqCst);
        for task in self.processes.lock().unwrap().values() {
            task.signal(Signal::KILL);
        }
    }

    /// A new process: of its parent's job, or of a job of its own.
    pub(crate) fn enlist(&self, parent: Option<&Task>, args: Vec<OsString>) -> Arc<Task> {
        let pid = self.last_pid.fetch_add(1, Ordering::SeqCst) + 2;
        let task = Arc::new(Task {
            pid,
            job: parent.map_or(pid, |parent| parent.job),
            parent: parent.map_or(1, |parent| parent.pid),
            args,
            start: SystemTime::now(),
            traps: Mutex::default(),
            caught: Mutex::default(),
            fatal: Mutex::default(),
            wake: Notify::new(),
        });
        let mut processes = self.processes.lock().unwrap();
        processes.insert(pid, Arc::clone(&task));
        if self.ended() {
            task.signal(Signal::KILL);
        }
        task
    }

    pub(crate) fn discharge(&self, pid: u32) {
        self.processes.lock().unwrap().remove(&pid);
    }

    pub(crate) fn find(&self, pid: u32) -> Option<Arc<Task>> {
        self.processes.lock().unwrap().get(&pid).cloned()
    }

    pub(crate) fn processes(&self) -> Vec<ProcessInfo> {
        let processes = self.processes.lock().unwrap();
        processes.values().map(|task| task.info()).collect()
    }

    pub(crate) fn signal_job(&self, job: u32, signal: Signal) {
        let processes = self.processes.lock().unwrap();
        for task in processes.values().filter(|task| task.job == job) {
            task.signal(signal);
        }
    }
}

/// A process, as signals see it.
#[derive(Debug)]
pub(crate) struct Task {
    pub(crate) pid: u32,
    pub(crate) job: u32,
    pub(crate) args: Vec<OsString>,
    parent: u32,
    start: SystemTime,
    /// What `trap` said.
    traps: Mutex<BTreeMap<Signal, String>>,
    /// The body of a trap that is to run.
    caught: Mutex<Option<String>>,
    fatal: Mutex<Option<Signal>>,
    wake: Notify,
}

impl Task {
    fn info(&self) -> ProcessInfo {
        let name = self.args.first().map(|name| name.to_string_lossy());
        ProcessInfo {
            pid: self.pid,
            parent: self.parent,
            uid: User::User.uid(),
            state: ProcessState::Running,
            name: name.unwrap_or_default().chars().take(15).collect(),
            args: self.args.clone(),
            cpu_percent: 0.0,
            user_time: Duration::ZERO,
            system_time: Duration::ZERO,
            children_time: Duration::ZERO,
            memory: 0,
            threads: 1,
            disk_read: None,
            disk_written: None,
            start_time: self.start,
        }
    }

    pub(crate) fn trap(&self, signal: Signal, body: String) {
        self.traps.lock().unwrap().insert(signal, body);
    }

    pub(crate) fn signal(&self, signal: Signal) {
        let trap = match signal {
            Signal::KILL => None,
            _ => self.traps.lock().unwrap().get(&signal).cloned(),
        };
        match trap {
            Some(body) if body.is_empty() => return,
            Some(body) => *self.caught.lock().unwrap() = Some(body),
            None => *self.fatal.lock().unwrap() = Some(signal),
        }
        self.wake.notify_waiters();
    }

    /// Waits for a signal that ends the process.
    pub(crate) async fn fatal(&self) -> Signal {
        loop {
            let woken = self.wake.notified();
            if let Some(signal) = *self.fatal.lock().unwrap() {
                return signal;
            }
            woken.await;
        }
    }

    /// Waits for a signal that a trap catches, and gives the trap's body.
    pub(crate) async fn caught(&self) -> String {
        loop {
            let woken = self.wake.notified();
            if let Some(body) = self.caught.lock().unwrap().take() {
                return body;
            }
            woken.await;
        }
    }
}
