//! Commands: each with all that came from it is a job.
//!
//! A process can leave its parent, its group and its session, but not its cgroup
//! namespace: that takes a right that nothing inside has. Every command is
//! started in one of its own, and the name of that namespace in `/proc` tells
//! which job a process belongs to. (A subreaper per command would do the same
//! for a process more each; see ARCHITECTURE.md for the figures.)
//!
//! The kernel gives the name of a namespace again as soon as nobody is in it. So
//! a name belongs to the latest job that has it: of an earlier one nothing can
//! be left.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;

use computesdk_sys::process::{Ended as Reaped, Status};
use computesdk_sys::{BorrowedFd, OwnedFd, clock, errno, signal};

use super::events::{Counts, Events, was_killed_by};
use super::identity::Identities;
use super::launch::{Launch, Spare};
use super::processes::{Processes, TICK};
use super::rootfs::Writable;
use super::scarcity::{self, come_first};
use crate::channel::Channel;
use crate::protocol::{
    Ended, Failure, FromInit, LaunchFailed, LaunchStage, ListProcesses, ProcessList, SignalJob,
    SignalProcess, Spawn, Started,
};
use crate::spawner::{Ids, Membership};

/// More rounds than a sandbox can have processes: each finds at least one more.
const MAX_STOP_ROUNDS: usize = 10_000;

/// After so many spares that could not be made, or have ended, none is made before the
/// next command.
const MAX_WASTED: u32 = 3;

/// So many ended jobs are remembered before it is looked which have left
/// something running.
const MAX_ENDED: usize = 1024;

pub(super) struct Jobs<'a> {
    proc: OwnedFd,
    /// What the next command can be started from.
    spare: Option<Spare>,
    /// How many spares have ended before they were of use.
    wasted: u32,
    by_pid: BTreeMap<i32, Job>,
    /// Jobs whose command has ended, by their label: what they left running can
    /// still be signalled.
    ended: BTreeMap<Vec<u8>, Id>,
    started: u64,
    events: Events<'a>,
}

struct Job {
    id: Id,
    /// Name of its cgroup namespace, once its launch has settled.
    label: Vec<u8>,
    kill_stragglers: bool,
    /// Until the program runs.
    launch: Option<Launch>,
    /// When it was asked for, in microseconds since the machine started: whole ticks, as
    /// those of `/proc` are.
    start: u64,
    /// What was counted then.
    before: Counts,
}

/// Which job it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Id {
    /// The library's number for it.
    number: u32,
    /// How many were started before it.
    order: u64,
}

impl<'a> Jobs<'a> {
    pub(super) fn new(proc: OwnedFd, events: Events<'a>) -> Jobs<'a> {
        Jobs {
            proc,
            spare: None,
            wasted: 0,
            by_pid: BTreeMap::new(),
            ended: BTreeMap::new(),
            started: 0,
            events,
        }
    }

    /// What the sandbox is held by.
    pub(super) fn membership(&self) -> &Membership {
        self.events.membership()
    }

    /// What `/proc` tells about all that run.
    pub(super) fn processes(&self) -> Processes<'_> {
        Processes::new(self.proc.as_fd())
    }

    /// Reports what commands have started.
    pub(super) fn report(&self, wanted: &ListProcesses, ids: &Ids, control: &Channel) {
        let mut processes = self.processes().list(wanted, ids, |pid| !self.is_ours(pid));
        for process in &mut processes {
            // One that was made ahead is older than its command.
            if let Some(job) = self.by_pid.get(&(process.pid as i32)) {
                process.start = process.start.max(job.start);
            }
        }
        let list = ProcessList {
            request: wanted.request,
            processes,
        };
        let _ = control.send(&FromInit::Processes(list), &[]);
    }

    /// Sends a signal to a process, unless it is ours.
    pub(super) fn signal_process(&self, request: &SignalProcess, control: &Channel) {
        let is_ours = |pid| self.is_ours(pid);
        self.processes().signal(request, is_ours, control);
    }

    /// Whether it has yet to become a command.
    fn is_ours(&self, pid: i32) -> bool {
        let is_spare = self.spare.as_ref().is_some_and(|spare| spare.pid() == pid);
        let mut job = self.by_pid.get(&pid).into_iter();
        is_spare || job.any(|job| job.launch.is_some())
    }

    /// The file systems that commands write to.
    pub(super) fn writable(&self) -> &Writable {
        self.events.writable()
    }

    /// Descriptors that tell when a launch has settled.
    pub(super) fn launches(&self) -> impl Iterator<Item = BorrowedFd<'_>> {
        let launches = self.by_pid.values().filter_map(|job| job.launch.as_ref());
        launches.map(Launch::done)
    }

    /// Whether a spare is to be made when there is time: where the sandbox waits for a
    /// command. One that has its only one needs none.
    pub(super) fn wants_spare(&self) -> bool {
        self.may_have_spare() && self.by_pid.is_empty()
    }

    /// Whether one is to be made at once, while the last command runs: where one comes
    /// after another, there is no other time.
    pub(super) fn needs_spare(&self) -> bool {
        self.may_have_spare() && self.started > 1 && self.launches().next().is_none()
    }

    fn may_have_spare(&self) -> bool {
        self.spare.is_none() && self.wasted < MAX_WASTED
    }

    /// Makes what the next command can be started from, where there is memory for it.
    pub(super) fn prepare(&mut self, identities: &Identities) {
        let enough = scarcity::check_for_spare(self.membership());
        let made = enough.and_then(|()| Spare::make(identities, self.proc.as_fd()));
        match made {
            Ok(spare) => self.spare = Some(spare),
            Err(error) => {
                self.wasted += 1;
                // The limit that this has met is none that a command has.
                for job in self
                    .by_pid
                    .values_mut()
                    .filter(|_| error.errno == errno::EAGAIN)
                {
                    job.before.pardon_process();
                }
            }
        }
    }

    /// Starts a command. What comes of it is reported later.
    pub(super) fn start(&mut self, spawn: Spawn, identities: &Identities, control: &Channel) {
        self.wasted = 0;
        // A command that is started from a spare may have met its limit before this
        // returns.
        let before = self.events.counts();
        let (number, kill_stragglers) = (spawn.job, spawn.kill_stragglers);
        let scarce = scarcity::check_for_command(self.membership(), &spawn);
        let launched = scarce
            .map_err(|error| Failure::new("start a command", error))
            .and_then(|()| Launch::start(spawn, identities, self.proc.as_fd(), &mut self.spare));
        match launched {
            Ok(launch) => {
                let pid = launch.pid;
                let id = Id {
                    number,
                    order: self.started,
                };
                self.started += 1;
                let job = Job {
                    id,
                    label: Vec::new(),
                    kill_stragglers,
                    launch: Some(launch),
                    start: clock::since_boot().as_micros() as u64 / TICK * TICK,
                    before,
                };
                self.by_pid.insert(pid, job);
            }
            Err(failure) => {
                let failed = LaunchFailed {
                    job: number,
                    stage: LaunchStage::Engine,
                    failure,
                };
                let _ = control.send(&FromInit::LaunchFailed(failed), &[]);
            }
        }
    }

    /// Reports the launches that have settled.
    pub(super) fn settle_launches(&mut self, control: &Channel) {
        use computesdk_sys::poll;
        for (&pid, job) in &mut self.by_pid {
            let Some(launch) = &job.launch else { continue };
            let mut entry = [poll::Entry::readable(launch.done())];
            // What becomes of one that ended in vain is seen when it is reaped.
            let in_vain = launch.was_in_vain();
            if poll::check(&mut entry).is_ok() && entry[0].ready() && !in_vain {
                settle(pid, job, self.proc.as_fd(), control);
            }
        }
        // One that failed is of no interest once it has been reported: its
        // process is reaped like any orphan.
        self.by_pid.retain(|_, job| job.id.number != FORGOTTEN);
    }

    /// Sends a signal to a command or to all of its job.
    pub(super) fn signal(&mut self, request: &SignalJob) {
        let kill = request.signal == signal::number::KILL;
        let mut running = self.by_pid.iter_mut();
        let running = running.find(|(_, job)| job.id.number == request.job);
        let running = running.map(|(&pid, job)| {
            if let Some(launch) = &mut job.launch {
                launch.ended_by_caller = true;
            }
            (pid, job.id, job.label())
        });
        match running {
            Some((pid, ..)) if !request.whole => {
                let _ = signal::kill(pid, request.signal);
            }
            Some((pid, id, label)) if kill => {
                self.kill_whole(id, &label, Some(pid));
            }
            Some((_, id, label)) => self.signal_whole(id, &label, request.signal),
            None if request.whole => {
                let mut ended = self.ended.iter();
                match ended.find(|(_, id)| id.number == request.job) {
                    Some((label, &id)) if kill => self.kill_whole(id, label, None),
                    Some((label, &id)) => self.signal_whole(id, label, request.signal),
                    None => {}
                }
            }
            None => {}
        }
    }

    /// Reports the end of a command, if that is what was reaped.
    pub(super) fn finish(&mut self, reaped: &Reaped, identities: &Identities, control: &Channel) {
        let is_spare = |spare: &mut Spare| spare.pid() == reaped.pid;
        if self.spare.take_if(is_spare).is_some() {
            self.wasted += 1;
        }
        let Some(mut job) = self.by_pid.remove(&reaped.pid) else {
            return;
        };
        if let Some(launch) = job.launch.take_if(|launch| launch.was_in_vain()) {
            return self.start(launch.spawn, identities, control);
        }
        // A program can be over before its launch was seen to have settled.
        settle(reaped.pid, &mut job, self.proc.as_fd(), control);
        if job.id.number == FORGOTTEN {
            return;
        }
        if job.kill_stragglers {
            self.kill_whole(job.id, &job.label, None);
        }
        let (code, signal) = match reaped.status {
            Status::Exited(code) => (code, 0),
            Status::Signaled(signal) => (0, signal),
        };
        let limit = self.events.limit(job.before, reaped.status);
        let usage = reaped.usage;
        let ended = Ended {
            job: job.id.number,
            code,
            signal,
            oom_killed: was_killed_by(limit, reaped.status),
            limit,
            user_time: usage.user_time,
            system_time: usage.system_time,
            memory: usage.memory,
            disk_read: usage.disk_read,
            disk_written: usage.disk_written,
        };
        let _ = control.send(&FromInit::Ended(ended), &[]);
        self.remember(job);
    }

    /// Keeps what it takes to signal what a command has left running.
    fn remember(&mut self, job: Job) {
        if self.passed_on(job.id, &job.label) {
            return;
        }
        if self.ended.len() == MAX_ENDED {
            // One by one: collecting them would bring in two ways of sorting.
            let mut living = BTreeSet::new();
            let processes = self.processes();
            living.extend(processes.pids().filter_map(|pid| processes.label(pid)));
            self.ended.retain(|label, _| living.contains(label));
        }
        self.ended.insert(job.label, job.id);
    }

    /// Whether a label is that of a later job by now, or will be. To be asked after members
    /// were looked for, and before anything is done to them: a job has its label
    /// before any of its processes can be seen to have it.
    fn passed_on(&self, id: Id, label: &[u8]) -> bool {
        let mut running = self.by_pid.values();
        running.any(|job| job.id.order > id.order && job.label() == label)
            || self.spare.iter().any(|spare| spare.label() == label)
            || self
                .ended
                .get(label)
                .is_some_and(|other| other.order > id.order)
    }

    fn signal_whole(&self, id: Id, label: &[u8], signal: i32) {
        let members = self.members(label);
        if !self.passed_on(id, label) {
            for member in members {
                let _ = signal::kill(member, signal);
            }
        }
    }

    /// Kills all of a job, however fast it forks: what is stopped cannot fork
    /// and still counts against the limit of processes, so stopping comes to an
    /// end; then all die. A fork that was under way may still succeed after its
    /// parent was told to stop, but not after it was told to die: so it is looked
    /// once more then.
    ///
    /// The command itself may not be seen to be a member yet, when its program
    /// has only just begun to run.
    fn kill_whole(&self, id: Id, label: &[u8], command: Option<i32>) {
        let mut known = Vec::new();
        let mut fresh = Vec::from_iter(command);
        loop {
            let first = known.len();
            for _ in 0..MAX_STOP_ROUNDS {
                for pid in fresh {
                    let _ = signal::kill(pid, signal::number::STOP);
                    known.push(pid);
                }
                fresh = self.members(label);
                fresh.retain(|pid| !known.contains(pid));
                if fresh.is_empty() || self.passed_on(id, label) {
                    break;
                }
            }
            if known.len() == first {
                return;
            }
            for &pid in &known[first..] {
                let _ = signal::kill(pid, signal::number::KILL);
            }
            fresh = Vec::new();
        }
    }

    /// Process ids of a job.
    fn members(&self, label: &[u8]) -> Vec<i32> {
        if label.is_empty() {
            return Vec::new();
        }
        let processes = self.processes();
        let pids = processes.pids().filter(|pid| *pid != 1);
        pids.filter(|&pid| processes.label(pid).as_deref() == Some(label))
            .collect()
    }
}

impl Job {
    /// Name of its cgroup namespace; empty before the new process has found it
    /// out, which it does before it executes the program.
    fn label(&self) -> Vec<u8> {
        match &self.launch {
            Some(launch) => launch.label(),
            None => self.label.clone(),
        }
    }
}

/// Number of a job that was reported as failed; real ones start at 1.
const FORGOTTEN: u32 = 0;

/// Reports how a launch went, and lets go of it.
fn settle(pid: i32, job: &mut Job, proc: BorrowedFd<'_>, control: &Channel) {
    let Some(launch) = job.launch.take() else {
        return;
    };
    job.label = launch.label();
    let outcome = launch.outcome().and_then(|()| {
        let started = Started {
            job: job.id.number,
            pid: pid as u32,
        };
        let ends: Vec<_> = launch.caller_ends.iter().map(OwnedFd::as_fd).collect();
        let told = control.send(&FromInit::Started(started), &ends);
        come_first(proc, pid);
        told.map_err(|error| {
            // The kernel limits how many descriptors are under way. Nobody
            // will ever read what this command writes.
            let _ = signal::kill(pid, signal::number::KILL);
            let step = "pass out the pipes of a command";
            (LaunchStage::Engine, Failure::new(step, error))
        })
    });
    if let Err((stage, failure)) = outcome {
        let failed = LaunchFailed {
            job: job.id.number,
            stage,
            failure,
        };
        job.id.number = FORGOTTEN;
        let _ = control.send(&FromInit::LaunchFailed(failed), &[]);
    }
}
