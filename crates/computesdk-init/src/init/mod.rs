//! PID 1 of a sandbox: sets it up, starts commands, reaps.
//!
//! It keeps the capabilities of the sandbox's outer user namespace. What it
//! runs lives in a nested one, without them, and can neither trace nor signal
//! it. It ends, and the kernel ends everything in the sandbox with it, when its
//! control socket closes.

mod events;
mod files;
mod identity;
mod jobs;
mod launch;
mod placement;
mod process_files;
mod processes;
mod report;
mod rootfs;
mod scarcity;
mod sockets;

use core::time::Duration;

use computesdk_sys::process::{self, exit};
use computesdk_sys::{BorrowedFd, Error, OwnedFd, credentials, fd, mount, namespace, poll, signal};

use crate::accounts;
use crate::channel::{Channel, Received, invalid};
use crate::protocol::{Attach, Changed, Create, Failure, FromInit, ToInit};
use crate::spawner::{Common, Go, Ids, Membership, is_filled};
use crate::weaken::{Defence, lacks};
use events::Events;
use files::Servers;
use identity::Identities;
use jobs::Jobs;
use report::Layers;
use rootfs::{RootFs, attach_living};
use scarcity::OwnScore;

/// After so long without a request there is time to make something ahead.
const IDLE: Duration = Duration::from_millis(1);

/// What the spawner hands over.
pub(crate) struct Setup<'a> {
    pub(crate) control: Channel,
    /// Where the word comes from that ids and mounts are there.
    pub(crate) go: Channel,
    /// Where [`is_filled`] hears that the base has all its files.
    pub(crate) base_filled: BorrowedFd<'a>,
    pub(crate) common: &'a Common,
    pub(crate) request: Create,
    pub(crate) ids: Ids,
    /// The control groups that it belongs to.
    pub(crate) membership: &'a Membership,
}

impl Setup<'_> {
    /// Waits until the base has all its files.
    fn wait_for_base(&self) {
        if !is_filled(self.base_filled) {
            // The spawner reports what went wrong.
            exit(1)
        }
    }
}

/// Lives as init until the control socket closes.
pub(crate) fn run(mut setup: Setup<'_>) -> ! {
    match Init::start(&mut setup) {
        Ok(mut init) => {
            init.serve(&mut setup.control);
            // Nothing of init's may go before the kernel has ended the children that
            // share its memory: without its stack a spare would crash.
            exit(0)
        }
        Err(failure) => {
            let _ = setup.control.send(&FromInit::SetupFailed(failure), &[]);
            exit(1)
        }
    }
}

struct Init<'a> {
    child_events: OwnedFd,
    jobs: Jobs<'a>,
    servers: Servers,
    identities: Identities,
}

impl<'a> Init<'a> {
    fn start(setup: &mut Setup<'a>) -> Result<Init<'a>, Failure> {
        let failed = |error| Failure::new("start the init of a sandbox", error);
        setup.membership.join()?;
        // Parts that need no ids, while the spawner is mapping them.
        credentials::set_name(c"compute-init").map_err(failed)?;
        credentials::set_secure_bits(credentials::SECURE_NO_SETUID_FIXUP).map_err(failed)?;
        let child_events = signal::child_events().map_err(failed)?;
        if !lacks(Defence::UtsNamespace) {
            namespace::set_hostname(&setup.request.hostname)
                .map_err(|error| Failure::new("set the host name", error))?;
        }
        let Some((go, mounts)): Option<Received<Go>> = setup.go.receive() else {
            // The spawner reports what went wrong.
            exit(1)
        };
        let groups_dropped = become_init(&setup.ids).map_err(failed)?;
        let root = RootFs::build(setup, &go, mounts)?;
        if !setup.common.accounts_apart {
            accounts::leave_half(root.proc.as_fd(), root.user_sysctls.as_fd());
        }
        // Changing ids made us undumpable, and a process that is may not write
        // the maps of its children. From then on nothing may look into our
        // memory again.
        credentials::set_dumpable(true).map_err(failed)?;
        let identities = Identities::new(setup, &root)?;
        let score = OwnScore::open(root.proc.as_fd());
        credentials::set_dumpable(false).map_err(failed)?;
        root.enter()
            .map_err(|error| Failure::new("move into the root file system", error))?;
        setup.wait_for_base();
        let layers = Layers {
            setup,
            root: &root,
            identities: &identities,
            groups_dropped,
        };
        setup
            .control
            .send(&FromInit::Ready(layers.report()), &[])
            .map_err(failed)?;
        // Before anything runs, but while the caller is on its way to say what.
        mount::detach_old_root().map_err(failed)?;
        Ok(Init {
            child_events,
            jobs: Jobs::new(root.proc, Events::new(setup.membership, root.writable)),
            servers: Servers::new(score),
            identities,
        })
    }

    fn serve(&mut self, control: &mut Channel) {
        loop {
            let mut entries = vec![
                poll::Entry::readable(control.as_fd()),
                poll::Entry::readable(self.child_events.as_fd()),
            ];
            entries.extend(self.jobs.launches().map(poll::Entry::readable));
            let waited = match self.jobs.wants_spare() {
                true => poll::wait_at_most(&mut entries, IDLE),
                false => poll::wait(&mut entries).map(|()| true),
            };
            match waited {
                Ok(true) => {}
                Ok(false) => self.jobs.prepare(&self.identities),
                Err(_) => return,
            }
            if entries[2..].iter().any(poll::Entry::ready) {
                self.jobs.settle_launches(control);
                if self.jobs.needs_spare() {
                    self.jobs.prepare(&self.identities);
                }
            }
            if entries[1].ready() {
                self.reap(control);
            }
            if entries[0].ready() && !self.answer(control) {
                return;
            }
        }
    }

    /// Handles one request. False when nobody is there to ask.
    fn answer(&mut self, control: &mut Channel) -> bool {
        let Some((request, fds)) = control.receive() else {
            return false;
        };
        match request {
            ToInit::Spawn(spawn) => self.jobs.start(spawn, &self.identities, control),
            ToInit::Signal(signal) => self.jobs.signal(&signal),
            ToInit::Resize(resize) => {
                let resized = self.jobs.writable().resize(&resize.sizes);
                let step = "change the size of a disk";
                tell(control, resize.request, step, resized);
            }
            ToInit::Attach(Attach { request, target }) => {
                let tree = fds.first().ok_or(invalid("recvmsg"));
                let attached = tree.and_then(|tree| attach_living(tree.as_fd(), &target));
                tell(control, request, "mount a path of the host", attached);
            }
            ToInit::ServeFiles(uid) => {
                if let Some(socket) = fds.into_iter().next() {
                    self.serve_files(uid, socket);
                }
            }
            ToInit::ListProcesses(request) => {
                self.jobs.report(&request, self.identities.ids(), control);
            }
            ToInit::SignalProcess(signal) => self.jobs.signal_process(&signal, control),
            ToInit::OpenSocket(wanted) => sockets::open(&wanted, control),
        }
        true
    }

    fn serve_files(&mut self, uid: u32, socket: OwnedFd) {
        if let Err(error) = scarcity::check_for_server(self.jobs.membership()) {
            return files::refuse(socket, error);
        }
        self.servers.start(uid, socket, &self.identities);
    }

    fn reap(&mut self, control: &Channel) {
        let mut drained = [0u8; 1024];
        while matches!(fd::read(self.child_events.as_fd(), &mut drained), Ok(1..)) {}
        while let Ok(Some(ended)) = process::reap() {
            if !self.servers.finish(ended.pid) {
                self.jobs.finish(&ended, &self.identities, control);
            }
        }
        self.servers.end_stopped();
    }
}

/// Answers a request to change something.
fn tell(control: &Channel, request: u64, step: &str, changed: Result<(), Error>) {
    let failure = changed.map_err(|error| Failure::new(step, error)).err();
    let _ = control.send(&FromInit::Changed(Changed { request, failure }), &[]);
}

/// Takes the id that nothing inside can have. Whether the supplementary groups
/// of the host user are gone.
fn become_init(ids: &Ids) -> Result<bool, Error> {
    let groups_dropped = !lacks(Defence::Groups) && credentials::drop_groups().is_ok();
    credentials::set_group(ids.of_init())?;
    credentials::set_user(ids.of_init())?;
    Ok(groups_dropped)
}
