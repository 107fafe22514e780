//! What is to be done before code runs: its file is written, and a program made of it.

use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::time::Duration;

use computesdk_languages::{Build, Language, Plan, Settings, Surroundings};
use computesdk_model::{
    CompilationError, Diagnostic, Error, ExecResult, ExecutionError, Exit, ExitStatus, Output,
    Program, Result, Usage, User,
};

use super::check::check;
use super::how::How;
use super::packages::Given;
use super::placed::Placed;
use super::programs::{self, Archived, Code, Ready};
use super::settings;
use super::versions::choose;
use crate::exec::{Options, Stop, collect};
use crate::run::missing_interpreter;
use crate::sandbox::Sandbox;

/// Code, and the file that it is in, if it is in one of the sandbox's.
pub(crate) struct Source<'a> {
    pub(crate) language: &'static Language,
    pub(crate) code: &'a str,
    /// An absolute path.
    pub(crate) file: Option<&'a Path>,
    pub(crate) how: &'a How,
    pub(crate) packages: &'a Given,
}

impl Source<'_> {
    /// What of its place has a part in what it is.
    async fn surroundings(
        &self,
        sandbox: &Sandbox,
        cwd: &Path,
        user: User,
    ) -> Result<Surroundings<'_>> {
        let directory = self.file.and_then(Path::parent).unwrap_or(cwd);
        let settings = match self.language.settings(directory) {
            Some(reading) => settings::read(sandbox, reading, user)
                .await?
                .map_err(|diagnostics| self.refused(diagnostics))?,
            None => Settings::default(),
        };
        Ok(Surroundings {
            file: self.file.and_then(Path::file_name).and_then(OsStr::to_str),
            settings,
            results: self.how.results,
        })
    }

    /// The error that tells what is wrong with code that not even a compiler got to see.
    fn refused(&self, diagnostics: Vec<Diagnostic>) -> Error {
        let text: String = diagnostics.iter().map(|one| format!("{one}\n")).collect();
        refused(self.language.name.to_owned(), diagnostics, text)
    }

    /// Puts the code into the sandbox and makes a program of it, where that is needed, with
    /// these options of the build: what runs it, which [`Placed::start`] knows how to start.
    pub(crate) async fn prepare(
        &self,
        sandbox: &Sandbox,
        args: &[OsString],
        options: Options,
        stop: &Stop,
    ) -> Result<(Placed, Program)> {
        let cwd = options.directory(sandbox)?;
        let shown = Program::Exec {
            program: self.language.name.into(),
            args: args.to_owned(),
        };
        let surroundings = self.surroundings(sandbox, &cwd, options.user);
        let surroundings = stop.before(&shown, surroundings).await?;
        let planned = self.language.plan(self.code, &surroundings);
        let plan = planned.map_err(|diagnostics| self.refused(diagnostics))?;
        if self.how.check {
            check(sandbox, self, &surroundings, options.of_build(), stop).await?;
        }
        let placing = async {
            let tool = match &self.how.version {
                Some(version) => Some(choose(sandbox, self.language, version, &options).await?),
                None => None,
            };
            let placed = match self.file {
                Some(file) => {
                    let is_it = plan.source == self.code;
                    Placed::of_file(sandbox, &plan, file, is_it, options.user).await?
                }
                None => Placed::new(sandbox, &plan, cwd, options.user).await?,
            };
            Ok(placed.with_tool(tool, &self.packages.arguments))
        };
        let mut placed = stop.before(&shown, placing).await?;
        if let Some(build) = &plan.build {
            let made = self.make_program(sandbox, &plan, build, &mut placed, &options, stop);
            if let Err(error) = made.await {
                placed.remove().await;
                return Err(not_compiled(missing_interpreter(error), build));
            }
        }
        let mut run = &plan.run;
        if let Some(sooner) = &plan.sooner
            && self.packages.layer.is_none()
        {
            let code = self.code_of(&plan, &sooner.build, &placed, &options);
            let found = stop.before(&shown, programs::sooner(sandbox, code));
            if let Some(present) = found.await? {
                placed.use_program(present);
                run = &sooner.run;
            }
        }
        if plan.build.is_none() && run == &plan.run {
            let tool = placed.names().tool.clone();
            let found = Archived::find(sandbox, self.language, tool, &options);
            placed.use_archive(stop.before(&shown, found).await?);
        }
        let command = placed.command(run, args);
        Ok((placed, command))
    }

    /// The code, to be made a program in this way.
    fn code_of(&self, plan: &Plan, build: &Build, placed: &Placed, options: &Options) -> Code {
        Code {
            language: self.language,
            source: plan.source.clone(),
            build: build.clone(),
            names: placed.names().clone(),
            beside: placed.beside().map(Path::to_owned),
            packages: self.packages.clone(),
            options: options.of_build(),
        }
    }

    /// Has the program where it is to run: one that is kept, or one that is made now.
    async fn make_program(
        &self,
        sandbox: &Sandbox,
        plan: &Plan,
        build: &Build,
        placed: &mut Placed,
        options: &Options,
        stop: &Stop,
    ) -> Result<()> {
        let code = self.code_of(plan, build, placed, options);
        match programs::program(sandbox, code, stop).await? {
            Some(Ready::Present(present)) => placed.use_program(present),
            Some(Ready::Bytes(program)) => placed.put_program(&program).await?,
            None => {
                placed.make_room_for_program().await?;
                let command = placed.command(&build.command, &[]);
                collect(sandbox, command, options.of_build(), stop.clone()).await?;
            }
        }
        Ok(())
    }
}

/// The compiler's failure as what it says about the code.
fn not_compiled(error: Error, build: &Build) -> Error {
    match error {
        Error::Execution(failed) => {
            let (diagnostics, text) = (build.complaints)(failed.result.stderr.as_str());
            told(*failed, diagnostics, text).into()
        }
        other => other,
    }
}

/// What a compiler that failed has told of the code.
pub(super) fn told(
    failed: ExecutionError,
    diagnostics: Vec<Diagnostic>,
    text: String,
) -> CompilationError {
    let ExecutionError {
        command,
        mut result,
        hints,
    } = failed;
    result.stderr = Output::from(text.into_bytes());
    CompilationError {
        command,
        diagnostics,
        result,
        hints,
    }
}

/// Code that not even a compiler got to see.
fn refused(command: String, diagnostics: Vec<Diagnostic>, text: String) -> Error {
    let exit = Exit {
        status: ExitStatus::Exited(1),
        oom_killed: false,
        limit: None,
        usage: Usage::default(),
    };
    let mut result = ExecResult::new(exit, Duration::ZERO, None);
    result.stderr = Output::from(text.into_bytes());
    CompilationError {
        command,
        diagnostics,
        result,
        hints: Vec::new(),
    }
    .into()
}
