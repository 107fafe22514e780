//! A sandbox with its options, before it is made.

use std::ffi::OsString;
use std::future::IntoFuture;
use std::net::IpAddr;
use std::path::PathBuf;

use computesdk_model::{
    EngineError, Error, InvalidArgumentError, Limits, Mount, Network, Result, SandboxSpec,
};

use super::Sandbox;
use crate::code::Warm;
use crate::compute::Compute;
use crate::exec::{ResultFuture, validate};
use crate::pool::Kind;

/// A sandbox about to be made. Set options, then `.await` it. What is not set
/// here comes from the [`Compute`] that makes it.
///
/// ```no_run
/// # async fn example(compute: computesdk::Compute) -> computesdk::Result<()> {
/// let sandbox = compute
///     .sandbox("local")
///     .memory(256 << 20)
///     .mount("./src", "/src", true)
///     .env("MODE", "test")
///     .await?;
/// # drop(sandbox); Ok(()) }
/// ```
#[must_use = "a sandbox is made when this is awaited"]
#[derive(Debug)]
pub struct SandboxBuilder {
    compute: Compute,
    provider: String,
    kind: Kind,
    /// The first thing that was said wrongly.
    mistake: Option<Error>,
}

impl SandboxBuilder {
    pub(crate) fn new(compute: Compute, provider: String, spec: SandboxSpec) -> Self {
        SandboxBuilder {
            compute,
            provider,
            kind: Kind {
                spec,
                warm: Vec::new(),
            },
            mistake: None,
        }
    }

    /// Memory of all processes together, in bytes; `None` for no limit.
    pub fn memory(mut self, bytes: impl Into<Option<u64>>) -> Self {
        self.kind.spec.limits.memory = bytes.into();
        self
    }

    /// Swap beyond its memory, in bytes: none unless told otherwise; `None` for no
    /// limit.
    pub fn swap(mut self, bytes: impl Into<Option<u64>>) -> Self {
        self.kind.spec.limits.swap = bytes.into();
        self
    }

    /// Processes and threads alive at once; `None` for no limit.
    pub fn processes(mut self, count: impl Into<Option<u64>>) -> Self {
        self.kind.spec.limits.processes = count.into();
        self
    }

    /// Processors that all its processes together may use, such as 0.5 or 2.0;
    /// `None` for no limit.
    pub fn cpus(mut self, count: impl Into<Option<f64>>) -> Self {
        self.kind.spec.limits.cpus = count.into();
        self
    }

    /// Its share where sandboxes compete for processors, 1 to 10,000; 100 unless
    /// told otherwise.
    pub fn cpu_weight(mut self, weight: u64) -> Self {
        self.kind.spec.limits.cpu_weight = weight;
        self
    }

    /// Open files of one process; `None` for no limit.
    pub fn open_files(mut self, count: impl Into<Option<u64>>) -> Self {
        self.kind.spec.limits.open_files = count.into();
        self
    }

    /// Length of a file that a command writes, in bytes; `None` for no limit.
    pub fn file_size(mut self, bytes: impl Into<Option<u64>>) -> Self {
        self.kind.spec.limits.file_size = bytes.into();
        self
    }

    /// Bytes that may be written to its file system; `None` for no limit.
    pub fn disk(mut self, bytes: impl Into<Option<u64>>) -> Self {
        self.kind.spec.limits.disk = bytes.into();
        self
    }

    /// A file system of so many bytes for `/tmp` alone; without, or with `None`,
    /// what is in `/tmp` counts as [`disk`](SandboxBuilder::disk).
    pub fn tmp(mut self, bytes: impl Into<Option<u64>>) -> Self {
        self.kind.spec.limits.tmp = bytes.into();
        self
    }

    /// Files, directories and links that may be made, and again in a `/tmp` of its
    /// own size; with `None` one for every 4 KiB.
    pub fn inodes(mut self, count: impl Into<Option<u64>>) -> Self {
        self.kind.spec.limits.inodes = count.into();
        self
    }

    /// Bytes a second read from disks; `None` for no limit.
    pub fn read_rate(mut self, bytes: impl Into<Option<u64>>) -> Self {
        self.kind.spec.limits.read_rate = bytes.into();
        self
    }

    /// Bytes a second written to disks, by mounts that may be written; `None` for
    /// no limit.
    pub fn write_rate(mut self, bytes: impl Into<Option<u64>>) -> Self {
        self.kind.spec.limits.write_rate = bytes.into();
        self
    }

    /// All limits at once.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.kind.spec.limits = limits;
        self
    }

    /// Shows a file or directory of the host inside. A relative `source`
    /// starts at this program's working directory; `target` is absolute.
    pub fn mount(
        mut self,
        source: impl Into<PathBuf>,
        target: impl Into<PathBuf>,
        read_only: bool,
    ) -> Self {
        self.kind.spec.mounts.push(Mount {
            source: source.into(),
            target: target.into(),
            read_only,
        });
        self
    }

    /// Sets an environment variable of all its commands.
    pub fn env(mut self, name: impl Into<OsString>, value: impl Into<OsString>) -> Self {
        self.kind.spec.env.insert(name.into(), value.into());
        self
    }

    /// Sets several environment variables of all its commands.
    pub fn envs<K: Into<OsString>, V: Into<OsString>>(
        mut self,
        variables: impl IntoIterator<Item = (K, V)>,
    ) -> Self {
        let variables = variables.into_iter();
        let variables = variables.map(|(name, value)| (name.into(), value.into()));
        self.kind.spec.env.extend(variables);
        self
    }

    /// Host name inside; its id unless told otherwise.
    pub fn hostname(mut self, name: impl Into<String>) -> Self {
        self.kind.spec.hostname = Some(name.into());
        self
    }

    /// What it may reach over the network; nothing unless told otherwise.
    pub fn network(mut self, network: Network) -> Self {
        self.kind.spec.network = network;
        self
    }

    /// Allows it to reach this over the network too: `HOST[:PORT]`, where the host is a
    /// name, `*.` before a name, an address or a range of addresses. What is none of these
    /// is an error when the sandbox is made.
    pub fn allow(mut self, rule: impl AsRef<str>) -> Self {
        match rule.as_ref().parse() {
            Ok(rule) => self.kind.spec.network = self.kind.spec.network.and(rule),
            Err(error) => self.mistake = self.mistake.or(Some(error)),
        }
        self
    }

    /// Gives a name this address, as a line of a hosts file does: a rule for the name may
    /// then lead to a private address, or to the host itself.
    pub fn host(mut self, name: impl AsRef<str>, address: impl Into<IpAddr>) -> Self {
        match self.kind.spec.network.clone().host(name.as_ref(), address) {
            Ok(network) => self.kind.spec.network = network,
            Err(error) => self.mistake = self.mistake.or(Some(error)),
        }
        self
    }

    /// Has an interpreter wait in it for the next call of its language, from the first one
    /// on: `"python"`, `"node"`, `"typescript"` or `"java"`, each with [modules](Warm::modules) to be
    /// loaded beforehand. Another follows whenever one was used. In a sandbox of the
    /// [pool](Compute::pool) it waits already.
    ///
    /// It serves calls of the sandbox's usual user, working directory and variables. Without
    /// this, one waits for such calls as there were two of, for five minutes after the last;
    /// none does of Java, which takes long to start.
    ///
    /// ```no_run
    /// # async fn example(compute: computesdk::Compute) -> computesdk::Result<()> {
    /// use computesdk::Warm;
    ///
    /// let python = Warm::new("python").modules(["numpy"]);
    /// let sandbox = compute.sandbox("local").warm(python).await?;
    /// let result = sandbox.python("import numpy; print(numpy.pi)").await?;
    /// # drop(result); Ok(()) }
    /// ```
    pub fn warm(mut self, warm: impl Into<Warm>) -> Self {
        self.kind.warm.push(warm.into());
        self
    }

    /// Has so many sandboxes like this ready, besides those that are used, and keeps them
    /// so while they are: the first creates of a server then wait for nothing. How many
    /// are ready: less where the bounds of the [pool](Compute::pool) are narrower, none
    /// where it makes none of this kind.
    ///
    /// # Errors
    ///
    /// As awaiting it.
    ///
    /// ```no_run
    /// # async fn example(compute: computesdk::Compute) -> computesdk::Result<()> {
    /// compute.sandbox("local").memory(256 << 20).prepare(10).await?;
    /// let sandbox = compute.sandbox("local").memory(256 << 20).await?; // was ready
    /// # drop(sandbox); Ok(()) }
    /// ```
    pub async fn prepare(mut self, count: usize) -> Result<usize> {
        self.complete()?;
        let compute = self.compute;
        compute.prepare(&self.provider, self.kind, count).await
    }

    async fn create(mut self) -> Result<Sandbox> {
        self.complete()?;
        self.compute.create(&self.provider, self.kind).await
    }

    /// Checks what was said, and completes it.
    fn complete(&mut self) -> Result<()> {
        if let Some(mistake) = self.mistake.take() {
            return Err(mistake);
        }
        validate::env(&self.kind.spec.env)?;
        self.kind.spec.limits.check()?;
        self.kind.warm.iter().try_for_each(Warm::check)?;
        self.kind.spec.mounts.iter_mut().try_for_each(complete)
    }
}

/// Makes the source absolute and checks the target.
pub(super) fn complete(mount: &mut Mount) -> Result<()> {
    validate::path("mount source", &mount.source)?;
    validate::path("mount target", &mount.target)?;
    if !mount.target.is_absolute() {
        let target = mount.target.display();
        let reason = format!("`{target}` is not an absolute path inside the sandbox");
        return Err(InvalidArgumentError::new("mount target", reason).into());
    }
    mount.source = std::path::absolute(&mount.source).map_err(|cause| {
        EngineError::new("make the mount source absolute")
            .path(&mount.source)
            .cause(cause)
    })?;
    Ok(())
}

impl IntoFuture for SandboxBuilder {
    type Output = Result<Sandbox>;
    type IntoFuture = ResultFuture<Sandbox>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.create())
    }
}
