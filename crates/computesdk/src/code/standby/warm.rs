//! What is to be warm in a sandbox.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;

use computesdk_languages::{self as languages, Plan, Standby, Surroundings};
use computesdk_model::{CommandSpec, Error, InvalidArgumentError, Result, StdinMode, User};
use computesdk_provider as provider;

use super::slot::Slot;
use super::{Standbys, making};
use crate::code::language;
use crate::code::packages::{self, Wanted};
use crate::code::placed::Names;
use crate::code::programs::Archived;
use crate::exec::Options;
use crate::sandbox::Sandbox;

/// Where, and with what, the commands are started that are to be warm.
struct Usual {
    cwd: PathBuf,
    env: BTreeMap<OsString, OsString>,
    /// What they start sooner with.
    archive: Option<Archived>,
}

/// A language whose interpreter is to wait in a sandbox for the next call: see
/// [`SandboxBuilder::warm`](crate::SandboxBuilder::warm).
///
/// ```
/// use computesdk::Warm;
///
/// let python = Warm::new("python").modules(["numpy", "pandas"]);
/// let node = Warm::from("node");
/// # drop((python, node));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warm {
    pub(super) language: String,
    pub(super) modules: Vec<String>,
    wanted: Wanted,
}

impl Warm {
    /// This language, by any of its names.
    pub fn new(language: impl Into<String>) -> Warm {
        Warm {
            language: language.into(),
            modules: Vec::new(),
            wanted: Wanted::default(),
        }
    }

    /// Modules that are loaded beforehand, by the names that the code imports them by.
    /// One that cannot be loaded is left to the code.
    pub fn modules<M: Into<String>>(mut self, modules: impl IntoIterator<Item = M>) -> Warm {
        self.modules.extend(modules.into_iter().map(Into::into));
        self
    }

    /// Python packages that are there: it serves calls with the same
    /// [requirements](crate::Exec::requirements). They are installed where that was not done
    /// before.
    ///
    /// ```no_run
    /// # async fn example(sandbox: computesdk::Sandbox) -> computesdk::Result<()> {
    /// use computesdk::Warm;
    ///
    /// let python = Warm::new("python").requirements(["pandas"]).modules(["pandas"]);
    /// sandbox.warm(python).await?;
    /// let code = "import pandas; print(pandas.__name__)"; // which takes no time now
    /// sandbox.python(code).requirements(["pandas"]).await?;
    /// # Ok(()) }
    /// ```
    pub fn requirements<P: Into<String>>(
        mut self,
        requirements: impl IntoIterator<Item = P>,
    ) -> Warm {
        let requirements = requirements.into_iter().map(Into::into);
        self.wanted.requirements.extend(requirements);
        self
    }

    /// Packages of Node.js, TypeScript or Java that are there: see
    /// [`requirements`](Warm::requirements).
    pub fn packages<P: Into<String>>(mut self, packages: impl IntoIterator<Item = P>) -> Warm {
        let packages = packages.into_iter().map(Into::into);
        self.wanted.packages.extend(packages);
        self
    }

    /// Whether it has to be started by a sandbox that is in use.
    pub(crate) fn has_packages(&self) -> bool {
        !self.wanted.is_nothing()
    }

    /// # Errors
    ///
    /// `InvalidArgument` where there is no such language, or nothing of it can wait.
    pub(crate) fn check(&self) -> Result<()> {
        self.standby().map(drop)
    }

    /// About what it takes of memory, in bytes.
    pub(crate) fn memory(&self) -> u64 {
        let each = |standby: &Standby| standby.memory * standby.forms.len() as u64;
        self.standby().map_or(0, each)
    }

    fn standby(&self) -> Result<&'static Standby> {
        language(&self.language)?.standby.ok_or_else(|| {
            let able = languages::ALL.iter();
            let able = able.filter(|language| language.standby.is_some());
            let able: Vec<_> = able.map(|language| language.name).collect();
            let reason = format!(
                "no interpreter of it can wait; those of {} can",
                able.join(", ")
            );
            Error::from(InvalidArgumentError::new(
                format!("warm {}", self.language),
                reason,
            ))
        })
    }

    /// The commands that run code of the language, as it is usual.
    fn commands(&self, usual: &Usual) -> Result<Vec<CommandSpec>> {
        let language = language(&self.language)?;
        let nowhere = Surroundings::default();
        let forms = self.standby()?.forms.iter();
        let plans = forms.map(|code| language.plan(code, &nowhere));
        let commands = plans.flatten().map(|plan| usual.command(&plan));
        Ok(commands.collect())
    }
}

impl Usual {
    fn command(&self, plan: &Plan) -> CommandSpec {
        let names = Names {
            source: format!("{}.{}", plan.stem, plan.extension).into(),
            ..Names::default()
        };
        let program = names.command(&plan.run, &[]);
        CommandSpec {
            stdin: StdinMode::Pipe,
            ..CommandSpec::new(program, &self.cwd, self.env.clone())
        }
    }
}

impl Standbys {
    /// Has one wait always in a sandbox that nobody has used.
    pub(crate) async fn warm_new(
        &self,
        sandbox: &Arc<dyn provider::Sandbox>,
        warm: &Warm,
    ) -> Result<()> {
        let user = User::default();
        let usual = Usual {
            cwd: user.home().into(),
            env: sandbox.base_env(user),
            archive: None,
        };
        self.warm(sandbox, warm, usual).await
    }

    async fn warm(
        &self,
        sandbox: &Arc<dyn provider::Sandbox>,
        warm: &Warm,
        usual: Usual,
    ) -> Result<()> {
        for command in warm.commands(&usual)? {
            let archive = usual.archive.clone();
            self.keep(sandbox, command, archive, warm).await?;
        }
        Ok(())
    }

    /// Has one wait always for this command.
    async fn keep(
        &self,
        sandbox: &Arc<dyn provider::Sandbox>,
        command: CommandSpec,
        archive: Option<Archived>,
        warm: &Warm,
    ) -> Result<()> {
        let standby = warm.standby()?;
        let task = {
            let mut slots = self.slots();
            let slot = Slot::of(&mut slots, command, standby);
            slot.keep(warm.modules.clone());
            if !slot.wants_one(|| true) {
                return Ok(());
            }
            slot.begin(archive)
        };
        let (made, failed) = match making::make(sandbox, &task).await {
            Ok(made) => (Some(made), Ok(())),
            Err(error) => (None, Err(error)),
        };
        let unwanted = self.with(&task, |slot| slot.end(&task, made));
        drop(unwanted);
        failed
    }
}

impl Sandbox {
    /// Has an interpreter wait for the next call of its language: see
    /// [`SandboxBuilder::warm`](crate::SandboxBuilder::warm). It is started with the
    /// working directory and the variables that calls have at this moment, and is there
    /// when this returns; what it loads beforehand takes its time in the background.
    ///
    /// # Errors
    ///
    /// As [`exec`](Sandbox::exec), and `Packages`; `InvalidArgument` where there is no such
    /// language, or nothing of it can wait.
    ///
    /// ```no_run
    /// # async fn example(sandbox: computesdk::Sandbox) -> computesdk::Result<()> {
    /// sandbox.warm("python").await?;
    /// sandbox.python("print('at once')").await?;
    /// # Ok(()) }
    /// ```
    pub async fn warm(&self, warm: impl Into<Warm> + Send) -> Result<()> {
        let warm = warm.into();
        warm.check()?;
        self.alive()?;
        let options = Options::new(self.defaults());
        let (language, stop) = (language(&warm.language)?, options.stop());
        let given = packages::prepare(self, language, &warm.wanted, None, &options, &stop);
        let given = given.await?;
        let mut env = self.environment(User::default());
        env.extend(given.env);
        let cwd = self.absolute("".as_ref());
        let archive = Archived::find(self, language, None, &options).await?;
        let usual = Usual { cwd, env, archive };
        self.standbys().warm(self.provided(), &warm, usual).await
    }
}

impl From<&str> for Warm {
    fn from(language: &str) -> Warm {
        Warm::new(language)
    }
}

impl From<String> for Warm {
    fn from(language: String) -> Warm {
        Warm::new(language)
    }
}
