//! Parts of a toolchain that are made once on a machine: a Go compiler takes seconds to
//! compile what of its library a first program needs.
//!
//! They are made by the toolchain alone, in a sandbox that no user's code gets into: of the
//! code that needs them only their names are known there.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs::{self, Permissions};
use std::io::{self, ErrorKind};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use computesdk_languages::Parts;
use computesdk_model::{EngineError, Mount, Result, User};
use tokio::task::spawn_blocking;
use tracing::{debug, info, warn};
use walkdir::WalkDir;

use super::Ingredients;
use super::superseded::{self, Held};
use crate::cache::Cache;
use crate::code::packages::Layer;
use crate::exec::{Stop, collect};
use crate::sandbox::Sandbox;

/// Where they are shown.
const SHOWN: &str = "/opt/computesdk/parts";

/// Where more of them are made.
const MAKING: &str = "/tmp/parts";

/// Parts that are kept.
#[derive(Debug)]
pub(super) struct Kept {
    parts: &'static Parts,
    directory: PathBuf,
    /// Has their names, one a line.
    list: PathBuf,
    _held: Held,
}

impl Ingredients {
    /// What is kept of this compiler's parts, where it has any.
    pub(super) async fn parts(&self) -> Option<Kept> {
        let parts = self.dependencies.parts?;
        // Those that packages need have a part in them.
        let layer = self.code.packages.layer.as_ref();
        let room = layer.map_or_else(|| PathBuf::from("parts"), Layer::room);
        let name = room.join(self.compiler.key());
        let owner = format!("{} {}", self.workshop.kind(), self.compiler.path.display());
        let cache = self.workshop.cache().clone();
        let kept = spawn_blocking(move || Kept::of(parts, &cache, &name, owner.as_bytes()));
        let kept = kept.await.map_err(io::Error::other).flatten();
        kept.inspect_err(|error| warn!(%error, "parts of a toolchain cannot be kept"))
            .ok()
    }
}

impl Kept {
    /// Those of this name in the cache, of the compiler that is called so.
    fn of(parts: &'static Parts, cache: &Cache, name: &Path, owner: &[u8]) -> io::Result<Kept> {
        let (base, held) = loop {
            let base = cache.directory(name)?;
            if let Some(held) = superseded::hold(&base, owner)? {
                break (base, held);
            }
        };
        if held.is_new {
            superseded::remove_older(&base)?;
        }
        let directory = base.join("kept");
        match fs::create_dir(&directory) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error),
            // Others see it in their sandboxes alone.
            _ => fs::set_permissions(&directory, Permissions::from_mode(0o755))?,
        }
        Ok(Kept {
            parts,
            directory,
            list: base.join("list"),
            _held: held,
        })
    }

    /// Shows them.
    pub(super) fn mount(&self) -> Mount {
        Mount {
            source: self.directory.clone(),
            target: SHOWN.into(),
            read_only: true,
        }
    }

    /// What leads the compiler there, once something is kept.
    pub(super) fn variable(&self) -> Option<(OsString, OsString)> {
        let variable = || (self.parts.variable.into(), SHOWN.into());
        self.list.exists().then(variable)
    }

    /// Makes what the code needs and is not kept. What cannot be made is said by the
    /// compiler, when it compiles the code.
    pub(super) async fn complete(&self, ingredients: &Ingredients, shop: &Sandbox, stop: &Stop) {
        let completed = async {
            let needed = self.needed(ingredients, shop, stop).await?;
            let kept = self.names().map_err(failed("read what parts are kept"))?;
            let missing: Vec<_> = needed.difference(&kept).collect();
            if missing.is_empty() {
                return Ok(());
            }
            info!(parts = missing.len(), "parts of a toolchain are made");
            let maker = self.make(ingredients, &missing, stop).await?;
            let fetched = tempfile::tempdir_in(self.list.parent().unwrap_or(&self.list))
                .map_err(failed("make a directory in the cache"))?;
            let into = fetched.path().join("parts");
            maker.download(MAKING, &into).user(User::Root).await?;
            let bytes = self.add(&into, &needed);
            let bytes = bytes.map_err(failed("keep parts of a toolchain"))?;
            match &ingredients.code.packages.layer {
                Some(layer) => layer.grow(bytes).map_err(failed("count what is kept")),
                None => Ok(()),
            }
        };
        if let Err(error) = completed.await {
            debug!(%error, "parts of a toolchain were not made");
        }
    }

    /// Names of the parts that the code needs.
    async fn needed(
        &self,
        ingredients: &Ingredients,
        shop: &Sandbox,
        stop: &Stop,
    ) -> Result<BTreeSet<String>> {
        let names = &ingredients.code.names;
        let command = names.command(self.parts.list, &[]);
        let mut options = ingredients.options();
        // It may look whether it can write there.
        options
            .env
            .insert(self.parts.variable.into(), MAKING.into());
        let listed = collect(shop, command, options, stop.clone()).await?;
        let names = listed.stdout.lines().map(str::to_owned);
        Ok(names.filter(|name| is_name(name)).collect())
    }

    fn names(&self) -> io::Result<BTreeSet<String>> {
        match fs::read_to_string(&self.list) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(BTreeSet::new()),
            read => Ok(read?.lines().map(str::to_owned).collect()),
        }
    }

    /// The sandbox where they were made, and those that there were before are too.
    async fn make(
        &self,
        ingredients: &Ingredients,
        names: &[&String],
        stop: &Stop,
    ) -> Result<Sandbox> {
        let maker = ingredients.sandbox(Some(self)).await?;
        let copy = maker.exec(("cp", ["-r", SHOWN, MAKING]));
        copy.user(User::Root).await?;
        let names: Vec<_> = names.iter().map(OsString::from).collect();
        let tools = &ingredients.code.names;
        let command = tools.command(self.parts.make, &names);
        let mut options = ingredients.options();
        options.cwd = Some("/tmp".into());
        options.user = User::Root;
        options
            .env
            .insert(self.parts.variable.into(), MAKING.into());
        collect(&maker, command, options, stop.clone()).await?;
        Ok(maker)
    }

    /// Adds what is new of a directory. Its files are named by what is in them, and never
    /// change. The bytes that they take.
    fn add(&self, from: &Path, names: &BTreeSet<String>) -> io::Result<u64> {
        let mut bytes = 0;
        for entry in WalkDir::new(from).min_depth(1) {
            let entry = entry?;
            let Ok(path) = entry.path().strip_prefix(from) else {
                continue;
            };
            let to = self.directory.join(path);
            if to.exists() {
                continue;
            }
            if entry.file_type().is_dir() {
                match fs::create_dir(&to) {
                    Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error),
                    _ => fs::set_permissions(&to, Permissions::from_mode(0o755))?,
                }
            } else if entry.file_type().is_file() {
                fs::set_permissions(entry.path(), Permissions::from_mode(0o644))?;
                bytes += entry.metadata()?.len();
                fs::rename(entry.path(), &to)?;
            }
        }
        let mut all = self.names()?;
        all.extend(names.iter().cloned());
        let lines: String = all.iter().map(|name| format!("{name}\n")).collect();
        let list = tempfile::NamedTempFile::new_in(self.list.parent().unwrap_or(from))?;
        fs::write(list.path(), lines)?;
        list.persist(&self.list)?;
        Ok(bytes)
    }
}

/// Whether it can be nothing but the name of a package.
fn is_name(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-/".contains(&byte);
    name.starts_with(|first: char| first.is_ascii_alphanumeric())
        && name.bytes().all(plain)
        && !name.split('/').any(|part| part.starts_with('.'))
}

fn failed(what: &'static str) -> impl Fn(io::Error) -> computesdk_model::Error {
    move |cause| EngineError::new(what).cause(cause).into()
}

#[cfg(test)]
mod tests {
    use super::is_name;

    #[test]
    fn only_names_of_packages_are_passed_on() {
        for name in ["fmt", "encoding/json", "vendor/golang.org/x/net/idna"] {
            assert!(is_name(name), "{name}");
        }
        for name in ["", "-toolexec=x", "../x", "a/../b", "/etc", "a b", "./x"] {
            assert!(!is_name(name), "{name}");
        }
    }
}
