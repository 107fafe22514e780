//! The spawner: waits for requests and makes sandboxes.
//!
//! It is small and has one thread, so that cloning it is cheap and safe however
//! large the application is. When the application's end of the control socket
//! closes, by whatever way, it ends every sandbox, cleans up and exits.

mod cgroup;
mod copy;
mod create;
mod devices;
mod filler;
mod ids;
mod mounts;
mod network;
mod populate;
mod requests;
mod template;
mod tier;

use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::slice;
use core::time::Duration;

use computesdk_sys::file::{self, open};
use computesdk_sys::process::{self, Resource, Status};
use computesdk_sys::{BorrowedFd, OwnedFd, credentials, fd, poll, signal};

pub(crate) use cgroup::Membership;
pub(crate) use create::Go;
pub(crate) use filler::is_filled;
pub(crate) use ids::Ids;
pub(crate) use populate::populate;

use crate::accounts;
use crate::channel::{Channel, invalid};
use crate::protocol::{
    Changed, Entry, Failure, FromSpawner, GroupLimits, IdMapping, Limit, MountFor, OpenNetwork,
    SandboxGone, Source, SpawnerReady, ToSpawner,
};
use crate::weaken::{Defence, lacks};
use cgroup::{Group, Groups};
use ids::Allocator;
use network::Networks;
use requests::Requests;
use template::{Foundation, Template};

/// The library puts its socket where a program expects its standard input.
const CONTROL: i32 = 0;

/// After so long without a request there is time to make things ahead. The init
/// of a new sandbox is on its way then; before, it may be waiting for this
/// process to leave the processor.
const IDLE: Duration = Duration::from_millis(1);

struct Spawner {
    requests: Requests,
    child_events: OwnedFd,
    common: Common,
    template: Template,
    ids: Allocator,
    groups: Groups,
    networks: Networks,
    sandboxes: BTreeMap<i32, Living>,
}

/// What every sandbox has in common.
pub(crate) struct Common {
    /// The system call filter: an array of struct sock_filter.
    pub(crate) filter: Vec<u8>,
    /// What is made in the root file system.
    pub(crate) skeleton: Vec<Entry>,
    /// Parts of the host that are shown inside.
    pub(crate) sources: Vec<Source>,
    /// Whether each has an account of its own with the kernel.
    pub(crate) accounts_apart: bool,
}

/// A sandbox, by its init's process id outside.
struct Living {
    id: u64,
    group: Group,
    /// Its network; none where it has the host's, in a test of the tests. What it is by
    /// init's process nobody but root may ask.
    network: Option<OwnedFd>,
    /// Kept as long as the sandbox lives: no other may have them.
    ids: Ids,
}

/// What makes descriptors for a sandbox.
type Make<'a> = &'a dyn Fn(&Living) -> Result<Vec<OwnedFd>, Failure>;

/// Limits of the group that is made before anybody has asked: the library's
/// defaults.
const USUAL: GroupLimits = GroupLimits {
    memory: Some(2 << 30),
    swap: Some(0),
    processes: Some(512),
    cpu_quota: None,
    cpu_weight: 100,
    disks: Vec::new(),
};

/// Serves until the library is gone. Returns the exit code.
pub(crate) fn run() -> i32 {
    let Ok(control) = take_control() else {
        return 1;
    };
    raise_descriptor_limit();
    let mut requests = Requests::new(control);
    match Parts::make(&mut requests) {
        Ok(parts) => {
            let mut spawner = parts.with(requests);
            spawner.serve();
            spawner.end_all();
            0
        }
        Err(failure) => {
            // Nobody may be there any more.
            let _ = requests.tell(&FromSpawner::Failed(failure));
            1
        }
    }
}

/// As high as it may be: what suffices for the application may be too little for
/// the mounts of a sandbox, or for the pipes of all that its init starts at once.
/// Commands get a limit of their own.
fn raise_descriptor_limit() {
    if let Ok((_, hard)) = process::limit(Resource::OpenFiles) {
        // Where it is refused the lower one holds, and what it prevents is told.
        let _ = process::set_limit(Resource::OpenFiles, hard, hard);
    }
}

/// Moves the control socket out of the way of the standard descriptors, and
/// lets go of everything else that the application's other threads left open.
fn take_control() -> Result<Channel, computesdk_sys::Error> {
    // SAFETY: the library passes the socket as descriptor 0, and nothing in this
    // program has touched it yet.
    let control = unsafe { BorrowedFd::borrow_raw(CONTROL) };
    let control = fd::duplicate_above(control, 3)?;
    if !lacks(Defence::InheritedDescriptors) {
        // SAFETY: at this point `control` is the only descriptor that a value owns.
        unsafe { fd::close_others(3, &[control.as_raw_fd()]) }?;
    }
    if let Ok(null) = file::openat(None, c"/dev/null", open::READ_WRITE, 0) {
        for standard in 0..3 {
            fd::install(null.as_fd(), standard)?;
        }
    }
    Ok(Channel::new(control))
}

/// A spawner before it owns its socket.
struct Parts {
    child_events: OwnedFd,
    common: Common,
    template: Template,
    ids: Allocator,
    groups: Groups,
    networks: Networks,
}

impl Parts {
    /// Makes them in the order in which others can go on: what fills the base,
    /// and the library that finds out what of the host it shows.
    fn make(requests: &mut Requests) -> Result<Parts, Failure> {
        let failed = |error| Failure::new("start the spawner", error);
        // A session of its own: Ctrl-C in the application's terminal is for the
        // application, which then decides.
        process::new_session().map_err(failed)?;
        credentials::set_name(c"compute-spawner").map_err(failed)?;
        signal::reset_all();
        let child_events = signal::child_events().map_err(failed)?;
        if !lacks(Defence::SessionKeyring) {
            // Keys of the host user's session. Fails where the kernel has no
            // keys, or a container's rules forbid the call.
            let _ = credentials::leave_session_keyring();
        }
        let unexpected = || failed(invalid("recvmsg"));
        let Some((ToSpawner::Configure(configure), _)) = requests.next() else {
            return Err(unexpected());
        };
        let (uid, _) = credentials::effective_ids();
        let mapping = tier::enter(requests, configure.subordinate_ids)?;
        let accounts_apart = mapping == IdMapping::Private
            && !lacks(Defence::UserNamespace)
            && accounts::are_apart();
        let foundation = Foundation::lay(mapping, &configure.skeleton)?;
        let mut groups = Groups::find(uid, USUAL);
        let mut networks = Networks::new(mapping)?;
        networks.prepare();
        let Some((ToSpawner::Show(shown), _)) = requests.next() else {
            return Err(unexpected());
        };
        let template = foundation.complete(&shown)?;
        let ready = SpawnerReady {
            ids: mapping,
            memory: groups.memory(),
            swap: groups.swap(),
            processes: groups.processes(),
            cpus: groups.cpus(),
            cpu_weight: groups.cpu_weight(),
            io: groups.io(),
            groups: groups.paths(),
        };
        groups.prepare();
        requests.tell(&FromSpawner::Ready(ready)).map_err(failed)?;
        Ok(Parts {
            child_events,
            common: Common {
                filter: configure.filter,
                skeleton: [configure.skeleton, shown.skeleton].concat(),
                sources: shown.sources,
                accounts_apart,
            },
            template,
            ids: Allocator::new(mapping),
            groups,
            networks,
        })
    }

    fn with(self, requests: Requests) -> Spawner {
        Spawner {
            requests,
            child_events: self.child_events,
            common: self.common,
            template: self.template,
            ids: self.ids,
            groups: self.groups,
            networks: self.networks,
            sandboxes: BTreeMap::new(),
        }
    }
}

impl Spawner {
    fn serve(&mut self) {
        while self.requests.has_early() {
            if !self.answer() {
                return;
            }
        }
        loop {
            let mut entries = [
                poll::Entry::readable(self.requests.as_fd()),
                poll::Entry::readable(self.child_events.as_fd()),
            ];
            let waited = match self.groups.wants_spare() || self.networks.wants_spare() {
                true => poll::wait_at_most(&mut entries, IDLE),
                false => poll::wait(&mut entries).map(|()| true),
            };
            match waited {
                Ok(true) => {}
                Ok(false) => self.prepare(),
                Err(_) => return,
            }
            if entries[1].ready() {
                self.reap();
            }
            if entries[0].ready() && !self.answer() {
                return;
            }
        }
    }

    /// Makes one of the things that the next request will need: one at a time,
    /// so that no request waits long.
    fn prepare(&mut self) {
        if self.groups.wants_spare() {
            self.groups.prepare();
        } else {
            self.networks.prepare();
        }
    }

    /// Handles one request. False when nobody is there to ask.
    fn answer(&mut self) -> bool {
        match self.requests.next() {
            Some((ToSpawner::Create(request), fds)) => self.create(request, fds),
            Some((ToSpawner::Kill(id), _)) => self.kill(id),
            Some((ToSpawner::Limit(limit), _)) => self.limit(&limit),
            Some((ToSpawner::OpenNetwork(OpenNetwork { request, id }), _)) => {
                self.hand_over(request, id, &|sandbox| match &sandbox.network {
                    Some(network) => self.networks.open_egress(network),
                    None => Ok(Vec::new()),
                });
            }
            Some((ToSpawner::Mount(MountFor { request, id, mount }), _)) => {
                self.hand_over(request, id, &|sandbox| {
                    mounts::requested(&self.template, slice::from_ref(&mount), &sandbox.ids)
                });
            }
            Some((ToSpawner::Configure(_) | ToSpawner::Show(_) | ToSpawner::IdsMapped(_), _))
            | None => return false,
        }
        true
    }

    /// Kills a sandbox's init, and by that everything in it.
    fn kill(&self, id: u64) {
        let mut living = self.sandboxes.iter();
        if let Some((&pid, _)) = living.find(|(_, sandbox)| sandbox.id == id) {
            let _ = signal::kill(pid, signal::number::KILL);
        }
    }

    /// Gives a sandbox other limits. Of one that is gone its library knows.
    fn limit(&mut self, request: &Limit) {
        let mut living = self.sandboxes.values_mut();
        let Some(sandbox) = living.find(|sandbox| sandbox.id == request.id) else {
            return;
        };
        let changed = self.groups.change(&mut sandbox.group, &request.limits);
        let _ = self.requests.tell(&FromSpawner::Limited(Changed {
            request: request.request,
            failure: changed.err(),
        }));
    }

    /// Makes something for a sandbox and passes it to the library. Of one that is gone
    /// that knows.
    fn hand_over(&self, request: u64, id: u64, make: Make<'_>) {
        let mut living = self.sandboxes.values();
        let Some(sandbox) = living.find(|sandbox| sandbox.id == id) else {
            return;
        };
        let (failure, made) = match make(sandbox) {
            Ok(made) => (None, made),
            Err(failure) => (Some(failure), Vec::new()),
        };
        let told = FromSpawner::HandedOver(Changed { request, failure });
        let _ = self.requests.hand_over(&told, &made);
    }

    fn reap(&mut self) {
        let mut drained = [0u8; 1024];
        while matches!(fd::read(self.child_events.as_fd(), &mut drained), Ok(1..)) {}
        while let Ok(Some(ended)) = process::reap() {
            let Some(sandbox) = self.sandboxes.remove(&ended.pid) else {
                continue;
            };
            let (code, signal) = match ended.status {
                Status::Exited(code) => (code, 0),
                Status::Signaled(signal) => (0, signal),
            };
            let gone = SandboxGone {
                id: sandbox.id,
                signal,
                code,
                leftovers: self.groups.remove(sandbox.group),
            };
            let _ = self.requests.tell(&FromSpawner::Gone(gone));
        }
    }

    /// Ends every sandbox and waits until each is gone.
    fn end_all(&mut self) {
        for &pid in self.sandboxes.keys() {
            let _ = signal::kill(pid, signal::number::KILL);
        }
        for (pid, sandbox) in core::mem::take(&mut self.sandboxes) {
            let _ = process::wait_for(pid);
            self.groups.remove(sandbox.group);
        }
    }
}
