//! Directories of the host that are shown while the sandbox lives.
//!
//! The spawner makes the mount, since it alone can go where the host's paths lead
//! somewhere, and hands it over attached nowhere. Init attaches it, since it alone has
//! rights over the sandbox's mounts.

use std::ffi::OsString;
use std::fs::{self, Metadata};
use std::os::unix::ffi::OsStringExt;
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use computesdk_init::protocol::{Failure, HostMount, IdMapping};
use computesdk_model::{Errno, Error, Hint, InvalidArgumentError, Mount, Result};

use super::change::Current;
use super::connection::Connection;
use super::create::host_mount;
use super::limits::{disks, group_limits};
use crate::MAX_MOUNTS;
use crate::engine::{Spawner, descriptors_lost, engine_error};

/// What of the host a sandbox shows, beside what all show.
pub(super) struct Mounts {
    shown: Mutex<Vec<Shown>>,
    /// Whether it was made with some: with subordinate ids its user has the host user's
    /// id then.
    from_birth: bool,
}

struct Shown {
    mount: Mount,
    /// Device and inode of the source: another directory may have its path by now.
    source: Option<(u64, u64)>,
}

impl Shown {
    fn new(mount: Mount, source: Option<&Metadata>) -> Self {
        let source = source.map(|found| (found.dev(), found.ino()));
        Shown { mount, source }
    }
}

/// A directory that is to be shown.
pub(super) struct Wanted {
    request: HostMount,
    mount: Mount,
    found: Metadata,
}

/// Looks at what is to be shown: with the caller's rights, on the caller's thread.
pub(super) fn wanted(mount: &Mount) -> Result<Wanted> {
    let request = host_mount(mount)?;
    let source = PathBuf::from(OsString::from_vec(request.source.clone()));
    let found = fs::metadata(&source);
    let Some(found) = found.ok().filter(Metadata::is_dir) else {
        let reason = format!("{} is not a directory", source.display());
        let hint = "mount a file when the sandbox is made, or upload it";
        return Err(invalid("mount source", reason, hint));
    };
    let target = [b"/".as_slice(), &request.target].concat();
    let mount = Mount {
        source,
        target: OsString::from_vec(target).into(),
        read_only: mount.read_only,
    };
    Ok(Wanted {
        request,
        mount,
        found,
    })
}

impl Mounts {
    /// Those that it was made with.
    pub(super) fn new(mounts: &[Mount]) -> Self {
        let shown = |mount: &Mount| {
            let mount = Mount {
                // Without doubled slashes and the like, to be compared.
                target: mount.target.components().collect(),
                ..mount.clone()
            };
            let found = fs::metadata(&mount.source).ok();
            Shown::new(mount, found.as_ref())
        };
        Mounts {
            shown: Mutex::new(mounts.iter().map(shown).collect()),
            from_birth: !mounts.is_empty(),
        }
    }

    /// Those that there are.
    pub(super) fn now(&self) -> Vec<Mount> {
        self.lock().iter().map(|one| one.mount.clone()).collect()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Shown>> {
        // Always whole: one is added at a time.
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether it is there already. An error where something else is in its place.
    fn has(&self, wanted: &Mount, shown: &Shown) -> Result<bool> {
        let target = wanted.target.display();
        let all = self.lock();
        if let Some(there) = all.iter().find(|one| one.mount.target == wanted.target) {
            if there.source == shown.source && there.mount.read_only == wanted.read_only {
                return Ok(true);
            }
            let (source, how) = (there.mount.source.display(), how(&there.mount));
            let reason = format!("{source} is mounted at {target} already, {how}");
            return Err(InvalidArgumentError::new("mount target", reason).into());
        }
        let mut below = all.iter().map(|one| &one.mount.target);
        if let Some(below) = below.find(|path| path.starts_with(&wanted.target)) {
            let reason = format!(
                "a mount at {target} would hide the one at {}",
                below.display()
            );
            return Err(InvalidArgumentError::new("mount target", reason).into());
        }
        if all.len() >= MAX_MOUNTS {
            let reason = format!("there are {MAX_MOUNTS} already, which are the most");
            return Err(InvalidArgumentError::new("mounts", reason).into());
        }
        Ok(false)
    }

    /// An error where nobody inside could use it, because the host user has no id there:
    /// an ordinary user's mounts cannot show other ids than there are.
    fn check_rights(&self, wanted: &Wanted) -> Result<()> {
        const OTHERS_MAY_READ: u32 = 0o005;
        let source = wanted.mount.source.display();
        let others = wanted.found.mode() & OTHERS_MAY_READ == OTHERS_MAY_READ;
        let reason = match wanted.mount.read_only {
            _ if self.from_birth => return Ok(()),
            true if others => return Ok(()),
            true => format!("{source} may be read by its owner and its group alone"),
            false => format!("{source} cannot be written inside"),
        };
        let reason = format!("{reason}, and this sandbox's user is none of them");
        let hint = "mount it when the sandbox is made: then its user has your id";
        Err(invalid("mount source", reason, hint))
    }
}

fn how(mount: &Mount) -> &'static str {
    match mount.read_only {
        true => "read-only",
        false => "to be written",
    }
}

/// All that showing a directory needs, for as long as it takes.
pub(super) struct Show {
    pub(super) connection: Arc<Connection>,
    pub(super) spawner: Arc<Spawner>,
    /// The sandbox's number.
    pub(super) sandbox: u64,
    pub(super) limits: Arc<Current>,
    pub(super) mounts: Arc<Mounts>,
}

impl Show {
    /// Shows it, where it is not there yet.
    pub(super) async fn make(self, wanted: Wanted) -> Result<()> {
        let _one = self.limits.unchanged().await;
        self.connection.check()?;
        let shown = Shown::new(wanted.mount.clone(), Some(&wanted.found));
        if self.mounts.has(&wanted.mount, &shown)? {
            return Ok(());
        }
        if self.spawner.ready().ids == IdMapping::Subordinate {
            self.mounts.check_rights(&wanted)?;
        }
        match self.attach(wanted).await {
            Ok(()) => {
                self.mounts.lock().push(shown);
                Ok(())
            }
            // Where the sandbox has ended meanwhile, that is why.
            Err(error) => Err(self.connection.check().err().unwrap_or(error)),
        }
    }

    async fn attach(&self, wanted: Wanted) -> Result<()> {
        self.slow_its_disk(&wanted.mount).await?;
        let target = wanted.request.target.clone();
        let made = self.spawner.mount(self.sandbox, wanted.request).await?;
        let made = made.ok_or_else(|| self.connection.gone())?;
        let mount = made.map_err(engine_error)?.into_iter().next();
        let mount = mount.ok_or_else(|| descriptors_lost("receive a mount of the host"))?;
        let attached = self.connection.attach(mount, target).await?;
        attached.map_err(|failure| refusal(failure, &wanted.mount))
    }

    /// Rates of disks hold for the one behind it too, from before it is seen.
    async fn slow_its_disk(&self, mount: &Mount) -> Result<()> {
        let limits = self.limits.now();
        let groups = |mounts: &[Mount]| group_limits(&limits, &disks(&limits, mounts));
        let mut mounts = self.mounts.now();
        let before = groups(&mounts);
        mounts.push(mount.clone());
        let after = groups(&mounts);
        if before == after {
            return Ok(());
        }
        let limited = self.spawner.limit(self.sandbox, after).await?;
        let limited = limited.ok_or_else(|| self.connection.gone())?;
        limited.map_err(engine_error)
    }
}

/// The error for a mount that init could not attach.
fn refusal(failure: Failure, mount: &Mount) -> Error {
    let target = &mount.target;
    if failure.errno == Errno::ENOTDIR.raw() {
        let reason = format!(
            "{} is not a directory, or goes through something inside that is none: {}",
            target.display(),
            Errno::ENOTDIR
        );
        let hint = "links are not followed: name the directory that they lead to";
        return invalid("mount target", reason, hint);
    }
    engine_error(Failure {
        path: OsString::from(target).into_vec(),
        ..failure
    })
}

fn invalid(argument: &str, reason: String, hint: &'static str) -> Error {
    let mut error = InvalidArgumentError::new(argument, reason);
    error.hints.push(Hint::new(hint));
    error.into()
}
