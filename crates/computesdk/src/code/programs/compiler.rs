//! Which compiler a sandbox has.

use std::collections::BTreeMap;
use std::env::split_paths;
use std::ffi::OsString;
use std::path::PathBuf;
use std::time::SystemTime;

use computesdk_languages::{Build, Word};
use computesdk_model::{FileType, Result, User};

use crate::sandbox::Sandbox;

/// A compiler, told from others by its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Compiler {
    pub(super) path: PathBuf,
    pub(super) size: u64,
    pub(super) modified: SystemTime,
}

impl Compiler {
    /// The one that this build would run there.
    pub(super) async fn find(
        sandbox: &Sandbox,
        build: &Build,
        env: &BTreeMap<OsString, OsString>,
        user: User,
    ) -> Result<Option<Compiler>> {
        let Some(Word::Text(name)) = build.command.first() else {
            return Ok(None);
        };
        let directories = env.get(&OsString::from("PATH"));
        for directory in directories.into_iter().flat_map(split_paths) {
            let path = directory.join(name);
            // What cannot be looked at, a shell passes over too.
            if let Ok(stat) = sandbox.stat(&path).user(user).await
                && stat.file_type == FileType::File
                && stat.mode & 0o111 != 0
            {
                return Ok(Some(Compiler {
                    path,
                    size: stat.size,
                    modified: stat.modified,
                }));
            }
        }
        Ok(None)
    }
}
