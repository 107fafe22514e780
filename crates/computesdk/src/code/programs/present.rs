//! Kept programs that a sandbox has. The first are shown as they are in the cache, which
//! takes the same time for all, and nothing of the sandbox's memory. Further ones are copied,
//! and those that ran last stay.
//!
//! They are root's, so that code of its user cannot change what it will run next. A root of
//! the sandbox can change copies: it is one domain of trust.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use computesdk_model::{EngineError, FileType, Result, User};
use tracing::debug;

use super::Ready;
use crate::cache::KeptProgram;
use crate::sandbox::Sandbox;

/// Where they are.
const PLACE: &str = "/opt/computesdk/programs";

/// Most that are shown: a mount is there for good.
const MOST_SHOWN: usize = 8;

/// Most copies that a sandbox has at a time.
const MOST: usize = 8;

/// Most bytes that they take of it.
const BYTES: u64 = 32 << 20;

/// And of its disk, one part of so many.
const SHARE: u64 = 16;

/// The programs that a sandbox has, the one that was asked for last at the end.
#[derive(Debug, Default)]
pub(crate) struct PresentPrograms {
    programs: Mutex<Vec<Present>>,
    next: AtomicU64,
    /// How many were shown. Held while one is.
    shown: tokio::sync::Mutex<usize>,
}

/// One of them. It stays while any clone does.
#[derive(Clone, Debug)]
pub(in crate::code) struct Present {
    key: String,
    directory: PathBuf,
    size: u64,
    /// Where it is no copy: what keeps it in the cache.
    shown: Option<Arc<File>>,
    users: Arc<()>,
}

impl Present {
    pub(in crate::code) fn path(&self) -> PathBuf {
        self.directory.join("main")
    }

    /// Whether it is what it was, as far as can be told at a glance.
    async fn is_there(&self, sandbox: &Sandbox) -> bool {
        let stat = sandbox.stat(self.path()).user(User::Root).await;
        stat.is_ok_and(|stat| stat.file_type == FileType::File && stat.size == self.size)
    }
}

impl PresentPrograms {
    /// No code panics while it holds the lock, so a poisoned one is whole.
    fn programs(&self) -> MutexGuard<'_, Vec<Present>> {
        self.programs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// In a place of its own: another one of this key may run right now.
    fn new_one(&self, key: &str, size: u64, shown: Option<File>) -> Present {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        Present {
            key: key.to_owned(),
            directory: Path::new(PLACE).join(number.to_string()),
            size,
            shown: shown.map(Arc::new),
            users: Arc::default(),
        }
    }

    /// The one of this key, which is then the one that was asked for last.
    fn get(&self, key: &str) -> Option<Present> {
        let mut programs = self.programs();
        let at = programs.iter().position(|program| program.key == key)?;
        let present = programs.remove(at);
        programs.push(present.clone());
        Some(present)
    }

    /// Forgets this one, which is not there any more.
    fn forget(&self, gone: &Present) {
        self.programs()
            .retain(|program| program.directory != gone.directory);
    }

    /// Adds one, in place of those that nobody uses: what is to be removed.
    fn add(&self, present: Present, most: u64) -> Vec<Present> {
        let mut programs = self.programs();
        programs.push(present);
        let mut gone = Vec::new();
        let is_full = |programs: &[Present]| {
            let copies = programs.iter().filter(|program| program.shown.is_none());
            let sizes: Vec<_> = copies.map(|copy| copy.size).collect();
            sizes.len() > MOST || sizes.iter().sum::<u64>() > most
        };
        let can_go =
            |program: &Present| program.shown.is_none() && Arc::strong_count(&program.users) == 1;
        while is_full(&programs)
            && let Some(at) = programs.iter().position(can_go)
        {
            gone.push(programs.remove(at));
        }
        gone
    }
}

impl Sandbox {
    /// The program of this key, if it is there.
    pub(super) async fn present_program(&self, key: &str) -> Option<Present> {
        let all = self.present_programs();
        let present = all.get(key)?;
        if present.is_there(self).await {
            return Some(present);
        }
        all.forget(&present);
        None
    }

    /// Has this program of the cache there.
    pub(super) async fn show_program(&self, key: &str, kept: KeptProgram) -> Result<Ready> {
        let all = self.present_programs();
        // One at a time: what another call shows right now need not be shown again.
        let mut shown = all.shown.lock().await;
        if let Some(present) = all.get(key) {
            return Ok(Ready::Present(present));
        }
        let KeptProgram { directory, file } = kept;
        let failed = |cause| {
            EngineError::new("read a kept program")
                .path(&directory)
                .cause(cause)
        };
        if *shown < MOST_SHOWN {
            let size = file.metadata().map_err(failed)?.len();
            let file = file.try_clone().map_err(failed)?;
            let present = all.new_one(key, size, Some(file));
            match self.mount(&directory, &present.directory).await {
                Ok(()) => {
                    *shown += 1;
                    all.programs().push(present.clone());
                    return Ok(Ready::Present(present));
                }
                Err(error) => debug!(%error, "a program is copied, since it cannot be shown"),
            }
        }
        drop(shown);
        let program = tokio::fs::read(directory.join("main"))
            .await
            .map_err(failed)?;
        self.put_program(key, Arc::new(program)).await
    }

    /// Puts a copy there, where it does not take too much of the sandbox.
    pub(super) async fn put_program(&self, key: &str, program: Arc<Vec<u8>>) -> Result<Ready> {
        let disk = self.provided().limits().disk;
        let most = disk.map_or(BYTES, |disk| BYTES.min(disk / SHARE));
        let size = program.len() as u64;
        if size > most {
            return Ok(Ready::Bytes(program));
        }
        let all = self.present_programs();
        let present = all.new_one(key, size, None);
        let write = self.write_file(present.path(), &*program);
        if let Err(error) = write.user(User::Root).mode(0o755).await {
            // Code of root may have put something in its place. It goes with the call then.
            debug!(%error, "a program cannot stay in its sandbox");
            return Ok(Ready::Bytes(program));
        }
        for gone in all.add(present.clone(), most) {
            let remove = self.remove(&gone.directory).recursive();
            // Code may have removed it.
            let _ = remove.user(User::Root).await;
        }
        Ok(Ready::Present(present))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn present(key: &str, size: u64) -> Present {
        Present {
            key: key.to_owned(),
            directory: PathBuf::new(),
            size,
            shown: None,
            users: Arc::default(),
        }
    }

    #[test]
    fn those_go_first_that_nobody_has_asked_for_longest() {
        let all = PresentPrograms::default();
        let keys = |gone: Vec<Present>| gone.into_iter().map(|one| one.key).collect::<Vec<_>>();
        let used = present("used", 4);
        assert!(all.add(used.clone(), 10).is_empty());
        assert!(all.add(present("old", 4), 10).is_empty());
        assert_eq!(keys(all.add(present("new", 4), 10)), ["old"]);
        drop(used);
        assert_eq!(keys(all.add(present("newer", 4), 10)), ["used"]);
        for number in 0..MOST {
            all.add(present(&number.to_string(), 0), 10);
        }
        assert_eq!(all.programs().len(), MOST);
        assert!(all.get("newer").is_none());
    }
}
