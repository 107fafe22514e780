//! A shell for just what the suite says.

mod builtins;
mod parse;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use computesdk::{InvalidArgumentError, NotFoundError, Program, ResourceKind, Result};

use crate::files::Files;
use crate::pipe::{Inlet, Outlet};
use crate::process;
use crate::world::{Task, World};
use parse::{Piece, Redirect, Statement, Then, Word};

/// A shell that runs.
#[derive(Clone)]
pub(crate) struct Shell {
    pub(crate) world: Arc<World>,
    pub(crate) task: Arc<Task>,
    pub(crate) cwd: PathBuf,
    pub(crate) env: BTreeMap<OsString, OsString>,
    /// `$1` and on.
    pub(crate) args: Vec<Vec<u8>>,
    pub(crate) stdin: Arc<Inlet>,
    pub(crate) out: Arc<Outlet>,
    pub(crate) err: Arc<Outlet>,
    /// `$!`
    pub(crate) last_background: Option<u32>,
}

/// Whether there is such a program.
pub(crate) fn check(files: &Files, program: &Program) -> Result<()> {
    let Program::Exec { program, .. } = program else {
        return Ok(());
    };
    let path = Path::new(program);
    let directory = path.parent().unwrap_or(Path::new(""));
    let here = ["", "/bin", "/usr/bin"].map(Path::new).contains(&directory);
    let name = path.file_name().unwrap_or(program).as_bytes();
    if here && builtins::NAMES.contains(&name) {
        return Ok(());
    }
    let name = program.to_string_lossy().into_owned();
    if files.read(path).is_ok() {
        return Err(InvalidArgumentError::new(name, "it is not executable").into());
    }
    Err(NotFoundError {
        kind: ResourceKind::Program,
        name,
        errno: None,
        hints: Vec::new(),
    }
    .into())
}

/// Runs a command to its exit code.
pub(crate) async fn program(mut shell: Shell, program: Program) -> i32 {
    match program {
        Program::Shell(line) => shell.script(line.as_bytes()).await,
        Program::Exec { program, args } => {
            let name = Path::new(&program).file_name().unwrap_or_default();
            let words = [name.to_owned()].into_iter().chain(args);
            let words: Vec<_> = words.map(OsString::into_vec).collect();
            let out = Arc::clone(&shell.out);
            match shell.builtin(&words, &out).await {
                Next::Code(code) | Next::Exit(code) => code,
            }
        }
    }
}

/// What comes after a command.
pub(crate) enum Next {
    Code(i32),
    Exit(i32),
}

impl Shell {
    pub(crate) async fn script(&mut self, text: &[u8]) -> i32 {
        let mut code = 0;
        let mut skip = false;
        for statement in parse::script(text) {
            let next = match skip {
                true => Next::Code(code),
                false => self.catching(&statement).await,
            };
            code = match next {
                Next::Code(code) => code,
                Next::Exit(code) => return code,
            };
            skip = statement.then == Then::IfOk && code != 0;
        }
        code
    }

    /// Runs a statement; a trapped signal ends it and runs the trap's body.
    async fn catching(&mut self, statement: &Statement) -> Next {
        let task = Arc::clone(&self.task);
        let body = tokio::select! {
            next = self.statement(statement) => return next,
            body = task.caught() => body,
        };
        Next::Exit(Box::pin(self.script(body.as_bytes())).await)
    }

    async fn statement(&mut self, statement: &Statement) -> Next {
        let words: Vec<_> = statement
            .words
            .iter()
            .map(|word| self.expand(word))
            .collect();
        if statement.then == Then::Background {
            self.background(words);
            return Next::Code(0);
        }
        match &statement.redirect {
            None => {
                let out = Arc::clone(&self.out);
                self.builtin(&words, &out).await
            }
            Some(Redirect::Err) => {
                let err = Arc::clone(&self.err);
                self.builtin(&words, &err).await
            }
            Some(Redirect::File(file)) => {
                let path = self.path(&self.expand(file));
                self.redirected(&words, &path).await
            }
        }
    }

    /// The suite sends a single line to a file: it fits into a pipe.
    async fn redirected(&mut self, words: &[Vec<u8>], path: &Path) -> Next {
        let (out, mut lines) = Outlet::new();
        let next = self.builtin(words, &out).await;
        out.close().await;
        let mut bytes = Vec::new();
        let read = tokio::io::AsyncReadExt::read_to_end(&mut lines, &mut bytes).await;
        match read.is_ok() && self.world.files.write(path, bytes).is_ok() {
            true => next,
            false => Next::Code(1),
        }
    }

    fn background(&mut self, words: Vec<Vec<u8>>) {
        let mut child = self.clone();
        child.task = self.world.enlist(Some(&self.task), self.task.args.clone());
        child.stdin = Arc::new(Inlet::empty());
        self.last_background = Some(child.task.pid);
        tokio::spawn(async move {
            let (task, world) = (Arc::clone(&child.task), Arc::clone(&child.world));
            let out = Arc::clone(&child.out);
            let body = async {
                match child.builtin(&words, &out).await {
                    Next::Code(code) | Next::Exit(code) => code,
                }
            };
            process::run(&task, body).await;
            world.discharge(task.pid);
        });
    }

    fn expand(&self, word: &Word) -> Vec<u8> {
        let mut text = Vec::new();
        for piece in word {
            match piece {
                Piece::Text(bytes) => text.extend_from_slice(bytes),
                Piece::Variable(name) => text.extend(self.variable(name)),
            }
        }
        text
    }

    fn variable(&self, name: &str) -> Vec<u8> {
        match name {
            "$" => self.task.pid.to_string().into_bytes(),
            "!" => match self.last_background {
                Some(pid) => pid.to_string().into_bytes(),
                None => Vec::new(),
            },
            name => match name.parse::<usize>() {
                Ok(number) => self.args.get(number - 1).cloned().unwrap_or_default(),
                Err(_) => match self.env.get(Path::new(name).as_os_str()) {
                    Some(value) => value.as_bytes().to_vec(),
                    None => Vec::new(),
                },
            },
        }
    }

    /// A path as the shell's commands see it.
    fn path(&self, path: &[u8]) -> PathBuf {
        self.cwd.join(OsString::from_vec(path.to_vec()))
    }
}
