//! A sandbox without async.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::time::Duration;

use computesdk_model::{
    EgressEvent, Limits, Network, ProcessInfo, Result, SandboxId, SandboxInfo, Signal, User,
};

use super::exec::Exec;
use super::monitor::StartMonitor;
use super::ports::Publish;
use super::runtime::Runtime;
use crate::{Background, Command, FoundLanguage, IntoCommand, PublishedPort, Script, Snippet};

/// As [`Sandbox`](crate::Sandbox), without async. Calls fail as there, and
/// inside an async runtime with `InvalidArgument`.
#[derive(Clone, Debug)]
pub struct Sandbox {
    pub(super) sandbox: crate::Sandbox,
    pub(super) runtime: Runtime,
}

/// The documentation of the async method of the same name.
macro_rules! see {
    ($name:expr) => {
        concat!("See [`Sandbox::", $name, "`](crate::Sandbox::", $name, ").")
    };
}

/// The call for each language.
macro_rules! code {
    ($($name:ident)*) => {$(
        #[doc = see!(stringify!($name))]
        pub fn $name(&self, code: impl Into<String>) -> Exec<Snippet> {
            self.run_code(stringify!($name), code)
        }
    )*};
}

impl Sandbox {
    pub(super) fn new(sandbox: crate::Sandbox, runtime: Runtime) -> Self {
        Sandbox { sandbox, runtime }
    }

    #[doc = see!("id")]
    pub fn id(&self) -> &SandboxId {
        self.sandbox.id()
    }

    #[doc = see!("exec")]
    pub fn exec(&self, command: impl IntoCommand) -> Exec<Command> {
        Exec::new(self.sandbox.exec(command), self.runtime.clone())
    }

    #[doc = see!("run")]
    pub fn run(&self, file: impl Into<PathBuf>) -> Exec<Script> {
        Exec::new(self.sandbox.run(file), self.runtime.clone())
    }

    #[doc = see!("run_code")]
    pub fn run_code(&self, language: &str, code: impl Into<String>) -> Exec<Snippet> {
        Exec::new(self.sandbox.run_code(language, code), self.runtime.clone())
    }

    code! { python node typescript bash go rust java }

    #[doc = see!("languages")]
    pub fn languages(&self) -> Result<Vec<FoundLanguage>> {
        self.runtime.wait(self.sandbox.languages())
    }

    #[doc = see!("start_background")]
    pub fn start_background(&self, command: impl IntoCommand) -> Exec<Background> {
        let exec = self.sandbox.start_background(command);
        Exec::new(exec, self.runtime.clone())
    }

    #[doc = see!("monitor")]
    pub fn monitor(&self, pid: u32) -> StartMonitor {
        StartMonitor::new(self.sandbox.monitor(pid), self.runtime.clone())
    }

    #[doc = see!("monitor_all")]
    pub fn monitor_all(&self) -> StartMonitor {
        StartMonitor::new(self.sandbox.monitor_all(), self.runtime.clone())
    }

    #[doc = see!("get_env")]
    pub fn get_env(&self) -> Result<BTreeMap<OsString, OsString>> {
        self.sandbox.get_env()
    }

    #[doc = see!("get_env_var")]
    pub fn get_env_var(&self, name: impl AsRef<OsStr>) -> Result<Option<OsString>> {
        self.sandbox.get_env_var(name)
    }

    #[doc = see!("set_env")]
    pub fn set_env(&self, name: impl Into<OsString>, value: impl Into<OsString>) -> Result<()> {
        self.sandbox.set_env(name, value)
    }

    #[doc = see!("unset_env")]
    pub fn unset_env(&self, name: impl Into<OsString>) -> Result<()> {
        self.sandbox.unset_env(name)
    }

    #[doc = see!("cd")]
    pub fn cd(&self, directory: impl Into<PathBuf>) -> Result<()> {
        self.runtime.wait(self.sandbox.cd(directory))
    }

    #[doc = see!("pwd")]
    pub fn pwd(&self) -> Result<PathBuf> {
        self.sandbox.pwd()
    }

    #[doc = see!("read_file")]
    pub fn read_file(&self, path: impl Into<PathBuf>) -> Result<Vec<u8>> {
        self.runtime.wait(self.sandbox.read_file(path))
    }

    #[doc = see!("read_file")]
    /// With the rights of this user.
    pub fn read_file_as(&self, user: User, path: impl Into<PathBuf>) -> Result<Vec<u8>> {
        self.runtime.wait(self.sandbox.read_file(path).user(user))
    }

    #[doc = see!("read_text")]
    pub fn read_text(&self, path: impl Into<PathBuf>) -> Result<String> {
        self.runtime.wait(self.sandbox.read_text(path))
    }

    #[doc = see!("write_file")]
    pub fn write_file(
        &self,
        path: impl Into<PathBuf>,
        bytes: impl AsRef<[u8]> + Send,
    ) -> Result<()> {
        self.runtime.wait(self.sandbox.write_file(path, bytes))
    }

    #[doc = see!("write_file")]
    /// By this user, who owns it where it is new.
    pub fn write_file_as(
        &self,
        user: User,
        path: impl Into<PathBuf>,
        bytes: impl AsRef<[u8]> + Send,
    ) -> Result<()> {
        let write = self.sandbox.write_file(path, bytes);
        self.runtime.wait(write.user(user))
    }

    #[doc = see!("append_file")]
    pub fn append_file(
        &self,
        path: impl Into<PathBuf>,
        bytes: impl AsRef<[u8]> + Send,
    ) -> Result<()> {
        self.runtime.wait(self.sandbox.append_file(path, bytes))
    }

    #[doc = see!("ps")]
    pub fn ps(&self) -> Result<Vec<ProcessInfo>> {
        self.runtime.wait(self.sandbox.ps())
    }

    #[doc = see!("kill")]
    pub fn kill(&self, pid: u32) -> Result<()> {
        self.runtime.wait(self.sandbox.kill(pid))
    }

    #[doc = see!("kill")]
    /// By this signal, and by SIGKILL where it has not ended after `timeout`.
    pub fn kill_within(&self, pid: u32, signal: Signal, timeout: Duration) -> Result<()> {
        let kill = self.sandbox.kill(pid).signal(signal);
        self.runtime.wait(kill.timeout(timeout))
    }

    #[doc = see!("kill")]
    /// By this signal, without waiting for what it does.
    pub fn signal(&self, pid: u32, signal: Signal) -> Result<()> {
        self.runtime.wait(self.sandbox.kill(pid).signal(signal))
    }

    #[doc = see!("killall")]
    pub fn killall(&self, pattern: impl Into<String>) -> Result<Vec<ProcessInfo>> {
        self.runtime.wait(self.sandbox.killall(pattern))
    }

    #[doc = see!("killall")]
    /// By this signal, and by SIGKILL those that have not ended after `timeout`.
    pub fn killall_within(
        &self,
        pattern: impl Into<String>,
        signal: Signal,
        timeout: Duration,
    ) -> Result<Vec<ProcessInfo>> {
        let kill = self.sandbox.killall(pattern).signal(signal);
        self.runtime.wait(kill.timeout(timeout))
    }

    #[doc = see!("get_url")]
    pub fn get_url(&self, port: u16) -> Result<String> {
        self.runtime.wait(self.sandbox.get_url(port))
    }

    #[doc = see!("publish")]
    pub fn publish(&self, port: u16) -> Publish {
        Publish::new(self.sandbox.publish(port), self.runtime.clone())
    }

    #[doc = see!("ports")]
    pub fn ports(&self) -> Vec<PublishedPort> {
        self.sandbox.ports()
    }

    #[doc = see!("unpublish")]
    pub fn unpublish(&self, port: u16) -> Result<()> {
        self.runtime.wait(self.sandbox.unpublish(port))
    }

    #[doc = see!("mount")]
    pub fn mount(&self, source: impl Into<PathBuf>, target: impl Into<PathBuf>) -> Result<()> {
        self.runtime.wait(self.sandbox.mount(source, target))
    }

    #[doc = see!("mount")]
    /// To be written from inside.
    pub fn mount_writable(
        &self,
        source: impl Into<PathBuf>,
        target: impl Into<PathBuf>,
    ) -> Result<()> {
        let mount = self.sandbox.mount(source, target);
        self.runtime.wait(mount.writable())
    }

    #[doc = see!("warm")]
    pub fn warm(&self, warm: impl Into<crate::Warm> + Send) -> Result<()> {
        self.runtime.wait(self.sandbox.warm(warm))
    }

    #[doc = see!("info")]
    pub fn info(&self) -> Result<SandboxInfo> {
        self.runtime.wait(self.sandbox.info())
    }

    #[doc = see!("network")]
    pub fn network(&self) -> Network {
        self.sandbox.network()
    }

    #[doc = see!("update_network")]
    pub fn update_network(&self, network: Network) -> Result<()> {
        self.runtime.wait(self.sandbox.update_network(network))
    }

    #[doc = see!("network_log")]
    pub fn network_log(&self) -> Vec<EgressEvent> {
        self.sandbox.network_log()
    }

    #[doc = see!("set_limits")]
    pub fn set_limits(&self, limits: Limits) -> Result<()> {
        self.runtime.wait(self.sandbox.set_limits(limits))
    }

    #[doc = see!("limits")]
    pub fn limits(&self) -> Limits {
        self.sandbox.limits()
    }

    #[doc = see!("destroy")]
    pub fn destroy(&self) -> Result<()> {
        self.runtime.wait(self.sandbox.destroy())
    }
}
