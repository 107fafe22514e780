//! A command with its options, before it runs.

use std::ffi::OsString;
use std::future::{Future, IntoFuture};
use std::path::PathBuf;
use std::pin::Pin;
use std::time::Duration;

use computesdk_model::{ExecResult, Program, Result, TerminalSize, User};
use tokio_util::sync::CancellationToken;

use super::{ExecStream, Input, Options, collect, start};
use crate::sandbox::Sandbox;

/// What awaiting a call of this crate gives.
pub(crate) type ResultFuture<T> = Pin<Box<dyn Future<Output = Result<T>> + Send>>;

/// A command whose output is collected: what [`Sandbox::exec`] makes.
#[derive(Debug)]
pub struct Command(pub(crate) Program);

/// A command whose output is read while it runs: what
/// [`Sandbox::exec_stream`] makes.
#[derive(Debug)]
pub struct Live(pub(crate) Program);

/// A command about to run. Set options, then `.await` it; dropping the future
/// kills the command and everything it started.
///
/// `T` is what runs: a [`Command`] or [`Script`] to its end, or a [`Live`] or
/// [`LiveScript`] with its streams.
///
/// [`Script`]: crate::Script
/// [`LiveScript`]: crate::LiveScript
///
/// ```no_run
/// # async fn example(sandbox: computesdk::Sandbox) -> computesdk::Result<()> {
/// use std::time::Duration;
///
/// let result = sandbox
///     .exec("npm install")
///     .cwd("/app")
///     .env("NODE_ENV", "development")
///     .timeout(Duration::from_secs(30))
///     .await?;
/// println!("{}", result.stdout);
/// # Ok(()) }
/// ```
#[must_use = "a command runs when it is awaited"]
#[derive(Debug)]
pub struct Exec<T = Command> {
    pub(crate) sandbox: Sandbox,
    pub(crate) target: T,
    pub(crate) options: Options,
}

impl<T> Exec<T> {
    pub(crate) fn new(sandbox: Sandbox, target: T) -> Self {
        let options = Options::new(sandbox.defaults());
        Exec {
            sandbox,
            target,
            options,
        }
    }

    /// Working directory. A relative one starts at the sandbox's [`pwd`],
    /// which is also the default.
    ///
    /// [`pwd`]: Sandbox::pwd
    pub fn cwd(mut self, directory: impl Into<PathBuf>) -> Self {
        self.options.cwd = Some(directory.into());
        self
    }

    /// Sets an environment variable, for this command alone.
    pub fn env(mut self, name: impl Into<OsString>, value: impl Into<OsString>) -> Self {
        self.options.env.insert(name.into(), value.into());
        self
    }

    /// Sets several environment variables, for this command alone.
    pub fn envs<K: Into<OsString>, V: Into<OsString>>(
        mut self,
        variables: impl IntoIterator<Item = (K, V)>,
    ) -> Self {
        let variables = variables.into_iter();
        let variables = variables.map(|(name, value)| (name.into(), value.into()));
        self.options.env.extend(variables);
        self
    }

    /// Who runs it: [`User::User`] unless told otherwise.
    pub fn user(mut self, user: User) -> Self {
        self.options.user = user;
        self
    }

    /// The longest it may run, counted from the await. Then it and everything
    /// it started is killed, and the call fails with [`Error::Timeout`], which
    /// carries the output so far. `None` takes away a configured timeout.
    ///
    /// [`Error::Timeout`]: crate::Error::Timeout
    pub fn timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.options.timeout = timeout.into();
        self
    }

    /// When it must end early, sends SIGTERM first and SIGKILL after this
    /// time. Without a grace SIGKILL is sent at once.
    pub fn grace(mut self, grace: Duration) -> Self {
        self.options.grace = Some(grace);
        self
    }

    /// Ends it when this token is cancelled: it and everything it started is
    /// killed, and the call fails with [`Error::Abort`].
    ///
    /// [`Error::Abort`]: crate::Error::Abort
    ///
    /// ```no_run
    /// # async fn example(sandbox: computesdk::Sandbox) {
    /// use computesdk::{CancellationToken, Error};
    ///
    /// let token = CancellationToken::new();
    /// let running = tokio::spawn(sandbox.exec("sleep 1000").cancel(token.clone()).into_future());
    /// token.cancel();
    /// assert!(matches!(running.await.unwrap(), Err(Error::Abort(_))));
    /// # }
    /// ```
    pub fn cancel(mut self, token: CancellationToken) -> Self {
        self.options.cancel = Some(token);
        self
    }

    /// What it reads on standard input. Without input it reads end of file at
    /// once; an [`ExecStream`] has a writer instead. With a terminal, the
    /// input is typed on it.
    pub fn input(mut self, input: impl Into<Input>) -> Self {
        self.options.input = Some(input.into());
        self
    }

    /// Succeeds whatever the exit code: no [`Error::Execution`].
    ///
    /// [`Error::Execution`]: crate::Error::Execution
    pub fn unchecked(mut self) -> Self {
        self.options.unchecked = true;
        self
    }

    /// Kills what the command leaves running as soon as it exits. Otherwise
    /// that lives on until the sandbox ends.
    pub fn kill_stragglers(mut self, kill: bool) -> Self {
        self.options.kill_stragglers = kill;
        self
    }

    /// Gives it a terminal of this size. Everything it writes is then stdout.
    pub fn terminal(mut self, size: TerminalSize) -> Self {
        self.options.terminal = Some(size);
        self
    }

    /// Most bytes kept of each stream, 64 MiB unless told otherwise. What
    /// exceeds them is read and thrown away while the command runs on, and
    /// `truncated` is set. Of a [`BackgroundProcess`] the last bytes are kept, of
    /// another command the first. Without effect on an [`ExecStream`].
    ///
    /// [`BackgroundProcess`]: crate::BackgroundProcess
    pub fn max_output_size(mut self, bytes: u64) -> Self {
        self.options.max_output_size = bytes;
        self
    }

    /// Open files of each of its processes: fewer than the sandbox allows.
    pub fn open_files(mut self, count: u64) -> Self {
        self.options.open_files = Some(count);
        self
    }

    /// Length of a file that it writes, in bytes: less than the sandbox allows.
    /// A program that goes on is ended by SIGXFSZ, unless it ignores that and
    /// heeds the error.
    pub fn file_size(mut self, bytes: u64) -> Self {
        self.options.file_size = Some(bytes);
        self
    }
}

impl IntoFuture for Exec<Command> {
    type Output = Result<ExecResult>;
    type IntoFuture = ResultFuture<ExecResult>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let stop = self.options.stop();
            collect(&self.sandbox, self.target.0, self.options, stop).await
        })
    }
}

impl IntoFuture for Exec<Live> {
    type Output = Result<ExecStream>;
    type IntoFuture = ResultFuture<ExecStream>;

    fn into_future(self) -> Self::IntoFuture {
        let stop = self.options.stop();
        Box::pin(start(self.sandbox, self.target.0, self.options, stop))
    }
}
