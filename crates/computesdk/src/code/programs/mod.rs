//! Compiled programs, kept: the same code, compiled by the same compiler, runs at once.
//!
//! What untrusted code runs in never makes what another sandbox will run: a program that is
//! kept was compiled in a sandbox of its own, where nothing but the compiler ran, and is
//! found by the code itself. See [`Dependencies`] for what cannot be kept.

mod archive;
mod compiler;
mod key;
mod parts;
mod present;
mod superseded;
mod workshop;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::future::IntoFuture;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use computesdk_languages::{Build, Dependencies, Language};
use computesdk_model::{EngineError, Result, User};
use futures_util::future::try_join_all;
use tokio::task::spawn_blocking;
use tracing::{debug, warn};

use super::packages::{Given, Layer};
use super::placed::Names;
use crate::cache::Cache;
use crate::carrier::carrier;
use crate::exec::{Options, Stop, collect};
use crate::sandbox::Sandbox;
pub(in crate::code) use archive::Archived;
pub(in crate::code) use compiler::Compiler;
pub(in crate::code) use key::Lengths;
use parts::Kept;
pub(in crate::code) use present::Present;
pub(crate) use present::PresentPrograms;
pub(in crate::code) use workshop::INSTALLER_DISK;
pub(crate) use workshop::Workshop;

/// Where programs are that compilers take.
const HELPERS: &str = "/opt/computesdk/helpers";

/// The longest that it may take to make a program that nobody waits for.
const PATIENCE: Duration = Duration::from_secs(60);

/// Code to be made a program.
pub(super) struct Code {
    pub(super) language: &'static Language,
    pub(super) source: String,
    pub(super) build: Build,
    pub(super) names: Names,
    /// The file with the code, if it is where the code belongs.
    pub(super) beside: Option<PathBuf>,
    pub(super) packages: Given,
    /// Those of the build.
    pub(super) options: Options,
}

/// What the program is made from, all of it.
struct Ingredients {
    code: Code,
    workshop: Workshop,
    /// Where the file with the code is.
    source: PathBuf,
    cwd: PathBuf,
    compiler: Compiler,
    /// What the compiler is given of variables.
    env: BTreeMap<OsString, OsString>,
    dependencies: Dependencies,
}

/// A program that need not be made in the sandbox.
pub(super) enum Ready {
    /// It is there.
    Present(Present),
    /// It is larger than what may stay there.
    Bytes(Arc<Vec<u8>>),
}

/// The program, kept or made now. `None` where it has to be made in the sandbox itself.
///
/// # Errors
///
/// As running the compiler in the sandbox: what is wrong with the code, a timeout, an abort.
pub(super) async fn program(sandbox: &Sandbox, code: Code, stop: &Stop) -> Result<Option<Ready>> {
    let Some(ingredients) = ingredients(sandbox, code).await? else {
        return Ok(None);
    };
    let key = ingredients.key();
    if let Some(ready) = kept(sandbox, &ingredients, &key).await? {
        return Ok(Some(ready));
    }
    let Some(program) = ingredients.make(stop).await? else {
        return Ok(None);
    };
    ingredients.keep(&key, &program).await;
    Ok(Some(sandbox.put_program(&key, program).await?))
}

/// The program that starts sooner than the code itself, where there is one. It is made when
/// the same is asked for again, and nobody waits for that.
pub(super) async fn sooner(sandbox: &Sandbox, code: Code) -> Result<Option<Present>> {
    let Some(ingredients) = ingredients(sandbox, code).await? else {
        return Ok(None);
    };
    let key = ingredients.key();
    match kept(sandbox, &ingredients, &key).await? {
        Some(Ready::Present(present)) => return Ok(Some(present)),
        Some(Ready::Bytes(_)) => return Ok(None),
        None => {}
    }
    if ingredients.workshop.cache().is_asked_again(&key)
        && let Ok(carrier) = carrier()
    {
        carrier.spawn(async move {
            let _bench = ingredients.workshop.cache().bench().await;
            let stop = Stop::new(Some(PATIENCE), None, None);
            match ingredients.make(&stop).await {
                Ok(Some(program)) => ingredients.keep(&key, &program).await,
                Ok(None) => {}
                Err(error) => debug!(%error, "no program is made that starts sooner"),
            }
        });
    }
    Ok(None)
}

/// The program of this key, if it is kept, where it can run.
async fn kept(sandbox: &Sandbox, ingredients: &Ingredients, key: &str) -> Result<Option<Ready>> {
    if let Some(present) = sandbox.present_program(key).await {
        return Ok(Some(Ready::Present(present)));
    }
    let kept = on_host(ingredients, key, |cache, key| cache.program(&key)).await;
    let kept = kept.unwrap_or_else(|error| {
        warn!(%error, "a kept program cannot be read");
        None
    });
    match kept {
        Some(kept) => sandbox.show_program(key, kept).await.map(Some),
        None => Ok(None),
    }
}

/// What it takes, where the program can be made elsewhere.
async fn ingredients(sandbox: &Sandbox, code: Code) -> Result<Option<Ingredients>> {
    let (Some(workshop), Some(dependencies), Some(source)) = (
        sandbox.workshop(),
        code.build.dependencies,
        code.beside.clone(),
    ) else {
        return Ok(None);
    };
    if !workshop.cache().is_usable() || code.packages.has_macros {
        return Ok(None);
    }
    let user = code.options.user;
    let usual = sandbox.base_environment(user);
    let mut env = sandbox.environment(user);
    env.extend(code.options.env.clone());
    let given = &code.packages.env;
    let leads = |name: &OsString, value| {
        let known = name.to_str().is_some_and(dependencies.leading);
        known && ![usual.get(name), given.get(name)].contains(&Some(value))
    };
    if env.iter().any(|(name, value)| leads(name, value)) {
        return Ok(None);
    }
    let cwd = code.options.directory(sandbox)?;
    if any_of(sandbox, &changing(&dependencies, &cwd, user), user).await? {
        return Ok(None);
    }
    let Some(compiler) = Compiler::find(sandbox, &code, &env).await? else {
        return Ok(None);
    };
    env.retain(|name, _| {
        let depends = name.to_str().is_some_and(dependencies.variable);
        depends || given.contains_key(name) || name == "PATH" || name == "HOME"
    });
    Ok(Some(Ingredients {
        workshop: workshop.clone(),
        code,
        source,
        cwd,
        compiler,
        env,
        dependencies,
    }))
}

/// Files that change what the compiler makes.
fn changing(dependencies: &Dependencies, cwd: &Path, user: User) -> Vec<PathBuf> {
    let home = Path::new(user.home());
    let at_home = dependencies.files_at_home.iter();
    let above = cwd.ancestors().flat_map(|directory| {
        let names = dependencies.files_above.iter();
        names.map(move |name| directory.join(name))
    });
    at_home.map(|name| home.join(name)).chain(above).collect()
}

/// Whether any of these files is there.
async fn any_of(sandbox: &Sandbox, files: &[PathBuf], user: User) -> Result<bool> {
    // All at once: each alone would wait for its answer.
    let looks = files
        .iter()
        .map(|file| sandbox.exists(file).user(user).into_future());
    let found = try_join_all(looks).await?;
    Ok(found.contains(&true))
}

/// Does something with the cache, where it holds nobody up.
async fn on_host<T: Send + 'static>(
    ingredients: &Ingredients,
    key: &str,
    action: impl FnOnce(Cache, String) -> io::Result<T> + Send + 'static,
) -> Result<T> {
    let (cache, key) = (ingredients.workshop.cache().clone(), key.to_owned());
    let done = spawn_blocking(move || action(cache, key)).await;
    let failed = |cause| EngineError::new("use the cache").cause(cause).into();
    done.map_err(io::Error::other).flatten().map_err(failed)
}

impl Ingredients {
    /// Makes the program in a sandbox of its own. `None` where that one would not make the
    /// same of it.
    async fn make(&self, stop: &Stop) -> Result<Option<Arc<Vec<u8>>>> {
        let parts = self.parts().await;
        let shop = match self.sandbox(parts.as_ref()).await {
            Ok(shop) => shop,
            Err(error) => {
                debug!(%error, "there is no other sandbox to compile in");
                return Ok(None);
            }
        };
        let user = self.code.options.user;
        let found = Compiler::find(&shop, &self.code, &self.env).await?;
        if found.as_ref() != Some(&self.compiler) {
            return Ok(None);
        }
        let write = shop.write_file(&self.source, &self.code.source);
        write.user(User::Root).await?;
        let mut names = self.code.names.clone();
        if let Some((name, text)) = self.code.build.helper {
            let helper = Path::new(HELPERS).join(name);
            shop.write_file(&helper, text).user(User::Root).await?;
            names.helper = helper.into();
        }
        if let Some(parts) = &parts {
            parts.complete(self, &shop, stop).await;
        }
        let program = shop.temp_dir().user(user).await?.join("main");
        names.program = program.clone().into();
        let command = names.command(&self.code.build.command, &[]);
        let mut options = self.options();
        options.env.extend(parts.iter().filter_map(Kept::variable));
        collect(&shop, command, options, stop.clone()).await?;
        if let Some(trial) = &self.code.build.trial {
            let command = names.command(&trial.command, &[]);
            let tried = collect(&shop, command, self.options(), stop.clone()).await?;
            if tried.stdout != trial.output || !tried.stderr.is_empty() {
                debug!(?tried, "what was made does not do what it should");
                return Ok(None);
            }
        }
        let program = shop.read_file(&program).user(user).await?;
        // What is left of it goes without anybody waiting.
        drop(shop);
        Ok(Some(Arc::new(program)))
    }

    /// Keeps the program, if that can be done.
    async fn keep(&self, key: &str, program: &Arc<Vec<u8>>) {
        let program = Arc::clone(program);
        let keep = move |cache: Cache, key: String| cache.keep_program(&key, &program);
        if let Err(error) = on_host(self, key, keep).await {
            warn!(%error, "a program cannot be kept");
        }
    }

    /// A sandbox with the packages of the code, and with these parts of the compiler.
    async fn sandbox(&self, parts: Option<&Kept>) -> Result<Sandbox> {
        let packages = self.code.packages.layer.iter().map(Layer::mount);
        let mounts = packages.chain(parts.map(Kept::mount)).collect();
        self.workshop.sandbox(mounts).await
    }

    /// How its compiler runs.
    fn options(&self) -> Options {
        let mut options = self.code.options.of_build();
        options.cwd = Some(self.cwd.clone());
        options.env = self.env.clone();
        options
    }
}
