//! Code about to run.

use std::ffi::OsString;
use std::future::IntoFuture;
use std::time::Duration;

use computesdk_languages::{Build, Plan};
use computesdk_model::{
    CompilationError, Diagnostic, Error, ExecResult, ExecutionError, Exit, ExitStatus, Output,
    Program, Result, Usage,
};

use super::language;
use super::placed::Placed;
use super::programs::{self, Code};
use crate::exec::{Exec, ExecStream, Options, ResultFuture, Stop, collect, start};
use crate::run::{WithArguments, missing_interpreter};
use crate::sandbox::Sandbox;

/// Code to be run to its end: what [`Sandbox::run_code`] makes.
#[derive(Debug)]
pub struct Snippet {
    language: String,
    code: String,
    args: Vec<OsString>,
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
        }
    }

    fn plan(&self) -> Result<Plan> {
        let language = language(&self.language)?;
        language.plan(&self.code).map_err(|diagnostics| {
            let text: String = diagnostics.iter().map(|one| format!("{one}\n")).collect();
            refused(language.name.to_owned(), diagnostics, text)
        })
    }

    /// Puts the code into the sandbox and makes a program of it, where that is needed, with
    /// these options: what runs it.
    async fn prepare(
        &self,
        sandbox: &Sandbox,
        options: Options,
        stop: &Stop,
    ) -> Result<(Placed, Program)> {
        let plan = self.plan()?;
        let cwd = options.directory(sandbox)?;
        let shown = Program::Exec {
            program: self.language.clone().into(),
            args: self.args.clone(),
        };
        let placing = Placed::new(sandbox, &plan, cwd, options.user);
        let placed = stop.before(&shown, placing).await?;
        if let Some(build) = &plan.build {
            let code = Code {
                language: language(&self.language)?,
                plan: &plan,
                build,
                placed: &placed,
                options: &options,
            };
            if let Err(error) = make_program(sandbox, &code, stop).await {
                placed.remove().await;
                return Err(not_compiled(missing_interpreter(error), build));
            }
        }
        let command = placed.command(&plan.run, &self.args);
        Ok((placed, command))
    }
}

/// Puts the program where it is to run: one that is kept, or one that is made now.
async fn make_program(sandbox: &Sandbox, code: &Code<'_>, stop: &Stop) -> Result<()> {
    if let Some(program) = programs::program(sandbox, code, stop).await? {
        return code.placed.put_program(&program).await;
    }
    let command = code.placed.command(&code.build.command, &[]);
    let options = code.options.of_build();
    collect(sandbox, command, options, stop.clone()).await?;
    Ok(())
}

impl WithArguments for Snippet {
    fn arguments(&mut self) -> &mut Vec<OsString> {
        &mut self.args
    }
}

impl WithArguments for LiveSnippet {
    fn arguments(&mut self) -> &mut Vec<OsString> {
        &mut self.0.args
    }
}

impl IntoFuture for Exec<Snippet> {
    type Output = Result<ExecResult>;
    type IntoFuture = ResultFuture<ExecResult>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let (stop, build) = (self.options.stop(), self.options.of_build());
            let preparing = self.target.prepare(&self.sandbox, build, &stop);
            let (placed, command) = preparing.await?;
            let ended = collect(&self.sandbox, command, self.options, stop).await;
            placed.remove().await;
            ended.map_err(missing_interpreter)
        })
    }
}

impl IntoFuture for Exec<LiveSnippet> {
    type Output = Result<ExecStream>;
    type IntoFuture = ResultFuture<ExecStream>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let (stop, build) = (self.options.stop(), self.options.of_build());
            let preparing = self.target.0.prepare(&self.sandbox, build, &stop);
            let (placed, command) = preparing.await?;
            match start(self.sandbox, command, self.options, stop).await {
                Ok(mut stream) => {
                    stream.job.keep(placed);
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

/// The compiler's failure as what it says about the code.
fn not_compiled(error: Error, build: &Build) -> Error {
    match error {
        Error::Execution(failed) => {
            let ExecutionError {
                command,
                mut result,
                hints,
            } = *failed;
            let (diagnostics, text) = (build.complaints)(result.stderr.as_str());
            result.stderr = Output::from(text.into_bytes());
            CompilationError {
                command,
                diagnostics,
                result,
                hints,
            }
            .into()
        }
        other => other,
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
