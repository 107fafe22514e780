//! Showing layers to code.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use computesdk_languages::{Environment, Packages, Shown};
use computesdk_model::{Error, Program, Result, User};

use super::layer::Layer;
use super::{Variables, invalid, wanted};
use crate::exec::{Options, Stop, collect};
use crate::sandbox::Sandbox;

/// Where layers are shown.
const SHOWN: &str = "/opt/computesdk/packages";

/// Links each entry of `$1` into `$2`, in place of other links.
const LINK: &str = r#"
mkdir -p "$2"
cd "$1"
for entry in * @*/*; do
    case $entry in
    @*/*) mkdir -p "$2/${entry%/*}" ;;
    @*) continue ;;
    esac
    [ ! -e "$entry" ] || [ -e "$2/$entry" -a ! -L "$2/$entry" ] || ln -sfn "$1/$entry" "$2/$entry"
done
"#;

/// Where a layer is shown: its programs know it by this path.
pub(super) fn path(key: &str) -> PathBuf {
    // Programs name their interpreter by it, for which there is little room.
    Path::new(SHOWN).join(key.get(..24).unwrap_or(key))
}

/// The layers that a sandbox is shown.
#[derive(Debug, Default)]
pub(crate) struct ShownLayers {
    layers: Mutex<BTreeMap<String, Layer>>,
    /// What was attached last to each directory that gathers them. Held while that is done.
    attached: tokio::sync::Mutex<BTreeMap<PathBuf, String>>,
}

impl ShownLayers {
    /// No code panics while it holds the lock, so a poisoned one is whole.
    fn layers(&self) -> MutexGuard<'_, BTreeMap<String, Layer>> {
        self.layers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn get(&self, key: &str) -> Option<Layer> {
        self.layers().get(key).cloned()
    }
}

/// Code that is to see a layer.
pub(super) struct Target<'a> {
    pub(super) sandbox: &'a Sandbox,
    pub(super) packages: &'static Packages,
    /// The program that it is run by.
    pub(super) program: &'a Path,
    pub(super) user: User,
    /// Its variables.
    pub(super) env: &'a Variables,
}

impl Target<'_> {
    /// Shows a layer at a path of our own.
    pub(super) async fn by_itself(&self, layer: Layer) -> Result<PathBuf> {
        let path = self.mount(&layer).await?;
        for shown in self.packages.shown {
            if let Shown::Links { from, to } = shown {
                let shown = self.sandbox.shown_layers();
                let mut attached = shown.attached.lock().await;
                let last = attached.get(Path::new(to));
                if last != Some(&layer.key) {
                    let words = ["sh".into(), "-c".into(), LINK.into(), "sh".into()];
                    let paths = [path.join(from).into(), OsString::from(to)];
                    let words = words.into_iter().chain(paths).collect();
                    self.run(words, User::Root, None).await?;
                    attached.insert(to.into(), layer.key.clone());
                }
            }
        }
        Ok(path)
    }

    /// Shows a layer, where there is one, in the environment at this path, which is made
    /// where it is missing.
    pub(super) async fn in_environment(
        &self,
        path: &Path,
        layer: Option<Layer>,
        stop: &Stop,
    ) -> Result<Variables> {
        wanted::check(path)?;
        let Some(environment) = self.packages.environment else {
            return Ok(Variables::new());
        };
        let shown = self.sandbox.shown_layers();
        let mut attached = shown.attached.lock().await;
        let landmark = path.join(environment.landmark);
        if !self.sandbox.exists(&landmark).user(self.user).await? {
            attached.remove(path);
            self.make(environment, path, stop).await?;
        }
        if let Some(layer) = layer
            && attached.get(path) != Some(&layer.key)
        {
            let layer_path = self.mount(&layer).await?;
            let script = environment.attach.into();
            let words: Vec<OsString> = vec!["sh".into(), "-c".into(), script, "sh".into()];
            let paths = [path.into(), layer_path.into()];
            let words = words.into_iter().chain(paths).collect();
            let attaching = self.run(words, self.user, Some(stop)).await;
            attaching.map_err(|error| self.not_attached(error, environment, path))?;
            attached.insert(path.to_owned(), layer.key.clone());
        }
        Ok(self.variables(environment.shown, path))
    }

    fn not_attached(&self, error: Error, environment: &Environment, path: &Path) -> Error {
        match error {
            Error::Execution(failed) => {
                let (title, path) = (environment.title, path.display());
                let said = failed.result.stderr.lines().last().unwrap_or_default();
                let program = self.packages.program;
                let reason = format!(
                    "packages cannot be added to the {title} at {path}: it is another \
                     {program}'s, or cannot be written to: {said}"
                );
                invalid(self.packages, reason)
            }
            other => other,
        }
    }

    /// Makes an environment: where its user cannot, its directory is made for him.
    async fn make(&self, environment: &Environment, path: &Path, stop: &Stop) -> Result<()> {
        match self.sandbox.mkdir(path).user(self.user).await {
            Err(Error::File(_)) if self.user != User::Root => {
                self.sandbox.mkdir(path).user(User::Root).await?;
                let chown = self.sandbox.chown(path, self.user.uid(), self.user.uid());
                chown.user(User::Root).await?;
            }
            made => made?,
        }
        let program = [self.program.into()].into_iter();
        let words = program.chain(environment.make.iter().map(OsString::from));
        let words = words.chain([path.into()]).collect();
        self.run(words, self.user, Some(stop)).await
    }

    /// Mounts it, once.
    async fn mount(&self, layer: &Layer) -> Result<PathBuf> {
        let path = path(&layer.key);
        let shown = self.sandbox.shown_layers();
        if shown.get(&layer.key).is_none() {
            let directory = layer.directory.clone();
            self.sandbox.mount(directory, &path).await?;
            shown.layers().insert(layer.key.clone(), layer.clone());
        }
        Ok(path)
    }

    async fn run(&self, words: Vec<OsString>, user: User, stop: Option<&Stop>) -> Result<()> {
        let mut words = words.into_iter();
        let command = Program::Exec {
            program: words.next().unwrap_or_default(),
            args: words.collect(),
        };
        let mut options = Options::new(self.sandbox.defaults());
        options.user = user;
        options.cwd = Some("/".into());
        let path = self.env.get(&OsString::from("PATH")).cloned();
        options.env.extend(path.map(|path| ("PATH".into(), path)));
        let stop = stop.cloned().unwrap_or_else(|| options.stop());
        collect(self.sandbox, command, options, stop).await?;
        Ok(())
    }

    /// By what code sees what is shown at a path.
    pub(super) fn variables(&self, shown: &[Shown], at: &Path) -> Variables {
        let mut variables = Variables::new();
        for shown in shown {
            match shown {
                Shown::Programs(directory) => {
                    let name = OsString::from("PATH");
                    let mut value = below(at, directory).into_os_string();
                    if let Some(before) = self.env.get(&name) {
                        value.push(":");
                        value.push(before);
                    }
                    variables.insert(name, value);
                }
                Shown::Default(name, _) if self.env.contains_key(OsStr::new(name)) => {}
                Shown::Variable(name, path) | Shown::Default(name, path) => {
                    variables.insert(name.into(), below(at, path).into());
                }
                Shown::Setting(name, value) => {
                    variables.insert(name.into(), value.into());
                }
                Shown::Argument(..) | Shown::Links { .. } => {}
            }
        }
        variables
    }
}

/// What a compiler is told of what is shown at a path.
pub(super) fn arguments(shown: &[Shown], at: &Path) -> Vec<OsString> {
    let of = |shown: &Shown| match shown {
        Shown::Argument(before, path) => {
            let mut argument = OsString::from(before);
            argument.push(below(at, path));
            Some(argument)
        }
        _ => None,
    };
    shown.iter().filter_map(of).collect()
}

fn below(at: &Path, path: &str) -> PathBuf {
    match path {
        "" => at.to_owned(),
        path => at.join(path),
    }
}
