//! Running a file by its interpreter.

mod interpreters;
pub(crate) mod shebang;

use std::ffi::OsString;
use std::future::{Future, IntoFuture};
use std::path::{Path, PathBuf};

use computesdk_model::{
    Error, ExecResult, Hint, InvalidArgumentError, Program, ResourceKind, Result, User,
};

use crate::exec::{Exec, ExecStream, Options, ResultFuture, Stop, collect, start, validate};
use crate::hints;
use crate::sandbox::Sandbox;

/// How much of a file is read to see how it runs.
const HEAD: u64 = 4096;

/// The first bytes of a compiled program.
const ELF: &[u8] = b"\x7fELF";

/// A file to be run by its interpreter: what [`Sandbox::run`] makes.
#[derive(Debug)]
pub struct Script {
    file: PathBuf,
    args: Vec<OsString>,
    interpreter: Option<OsString>,
}

impl Script {
    pub(crate) fn new(file: PathBuf) -> Self {
        Script {
            file,
            args: Vec::new(),
            interpreter: None,
        }
    }
}

impl AsMut<Script> for Script {
    fn as_mut(&mut self) -> &mut Script {
        self
    }
}

/// A file to be run with its output read meanwhile: what
/// [`Sandbox::run_stream`] makes.
#[derive(Debug)]
pub struct LiveScript(pub(crate) Script);

impl AsMut<Script> for LiveScript {
    fn as_mut(&mut self) -> &mut Script {
        &mut self.0
    }
}

/// What runs with arguments of its own: a [`Script`], a [`Snippet`](crate::Snippet), and
/// either of them live.
pub trait WithArguments {
    /// The arguments.
    #[doc(hidden)]
    fn arguments(&mut self) -> &mut Vec<OsString>;
}

impl WithArguments for Script {
    fn arguments(&mut self) -> &mut Vec<OsString> {
        &mut self.args
    }
}

impl WithArguments for LiveScript {
    fn arguments(&mut self) -> &mut Vec<OsString> {
        &mut self.0.args
    }
}

impl<T: WithArguments> Exec<T> {
    /// Arguments of the script, or of the program that code is.
    pub fn args<A: Into<OsString>>(mut self, args: impl IntoIterator<Item = A>) -> Self {
        let args = args.into_iter().map(Into::into);
        self.target.arguments().extend(args);
        self
    }
}

/// Options of [`Sandbox::run`] and [`Sandbox::run_stream`] alone.
impl<T: AsMut<Script>> Exec<T> {
    /// The program that runs the script, whatever the file says.
    pub fn interpreter(mut self, program: impl Into<OsString>) -> Self {
        self.target.as_mut().interpreter = Some(program.into());
        self
    }
}

impl IntoFuture for Exec<Script> {
    type Output = Result<ExecResult>;
    type IntoFuture = ResultFuture<ExecResult>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let stop = self.options.stop();
            let program = self.target.program(&self.sandbox, &self.options, &stop);
            let program = program.await?;
            let ended = collect(&self.sandbox, program, self.options, stop).await;
            ended.map_err(missing_interpreter)
        })
    }
}

impl IntoFuture for Exec<LiveScript> {
    type Output = Result<ExecStream>;
    type IntoFuture = ResultFuture<ExecStream>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let stop = self.options.stop();
            let program = self.target.0.program(&self.sandbox, &self.options, &stop);
            let program = program.await?;
            let started = start(self.sandbox, program, self.options, stop).await;
            started.map_err(missing_interpreter)
        })
    }
}

impl Script {
    /// The command that runs it.
    fn program<'a>(
        self,
        sandbox: &'a Sandbox,
        options: &Options,
        stop: &'a Stop,
    ) -> impl Future<Output = Result<Program>> + use<'a> {
        let (directory, user) = (options.directory(sandbox), options.user);
        let shown = Program::Exec {
            program: self.file.clone().into(),
            args: self.args.clone(),
        };
        async move {
            let file = directory?.join(&self.file);
            stop.before(&shown, self.words(sandbox, file, user)).await
        }
    }

    async fn words(self, sandbox: &Sandbox, file: PathBuf, user: User) -> Result<Program> {
        validate::path("file", &file)?;
        let head = head(sandbox, &file, user).await?;
        let mut words = match self.interpreter {
            Some(interpreter) => vec![interpreter],
            None => interpreter(&file, &head)?,
        };
        words.push(file.into());
        words.extend(self.args);
        Ok(Program::Exec {
            program: words.remove(0),
            args: words,
        })
    }
}

/// The interpreter and its arguments; none for a compiled program.
fn interpreter(file: &Path, head: &[u8]) -> Result<Vec<OsString>> {
    if head.starts_with(ELF) {
        return Ok(Vec::new());
    }
    if let Some(words) = shebang::words(head) {
        return Ok(words);
    }
    if let Some(program) = file.extension().and_then(interpreters::by_extension) {
        return Ok(vec![program.into()]);
    }
    let reason = match file.extension() {
        Some(extension) => format!("nothing is known of .{} files", extension.display()),
        None => "it has no extension and no `#!` line".to_owned(),
    };
    let mut error = InvalidArgumentError::new(format!("script {}", file.display()), reason);
    error.hints = vec![
        Hint::new(
            "name its interpreter, or let it start with a line such as `#!/usr/bin/env python3`",
        ),
        Hint::new(format!("known extensions: {}", interpreters::extensions())),
    ];
    Err(error.into())
}

async fn head(sandbox: &Sandbox, file: &Path, user: User) -> Result<Vec<u8>> {
    sandbox.read_file(file).range(..HEAD).user(user).await
}

/// The program that was not found is the interpreter: the file was just read.
pub(crate) fn missing_interpreter(error: Error) -> Error {
    match error {
        Error::NotFound(mut missing) if missing.kind == ResourceKind::Program => {
            missing.kind = ResourceKind::Interpreter;
            missing.hints = hints::for_missing_program(missing.name.as_ref());
            missing.into()
        }
        other => other,
    }
}
