//! Running a file by its interpreter.

mod interpreters;
pub(crate) mod shebang;

use std::ffi::{OsStr, OsString};
use std::future::IntoFuture;
use std::path::{Path, PathBuf};

use computesdk_languages::Language;
use computesdk_model::{
    Error, ExecResult, Hint, InvalidArgumentError, NotFoundError, Program, ResourceKind, Result,
    User,
};

use crate::code::{Given, How, Placed, Source, checker, choose};
use crate::exec::{Exec, ExecStream, Options, ResultFuture, Stop, collect, start, validate};
use crate::hints;
use crate::sandbox::Sandbox;
use interpreters::Runner;

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
    how: How,
}

impl Script {
    pub(crate) fn new(file: PathBuf) -> Self {
        Script {
            file,
            args: Vec::new(),
            interpreter: None,
            how: How::default(),
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

    /// Options of the language.
    #[doc(hidden)]
    fn how(&mut self) -> &mut How;
}

impl WithArguments for Script {
    fn arguments(&mut self) -> &mut Vec<OsString> {
        &mut self.args
    }

    fn how(&mut self) -> &mut How {
        &mut self.how
    }
}

impl WithArguments for LiveScript {
    fn arguments(&mut self) -> &mut Vec<OsString> {
        &mut self.0.args
    }

    fn how(&mut self) -> &mut How {
        &mut self.0.how
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

    fn into_future(mut self) -> Self::IntoFuture {
        Box::pin(async move {
            let stop = self.options.stop();
            let preparing = self.target.prepare(&self.sandbox, &mut self.options, &stop);
            let (placed, program) = preparing.await?;
            let ended = collect(&self.sandbox, program, self.options, stop).await;
            if let Some(placed) = placed {
                placed.remove().await;
            }
            ended.map_err(missing_interpreter)
        })
    }
}

impl IntoFuture for Exec<LiveScript> {
    type Output = Result<ExecStream>;
    type IntoFuture = ResultFuture<ExecStream>;

    fn into_future(mut self) -> Self::IntoFuture {
        Box::pin(async move {
            let stop = self.options.stop();
            let preparing = self
                .target
                .0
                .prepare(&self.sandbox, &mut self.options, &stop);
            let (placed, program) = preparing.await?;
            let mut stream = start(self.sandbox, program, self.options, stop)
                .await
                .map_err(missing_interpreter)?;
            if let Some(placed) = placed {
                stream.job.keep(placed, None);
            }
            Ok(stream)
        })
    }
}

/// How a file runs.
enum Way {
    /// By these words; by none as a compiled program does.
    Words(Vec<OsString>),
    /// As code of a language, which something has to be made of first.
    Code(&'static Language),
}

impl Script {
    /// The command that runs it, and what was made for that: `options` are told what it needs
    /// of variables.
    async fn prepare(
        self,
        sandbox: &Sandbox,
        options: &mut Options,
        stop: &Stop,
    ) -> Result<(Option<Placed>, Program)> {
        let shown = Program::Exec {
            program: self.file.clone().into(),
            args: self.args.clone(),
        };
        let (directory, user) = (options.directory(sandbox)?, options.user);
        let file = directory.join(&self.file);
        validate::path("file", &file)?;
        let looking = async {
            let head = head(sandbox, &file, user).await?;
            let way = match self.interpreter {
                Some(interpreter) => Way::Words(vec![interpreter]),
                None => way(&file, &head)?,
            };
            let code = match way {
                Way::Words(_) => String::new(),
                Way::Code(_) => sandbox.read_text(&file).user(user).await?,
            };
            Ok((way, code))
        };
        match stop.before(&shown, looking).await? {
            (Way::Words(mut words), _) => {
                if self.how.check {
                    checker(interpreters::language("check", &file)?)?;
                }
                if let Some(version) = &self.how.version {
                    let language = interpreters::language("version", &file)?;
                    let choosing = choose(sandbox, language, version, options);
                    words = vec![stop.before(&shown, choosing).await?.into()];
                }
                let mut words = words.into_iter().chain([file.into()]).chain(self.args);
                let program = Program::Exec {
                    program: words.next().unwrap_or_default(),
                    args: words.collect(),
                };
                Ok((None, program))
            }
            (Way::Code(language), code) => {
                let source = Source {
                    language,
                    code: &code,
                    file: Some(&file),
                    how: &self.how,
                    packages: &Given::default(),
                };
                let build = options.of_build();
                let (placed, program) = source.prepare(sandbox, &self.args, build, stop).await?;
                placed.add_variables(options);
                let program = placed.start(program);
                Ok((Some(placed), program))
            }
        }
    }
}

/// How a file runs that begins with this.
fn way(file: &Path, head: &[u8]) -> Result<Way> {
    if head.starts_with(ELF) {
        return Ok(Way::Words(Vec::new()));
    }
    if let Some(words) = shebang::words(head) {
        return Ok(Way::Words(words));
    }
    match file.extension().and_then(interpreters::by_extension) {
        Some(Runner::Interpreter(program)) => return Ok(Way::Words(vec![program.into()])),
        Some(Runner::Language(language)) => return Ok(Way::Code(language)),
        None => {}
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

/// There is no such interpreter.
pub(crate) fn no_interpreter(name: &OsStr) -> Error {
    NotFoundError {
        kind: ResourceKind::Interpreter,
        name: name.display().to_string(),
        errno: None,
        hints: hints::for_missing_program(name),
    }
    .into()
}
