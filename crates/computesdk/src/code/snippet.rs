//! Code about to run.

use std::ffi::OsString;
use std::future::IntoFuture;
use std::path::{Path, PathBuf};

use computesdk_model::{ExecResult, Program, Result, StdinMode, User};

use super::how::How;
use super::language;
use super::packages::{self, Wanted};
use super::placed::Placed;
use super::prepare::Source;
use super::results::{self, Displayed};
use super::returning::{returning, with_files};
use super::standby::{self, Taken};
use crate::exec::{Exec, ExecStream, Options, ResultFuture, Stop, collect, start};
use crate::files::ReturnFiles;
use crate::run::{WithArguments, missing_interpreter};
use crate::sandbox::Sandbox;

/// Code to be run to its end: what [`Sandbox::run_code`] makes.
#[derive(Debug)]
pub struct Snippet {
    language: String,
    code: String,
    args: Vec<OsString>,
    files: Vec<(PathBuf, Vec<u8>)>,
    /// Whether an interpreter that waits may run it.
    standby: bool,
    pub(super) wanted: Wanted,
    pub(super) returns: ReturnFiles,
    pub(super) results: results::Wanted,
    how: How,
}

/// Code to be run with its output read meanwhile: what [`Sandbox::run_code_stream`] makes.
#[derive(Debug)]
pub struct LiveSnippet(pub(super) Snippet);

impl Snippet {
    pub(super) fn new(language: &str, code: String) -> Self {
        Snippet {
            language: language.to_owned(),
            code,
            args: Vec::new(),
            files: Vec::new(),
            standby: true,
            wanted: Wanted::default(),
            returns: ReturnFiles::default(),
            results: results::Wanted::default(),
            how: How::default(),
        }
    }

    /// What runs it, and what it will have displayed: `options` are told what it needs of
    /// variables, and what waits for it.
    async fn prepare(
        &self,
        sandbox: &Sandbox,
        options: &mut Options,
        stop: &Stop,
    ) -> Result<(Placed, Program, Option<Displayed>)> {
        let language = language(&self.language)?;
        let results = self.results.of(language)?;
        let cwd = options.directory(sandbox)?;
        let shown = Program::Exec {
            program: self.language.clone().into(),
            args: self.args.clone(),
        };
        let files = self.put_files(sandbox, &cwd, options.user);
        stop.before(&shown, files).await?;
        let mut how = self.how.clone();
        how.results = results.is_some();
        let version = how.version.as_deref();
        let packages = packages::prepare(sandbox, language, &self.wanted, version, options, stop);
        let packages = stop.before(&shown, packages).await?;
        options.env.extend(packages.env.clone());
        if packages.has_program {
            how.version = None;
        }
        let source = Source {
            language,
            code: &self.code,
            file: None,
            how: &how,
            packages: &packages,
        };
        let build = options.of_build();
        let (mut placed, command) = source.prepare(sandbox, &self.args, build, stop).await?;
        placed.add_variables(options);
        if let Some(results) = results {
            let displayed =
                Displayed::prepare(sandbox, results, self.results, options, &mut placed);
            let displayed = stop.before(&shown, displayed).await?;
            // None waits that has read this hook.
            return Ok((placed, command, Some(displayed)));
        }
        let mut standby = self.standby(sandbox, &command, &placed, options)?;
        placed.add(standby.as_mut().and_then(Taken::files));
        options.standby = standby;
        let command = placed.start(command);
        Ok((placed, command, None))
    }

    /// The interpreter that waits for this command, if one does.
    fn standby(
        &self,
        sandbox: &Sandbox,
        command: &Program,
        placed: &Placed,
        options: &Options,
    ) -> Result<Option<Taken>> {
        if !self.standby {
            return Ok(None);
        }
        let mut program = command.clone();
        if let Program::Exec { args, .. } = &mut program {
            args.truncate(args.len() - self.args.len());
        }
        let command = options.command(sandbox, program, StdinMode::Pipe)?;
        let Some(standby) = language(&self.language)?.standby else {
            return Ok(None);
        };
        let call = standby::Call {
            standby,
            command,
            code: &self.code,
            archive: placed.archive().cloned(),
            args: &self.args,
        };
        Ok(sandbox.standbys().take(sandbox.provided(), call))
    }

    /// Puts files beside the code. They stay.
    async fn put_files(&self, sandbox: &Sandbox, cwd: &Path, user: User) -> Result<()> {
        for (path, contents) in &self.files {
            sandbox
                .write_file(cwd.join(path), contents)
                .user(user)
                .await?;
        }
        Ok(())
    }
}

/// Options of code alone.
impl<T: AsMut<Snippet>> Exec<T> {
    /// Files that are put into the working directory before the code runs, in place of what
    /// is there. They stay.
    ///
    /// ```no_run
    /// # async fn example(sandbox: computesdk::Sandbox) -> computesdk::Result<()> {
    /// let code = "import helper; print(helper.answer())";
    /// let helper = "def answer(): return 42";
    /// let result = sandbox.python(code).files([("helper.py", helper)]).await?;
    /// assert_eq!(result.stdout, "42\n");
    /// # Ok(()) }
    /// ```
    pub fn files<P: Into<PathBuf>, C: Into<Vec<u8>>>(
        mut self,
        files: impl IntoIterator<Item = (P, C)>,
    ) -> Self {
        let files = files.into_iter();
        let files = files.map(|(path, contents)| (path.into(), contents.into()));
        self.target.as_mut().files.extend(files);
        self
    }

    /// Whether an interpreter that was started beforehand may run it, as is usual from the
    /// second call on; see [`SandboxBuilder::warm`](crate::SandboxBuilder::warm). With
    /// `false` it is started for this call, and none for the next.
    pub fn standby(mut self, may: bool) -> Self {
        self.target.as_mut().standby = may;
        self
    }
}

impl AsMut<Snippet> for Snippet {
    fn as_mut(&mut self) -> &mut Snippet {
        self
    }
}

impl AsMut<Snippet> for LiveSnippet {
    fn as_mut(&mut self) -> &mut Snippet {
        &mut self.0
    }
}

impl WithArguments for Snippet {
    fn arguments(&mut self) -> &mut Vec<OsString> {
        &mut self.args
    }

    fn how(&mut self) -> &mut How {
        &mut self.how
    }
}

impl WithArguments for LiveSnippet {
    fn arguments(&mut self) -> &mut Vec<OsString> {
        &mut self.0.args
    }

    fn how(&mut self) -> &mut How {
        &mut self.0.how
    }
}

impl IntoFuture for Exec<Snippet> {
    type Output = Result<ExecResult>;
    type IntoFuture = ResultFuture<ExecResult>;

    fn into_future(mut self) -> Self::IntoFuture {
        Box::pin(async move {
            let returning = returning(&self)?;
            let (stop, code) = (self.options.stop(), &self.target);
            let preparing = code.prepare(&self.sandbox, &mut self.options, &stop);
            let (placed, command, mut displayed) = preparing.await?;
            let mut ended = collect(&self.sandbox, command, self.options, stop).await;
            if let Some(displayed) = &mut displayed {
                displayed.add_to(&mut ended).await;
            }
            placed.remove().await;
            with_files(ended.map_err(missing_interpreter), returning).await
        })
    }
}

impl IntoFuture for Exec<LiveSnippet> {
    type Output = Result<ExecStream>;
    type IntoFuture = ResultFuture<ExecStream>;

    fn into_future(mut self) -> Self::IntoFuture {
        Box::pin(async move {
            let (stop, code) = (self.options.stop(), &self.target.0);
            let preparing = code.prepare(&self.sandbox, &mut self.options, &stop);
            let (placed, command, displayed) = preparing.await?;
            match start(self.sandbox, command, self.options, stop).await {
                Ok(mut stream) => {
                    stream.job.keep(placed, displayed);
                    Ok(stream)
                }
                Err(error) => {
                    placed.remove().await;
                    Err(missing_interpreter(error))
                }
            }
        })
    }
}
