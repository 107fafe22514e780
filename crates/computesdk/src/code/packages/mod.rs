//! Packages that code needs: installed once on a machine, and shown to whoever wants the
//! same again.
//!
//! What is installed is a *layer* ([`layer`]): a directory in the cache that is found by all
//! that it was made from ([`key`]) and never changes. It is made in a sandbox of its own that
//! reaches nothing but the registries ([`install`]), and which alone knows what the host has
//! said about them ([`settings`]): no program of a package runs there. Users' sandboxes are
//! shown the layer, read-only ([`show`]). What installs the packages of which language, and
//! how code gets to see them, `computesdk-languages` says.

mod failure;
mod install;
mod key;
mod layer;
mod list;
mod registries;
mod settings;
mod show;
mod wanted;

use std::collections::BTreeMap;
use std::ffi::OsString;

use computesdk_languages::{Language, Packages};
use computesdk_model::{Error, Hint, InvalidArgumentError, Result};

use super::programs::{Compiler, Workshop};
use super::versions::choose;
use crate::exec::{Options, Stop};
use crate::run::no_interpreter;
use crate::sandbox::Sandbox;
pub(in crate::code) use layer::Layer;
pub(crate) use show::ShownLayers;
pub(super) use wanted::Wanted;

/// Variables of a command.
type Variables = BTreeMap<OsString, OsString>;

/// All that is known of what is wanted.
struct Request<'a> {
    sandbox: &'a Sandbox,
    language: &'static Language,
    packages: &'static Packages,
    workshop: &'a Workshop,
    /// Each in its one form, in order.
    list: Vec<String>,
    /// The program that they are for.
    compiler: Compiler,
    stop: &'a Stop,
}

/// How code comes to see its packages.
#[derive(Clone, Debug, Default)]
pub(crate) struct Given {
    pub(super) env: Variables,
    /// What its compiler is told of them.
    pub(super) arguments: Vec<OsString>,
    /// The layer that they are in.
    pub(super) layer: Option<Layer>,
    /// Whether what a compiler makes with them depends on more than the code.
    pub(super) has_macros: bool,
    /// Whether what runs it is found by these, whatever was chosen.
    pub(super) has_program: bool,
}

/// Has the packages ready for code that runs with these options, by this version of its
/// language where one was chosen.
pub(super) async fn prepare(
    sandbox: &Sandbox,
    language: &'static Language,
    wanted: &Wanted,
    version: Option<&str>,
    options: &Options,
    stop: &Stop,
) -> Result<Given> {
    if wanted.is_nothing() {
        return Ok(Given::default());
    }
    let packages = wanted.of(language)?;
    let list = wanted.list(packages).await?;
    let mut env = sandbox.environment(options.user);
    env.extend(options.env.clone());
    let chosen = match version {
        Some(version) => choose(sandbox, language, version, options).await?,
        None => packages.program.into(),
    };
    let compiler = Compiler::named(sandbox, &chosen, &env, options.user).await?;
    let compiler = compiler.ok_or_else(|| no_interpreter(packages.program.as_ref()))?;
    let program = compiler.path.clone();
    let layer = match list.is_empty() {
        true => None,
        false => {
            let request = Request {
                sandbox,
                language,
                packages,
                workshop: workshop(sandbox, packages)?,
                list,
                compiler,
                stop,
            };
            Some(request.layer().await?)
        }
    };
    let target = show::Target {
        sandbox,
        packages,
        program: &program,
        user: options.user,
        env: &env,
    };
    let mut given = Given {
        layer: layer.clone(),
        has_program: !packages.links.is_empty(),
        ..Given::default()
    };
    match (&wanted.environment, layer) {
        (Some(path), layer) => {
            let path = options.directory(sandbox)?.join(path);
            given.env = target.in_environment(&path, layer, stop).await?;
        }
        (None, Some(layer)) => {
            let path = target.by_itself(layer).await?;
            given.env = target.variables(packages.shown, &path);
            given.arguments = show::arguments(packages.shown, &path);
            if let (Some((directory, ending)), Some(layer)) = (packages.macros, &given.layer) {
                given.has_macros = layer.has_one(directory, ending).await?;
            }
        }
        (None, None) => {}
    }
    Ok(given)
}

impl Request<'_> {
    /// The layer, kept or made now.
    async fn layer(&self) -> Result<Layer> {
        let key = self.key();
        if let Some(layer) = self.sandbox.shown_layers().get(&key) {
            return Ok(layer);
        }
        let slot = layer::Slot::new(self.workshop.cache(), &key)?;
        loop {
            if let Some(layer) = slot.kept().await? {
                return Ok(layer);
            }
            // Of those that want the same at once, one makes it.
            if let Some(making) = slot.begin().await? {
                let made = self.install(&making, &key).await?;
                return making.keep(made).await;
            }
        }
    }
}

fn workshop<'a>(sandbox: &'a Sandbox, packages: &Packages) -> Result<&'a Workshop> {
    let workshop = sandbox.workshop();
    workshop
        .filter(|workshop| workshop.cache().is_usable())
        .ok_or_else(|| {
            let reason = "there is no cache, and what is installed is kept there";
            let mut error = InvalidArgumentError::new(packages.title, reason);
            error.hints.push(Hint::new(
                "name a directory that only you can write to by `directory` in [cache] of compute.toml, \
                 COMPUTE_CACHE_DIRECTORY, or Compute::builder().cache_directory(..)",
            ));
            error.into()
        })
}

/// An error about what was asked for.
fn invalid(packages: &Packages, reason: impl Into<String>) -> Error {
    InvalidArgumentError::new(packages.title, reason).into()
}
