//! Making one sandbox: the part that needs the spawner's rights.

use alloc::vec::Vec;

use computesdk_sys::clone::{self, Fork, flags};
use computesdk_sys::{BorrowedFd, OwnedFd, credentials, fd, signal, socket};

use super::mounts::{self, Mounts};
use super::{Living, Spawner};
use crate::channel::Channel;
use crate::init::{self, Setup};
use crate::protocol::{Create, CreateFailed, Decode, Encode, Failure, FromSpawner};
use crate::weaken::{Defence, lacks};

/// Namespaces of every sandbox.
const NAMESPACES: u64 = flags::NEWUSER
    | flags::NEWNS
    | flags::NEWPID
    | flags::NEWIPC
    | flags::NEWUTS
    | flags::NEWCGROUP;

/// Tells a new init that its ids are mapped. With it come the mounts: the base,
/// the sources, the requested ones.
pub(crate) struct Go {
    /// Whether the base's files have the right owners.
    pub(crate) base_mapped: bool,
    /// Whether the sources' files belong to the sandbox's users.
    pub(crate) sources_mapped: bool,
}

impl Encode for Go {
    fn put(&self, out: &mut Vec<u8>) {
        self.base_mapped.put(out);
        self.sources_mapped.put(out);
    }
}

impl Decode for Go {
    fn take(input: &mut &[u8]) -> Option<Self> {
        Some(Go {
            base_mapped: bool::take(input)?,
            sources_mapped: bool::take(input)?,
        })
    }
}

impl Spawner {
    /// Makes a sandbox. Its init says itself when it is ready; a failure before
    /// that is reported from here.
    pub(super) fn create(&mut self, request: Create, fds: Vec<OwnedFd>) {
        let id = request.id;
        let Some(control) = fds.into_iter().next() else {
            return;
        };
        if let Err(failure) = self.try_create(request, control) {
            let failed = FromSpawner::CreateFailed(CreateFailed { id, failure });
            let _ = self.requests.tell(&failed);
        }
    }

    fn try_create(&mut self, request: Create, control: OwnedFd) -> Result<(), Failure> {
        let ids = self.ids.allocate()?;
        let failed = |error| Failure::new("create the namespaces of a sandbox", error);
        let (ours, theirs) = socket::pair().map_err(failed)?;
        let network = match lacks(Defence::NetworkNamespace) {
            true => None,
            false => Some(self.networks.take()?),
        };
        let mut group = self.groups.take(&request.limits)?;
        let membership = group.membership();
        let into = membership.into.as_ref().map(|group| group.as_fd());
        let account = ids.account().filter(|_| self.common.accounts_apart);
        let pid = match self.fork(network.as_ref(), into, account) {
            Ok(Fork::Child) => {
                let filled = self.template.filler.filled();
                let mut keep = vec![control.as_raw_fd(), theirs.as_raw_fd(), filled.as_raw_fd()];
                keep.extend(membership.tasks.iter().map(|fd| fd.as_raw_fd()));
                let files = [
                    &membership.memory_events,
                    &membership.memory_usage,
                    &membership.memory_limit,
                    &membership.memory_stat,
                    &membership.process_events,
                ];
                keep.extend(files.into_iter().flatten().map(|fd| fd.as_raw_fd()));
                if !lacks(Defence::InheritedDescriptors) {
                    // SAFETY: init::run never returns, so nothing that owned a
                    // closed descriptor is ever dropped.
                    let _ = unsafe { fd::close_others(3, &keep) };
                }
                init::run(Setup {
                    control: Channel::new(control),
                    go: Channel::new(theirs),
                    base_filled: filled,
                    common: &self.common,
                    request,
                    ids,
                    membership,
                })
            }
            Ok(Fork::Parent(pid)) => pid,
            Err(error) => {
                self.groups.remove(group);
                return Err(error);
            }
        };
        drop((control, theirs));
        group.close();
        let living = Living {
            id: request.id,
            group,
            network,
            ids: ids.clone(),
        };
        self.sandboxes.insert(pid, living);
        let result = self.equip(pid, &request, &ids, &Channel::new(ours));
        if result.is_err() {
            let _ = signal::kill(pid, signal::number::KILL);
        }
        result
    }

    /// Makes the process that becomes init, in all its namespaces, which count as
    /// made by `account`.
    fn fork(
        &self,
        network: Option<&OwnedFd>,
        group: Option<BorrowedFd<'_>>,
        account: Option<u32>,
    ) -> Result<Fork, Failure> {
        let failed = |error| Failure::new("create the namespaces of a sandbox", error);
        if let Some(network) = network {
            self.networks.enter(network)?;
        }
        let (own, _) = credentials::effective_ids();
        let renamed = account.map_or(Ok(()), credentials::set_effective_user);
        // SAFETY: the spawner has one thread.
        let forked = renamed.and_then(|()| unsafe { clone::fork(self.namespaces(), group) });
        if forked == Ok(Fork::Child) {
            return Ok(Fork::Child);
        }
        if account.is_some() {
            credentials::set_effective_user(own).map_err(failed)?;
        }
        if network.is_some() {
            self.networks.leave()?;
        }
        forked.map_err(failed)
    }

    /// Gives a new init its ids and its mounts, and tells it to go on.
    fn equip(
        &mut self,
        pid: i32,
        request: &Create,
        ids: &super::Ids,
        go: &Channel,
    ) -> Result<(), Failure> {
        let map = ids.outer_map(!request.mounts.is_empty());
        if !lacks(Defence::UserNamespace) {
            mounts::write_maps(pid, &map, &map)?;
        }
        let user_namespace = mounts::open_user_namespace(pid)?;
        let Mounts {
            base,
            base_mapped,
            sources,
            sources_mapped,
            requested,
        } = mounts::prepare(
            &self.template,
            self.common.sources.len(),
            request,
            ids,
            user_namespace.as_fd(),
        )?;
        let fds: Vec<BorrowedFd<'_>> = core::iter::once(&base)
            .chain(&sources)
            .chain(&requested)
            .map(|fd| fd.as_fd())
            .collect();
        let failed = |error| Failure::new("hand the mounts to a sandbox", error);
        let word = Go {
            base_mapped,
            sources_mapped,
        };
        go.send(&word, &fds).map_err(failed)?;
        self.template.filler.wait()
    }

    fn namespaces(&self) -> u64 {
        [
            (Defence::UserNamespace, flags::NEWUSER),
            (Defence::PidNamespace, flags::NEWPID),
            (Defence::IpcNamespace, flags::NEWIPC),
            (Defence::UtsNamespace, flags::NEWUTS),
        ]
        .into_iter()
        .filter(|(defence, _)| lacks(*defence))
        .fold(NAMESPACES, |flags, (_, flag)| flags & !flag)
    }
}
