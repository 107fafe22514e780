//! The root file system, from the template's parts.
//!
//! Everything that can be written lies in one memory file system, whose size is
//! the sandbox's disk limit. It is never visible as a whole: the upper layers of
//! the overlays, the user's home, `/tmp` and `/dev/shm` are directories of it. Where
//! `/tmp` has a size of its own, it is a second one.

mod kernel;
mod layers;
mod local;
mod requested;
mod writable;

use alloc::ffi::CString;
use alloc::vec::Vec;

use computesdk_sys::mount;
use computesdk_sys::{Error, OwnedFd, credentials, file};

use super::Setup;
use crate::channel::invalid;
use crate::paths::c_string;
use crate::protocol::Failure;
use crate::spawner::Go;
use crate::weaken::{Defence, lacks};
use kernel::{devices, proc_file_system};
use layers::{overlay_source, root_copy, root_overlay};
use requested::attach_requested;

pub(super) use requested::attach_living;
pub(super) use writable::Writable;

/// The finished root.
pub(super) struct RootFs {
    /// The root of `/proc`, for ourselves.
    pub(super) proc: OwnedFd,
    /// `/proc/sys/user` as it was before it became read-only.
    pub(super) user_sysctls: OwnedFd,
    /// All that can be written.
    pub(super) writable: Writable,
    /// What of the system directories can be changed inside.
    pub(super) system: System,
    /// Whether the parts of `/proc` are hidden.
    pub(super) masked_proc: bool,
}

/// What of the system directories can be changed inside, in a private layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum System {
    /// Nothing.
    ReadOnly,
    /// `/usr/local`.
    Local,
    /// Everything. Where the kernel's memory file system has no attributes for
    /// it, a whole directory of the host's cannot be removed.
    Writable {
        /// Whether it can.
        directories: bool,
    },
}

impl RootFs {
    /// Builds the root at `/newroot`. `mounts` are the base, the
    /// sources and the requested mounts.
    pub(super) fn build(
        setup: &Setup<'_>,
        go: &Go,
        mounts: Vec<OwnedFd>,
    ) -> Result<RootFs, Failure> {
        let mut mounts = mounts.into_iter();
        let missing = || Failure::new("receive the mounts", invalid("recvmsg"));
        let base = mounts.next().ok_or_else(missing)?;
        file::set_umask(0);
        // Directories and pipes are made for the sandbox's root from here on.
        let root_id = setup.ids.of_user(0);
        credentials::set_filesystem_ids(root_id, root_id);

        let writable = Writable::make(&setup.request.sizes, setup.ids.of_user(1000))
            .map_err(|error| Failure::new("make the writable layer", error))?;
        // What overlays need to hide a whole directory; Linux 6.6 has it.
        let attributes = file::set_attribute(c"/stage", c"user.origin", b"sandbox").is_ok();
        if go.base_mapped && attributes {
            root_overlay(&base)?;
        } else {
            setup.wait_for_base();
            root_copy(setup, &base)?;
        }
        let mut writable_system = true;
        for (number, source) in setup.common.sources.iter().enumerate() {
            let tree = mounts.next().ok_or_else(missing)?;
            let failed = |error| Failure::at("show a directory of the host", &source.path, error);
            let target = inside(&source.target).map_err(failed)?;
            // What nobody inside owns nobody could change: no layer for it.
            let wanted = source.writable && go.sources_mapped && !lacks(Defence::ReadOnlySources);
            let overlaid = wanted && overlay_source(&tree, number, &target).is_ok();
            if !overlaid {
                writable_system &= !source.writable;
                mount::attach(tree.as_fd(), None, &target).map_err(failed)?;
            }
        }
        let system = match writable_system {
            true => System::Writable {
                directories: attributes,
            },
            false if local::make_writable().is_ok() => System::Local,
            false => System::ReadOnly,
        };
        let (proc, user_sysctls) = proc_file_system()
            .map_err(|error| Failure::at("mount the process file system", "/proc", error))?;
        devices(&setup.ids).map_err(|error| Failure::at("mount the devices", "/dev", error))?;
        writable
            .show_home()
            .map_err(|error| Failure::at("mount the home directory", "/home/user", error))?;
        writable
            .show_tmp()
            .map_err(|error| Failure::at("mount the temporary directory", "/tmp", error))?;
        for request in &setup.request.mounts {
            let tree = mounts.next().ok_or_else(missing)?;
            attach_requested(tree.as_fd(), request)
                .map_err(|error| Failure::at("mount a path of the host", &request.target, error))?;
        }
        Ok(RootFs {
            proc,
            user_sysctls,
            writable,
            system,
            masked_proc: !lacks(Defence::MaskedProc),
        })
    }

    /// Moves the process into it. Until the old root is detached the kernel takes
    /// it for one that was changed by `chroot`, and lets it make no user namespace.
    pub(super) fn enter(&self) -> Result<(), Error> {
        file::chdir(c"/newroot")?;
        mount::pivot_to_working_directory()?;
        file::chdir(c"/")
    }
}

/// Where a path of the sandbox is before we move into it.
fn inside(path: &[u8]) -> Result<CString, Error> {
    c_string([b"/newroot/".as_slice(), path].concat())
}
