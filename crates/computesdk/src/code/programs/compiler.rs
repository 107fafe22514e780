//! Which compiler a sandbox has.

use std::collections::BTreeMap;
use std::env::split_paths;
use std::ffi::OsString;
use std::future::IntoFuture;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use computesdk_languages::Word;
use computesdk_model::{FileType, Result, User};
use futures_util::future::join_all;

use super::Code;
use crate::sandbox::Sandbox;

/// A compiler, told from others by its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::code) struct Compiler {
    pub(in crate::code) path: PathBuf,
    pub(super) size: u64,
    pub(super) modified: SystemTime,
}

impl Compiler {
    /// The one that would make a program of this code there.
    pub(super) async fn find(
        sandbox: &Sandbox,
        code: &Code,
        env: &BTreeMap<OsString, OsString>,
    ) -> Result<Option<Compiler>> {
        let user = code.options.user;
        // One that was chosen has a path.
        let name = match (&code.names.tool, code.build.command.first()) {
            (Some(tool), _) => tool.as_path(),
            (None, Some(Word::Text(name))) => Path::new(name),
            (None, _) => return Ok(None),
        };
        Compiler::named(sandbox, name, env, user).await
    }

    /// The program of this name that would run there.
    pub(in crate::code) async fn named(
        sandbox: &Sandbox,
        name: &Path,
        env: &BTreeMap<OsString, OsString>,
        user: User,
    ) -> Result<Option<Compiler>> {
        let directories = env.get(&OsString::from("PATH"));
        let directories = directories.into_iter().flat_map(split_paths);
        let paths: Vec<_> = directories.map(|directory| directory.join(name)).collect();
        // All at once: each alone would wait for its answer.
        let looks = paths
            .iter()
            .map(|path| sandbox.stat(path).user(user).into_future());
        let stats = join_all(looks).await;
        let found = paths.into_iter().zip(stats).find_map(|(path, stat)| {
            // What cannot be looked at, a shell passes over too.
            let stat = stat.ok()?;
            let is_program = stat.file_type == FileType::File && stat.mode & 0o111 != 0;
            is_program.then_some(Compiler {
                path,
                size: stat.size,
                modified: stat.modified,
            })
        });
        Ok(found)
    }
}
