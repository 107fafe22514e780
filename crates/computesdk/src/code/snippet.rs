//! Code about to run.

use std::ffi::OsString;
use std::future::IntoFuture;
use std::path::{Path, PathBuf};
use std::time::Duration;

use computesdk_languages::{Build, Plan};
use computesdk_model::{
    CompilationError, Diagnostic, Error, ExecResult, ExecutionError, Exit, ExitStatus, Output,
    Program, Result, Usage, User,
};

use super::language;
use super::placed::Placed;
use super::programs::{self, Code};
use crate::exec::{Exec, ExecStream, Options, ResultFuture, Stop, collect, start};
use crate::files::{FileCall, ReturnFiles};
use crate::run::{WithArguments, missing_interpreter};
use crate::sandbox::Sandbox;

/// Code to be run to its end: what [`Sandbox::run_code`] makes.
#[derive(Debug)]
pub struct Snippet {
    language: String,
    code: String,
    args: Vec<OsString>,
    files: Vec<(PathBuf, Vec<u8>)>,
    returns: ReturnFiles,
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
            returns: ReturnFiles::default(),
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
        let files = self.put_files(sandbox, &cwd, options.user);
        stop.before(&shown, files).await?;
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

impl Snippet {
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
}

impl Exec<Snippet> {
    /// Files that come back with the result, by their names or by patterns, in
    /// [`files`](ExecResult::files): see [`Sandbox::return_files`]. They come with an error
    /// too, where that carries a result. Relative ones start at the working directory of the
    /// code.
    ///
    /// ```no_run
    /// # async fn example(sandbox: computesdk::Sandbox) -> computesdk::Result<()> {
    /// let code = "open('table.csv', 'w').write('a,b\\n1,2\\n')";
    /// let result = sandbox.python(code).return_files(["*.csv"]).await?;
    /// assert_eq!(result.files[0].mime, "text/csv");
    /// assert_eq!(result.files[0].contents, "a,b\n1,2\n");
    /// # Ok(()) }
    /// ```
    pub fn return_files<P: Into<PathBuf>>(mut self, names: impl IntoIterator<Item = P>) -> Self {
        let names = names.into_iter().map(Into::into);
        self.target.returns.names.extend(names);
        self
    }

    /// Most files that come back, and most bytes of all of them: 100 and 64 MiB unless told
    /// otherwise.
    pub fn return_limits(mut self, most: usize, bytes: u64) -> Self {
        self.target.returns.most = most;
        self.target.returns.size = bytes;
        self
    }
}

/// The call for the files that are to come back, if any are.
fn returning(exec: &Exec<Snippet>) -> Result<Option<FileCall<ReturnFiles>>> {
    let mut wanted = exec.target.returns.clone();
    wanted.check()?;
    wanted.directory = exec.options.directory(&exec.sandbox)?;
    let user = exec.options.user;
    let call = || FileCall::configured(&exec.sandbox, wanted).user(user);
    Ok((!exec.target.returns.names.is_empty()).then(call))
}

/// Adds the files that are to come back to what there is of a result.
async fn with_files(
    mut ended: Result<ExecResult>,
    returning: Option<FileCall<ReturnFiles>>,
) -> Result<ExecResult> {
    let result = match &mut ended {
        Ok(result) => Some(result),
        Err(error) => error.result_mut(),
    };
    if let (Some(result), Some(returning)) = (result, returning) {
        match returning.await {
            Ok(returned) => {
                result.files = returned.files;
                result.not_returned = returned.not_returned;
            }
            // What failed first is what is told.
            Err(error) if ended.is_ok() => return Err(error),
            Err(_) => {}
        }
    }
    ended
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
            let returning = returning(&self)?;
            let (stop, build) = (self.options.stop(), self.options.of_build());
            let preparing = self.target.prepare(&self.sandbox, build, &stop);
            let (placed, command) = preparing.await?;
            let ended = collect(&self.sandbox, command, self.options, stop).await;
            placed.remove().await;
            with_files(ended.map_err(missing_interpreter), returning).await
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
