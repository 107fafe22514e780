//! A command without async.

use std::ffi::OsString;
use std::future::IntoFuture;
use std::path::{Path, PathBuf};
use std::time::Duration;

use computesdk_model::{ExecResult, Result, TerminalSize, User};
use tokio_util::sync::CancellationToken;

use super::runtime::Runtime;
use crate::{Input, Script, Snippet, WithArguments};

/// As [`Exec`](crate::Exec): set options, then [`run`](Exec::run).
#[must_use = "a command runs by `run`"]
#[derive(Debug)]
pub struct Exec<T> {
    pub(super) exec: crate::Exec<T>,
    pub(super) runtime: Runtime,
}

/// Passes an option on to the async builder of the same name.
macro_rules! options {
    ($($name:ident $(<$($generic:ident: $bound:path),*>)? ($($argument:ident: $type:ty),*);)*) => {$(
        #[doc = concat!("See [`Exec::", stringify!($name), "`](crate::Exec::", stringify!($name), ").")]
        pub fn $name $(<$($generic: $bound),*>)? (mut self, $($argument: $type),*) -> Self {
            self.exec = self.exec.$name($($argument),*);
            self
        }
    )*};
}

impl<T> Exec<T> {
    pub(super) fn new(exec: crate::Exec<T>, runtime: Runtime) -> Self {
        Exec { exec, runtime }
    }

    options! {
        cwd(directory: impl Into<PathBuf>);
        env(name: impl Into<OsString>, value: impl Into<OsString>);
        envs<K: Into<OsString>, V: Into<OsString>>(variables: impl IntoIterator<Item = (K, V)>);
        user(user: User);
        timeout(timeout: impl Into<Option<Duration>>);
        grace(grace: Duration);
        cancel(token: CancellationToken);
        input(input: impl Into<Input>);
        unchecked();
        kill_stragglers(kill: bool);
        terminal(size: TerminalSize);
        max_output_size(bytes: u64);
        open_files(count: u64);
        file_size(bytes: u64);
    }
}

impl<T: WithArguments> Exec<T> {
    options! {
        args<A: Into<OsString>>(args: impl IntoIterator<Item = A>);
        version(version: impl Into<String>);
        check(check: bool);
    }
}

impl Exec<Script> {
    options! {
        interpreter(program: impl Into<OsString>);
    }
}

impl Exec<Snippet> {
    options! {
        requirements<P: Into<String>>(requirements: impl IntoIterator<Item = P>);
        requirements_file(file: impl AsRef<Path>);
        venv(path: impl Into<PathBuf>);
        packages<P: Into<String>>(packages: impl IntoIterator<Item = P>);
        results(results: bool);
        results_limits(most: usize, bytes: u64);
    }
}

impl<T> Exec<T>
where
    crate::Exec<T>: IntoFuture<Output = Result<ExecResult>>,
{
    /// Runs it to its end and collects its output.
    ///
    /// # Errors
    ///
    /// As [`Sandbox::exec`](crate::Sandbox::exec) and
    /// [`Sandbox::run`](crate::Sandbox::run); `InvalidArgument` inside an
    /// async runtime.
    pub fn run(self) -> Result<ExecResult> {
        self.runtime.wait(self.exec)
    }
}
