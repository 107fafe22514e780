//! Where sandboxes come from, without async.

use std::ffi::OsString;
use std::net::IpAddr;
use std::path::PathBuf;

use computesdk_model::{Limits, Network, Result};

use super::runtime::Runtime;
use super::sandbox::Sandbox;

/// As [`create_compute`](crate::create_compute), without async.
///
/// # Errors
///
/// As there; `Engine` where no thread can be started.
pub fn create_compute() -> Result<Compute> {
    Compute::new(crate::create_compute()?)
}

/// As [`Compute`](crate::Compute), without async.
#[derive(Clone, Debug)]
pub struct Compute {
    pub(super) compute: crate::Compute,
    pub(super) runtime: Runtime,
}

impl Compute {
    /// Makes the calls of this [`Compute`](crate::Compute) blocking.
    ///
    /// # Errors
    ///
    /// `Engine` where no thread can be started.
    pub fn new(compute: crate::Compute) -> Result<Self> {
        Ok(Compute {
            compute,
            runtime: Runtime::new()?,
        })
    }

    /// A new sandbox of this provider: see
    /// [`Compute::sandbox`](crate::Compute::sandbox).
    pub fn sandbox(&self, provider: impl Into<String>) -> SandboxBuilder {
        SandboxBuilder {
            builder: self.compute.sandbox(provider),
            runtime: self.runtime.clone(),
        }
    }

    /// Sandboxes that are ready before anybody asks: see
    /// [`Compute::pool`](crate::Compute::pool).
    pub fn pool(&self) -> &crate::Pool {
        self.compute.pool()
    }

    /// A new sandbox of the configured provider: see
    /// [`Compute::default_sandbox`](crate::Compute::default_sandbox).
    pub fn default_sandbox(&self) -> SandboxBuilder {
        self.sandbox(self.compute.default_provider())
    }
}

/// As [`SandboxBuilder`](crate::SandboxBuilder): set options, then
/// [`create`](SandboxBuilder::create).
#[must_use = "a sandbox is made by `create`"]
#[derive(Debug)]
pub struct SandboxBuilder {
    builder: crate::SandboxBuilder,
    runtime: Runtime,
}

/// Passes an option on to the async builder of the same name.
macro_rules! options {
    ($($name:ident($($argument:ident: $type:ty),*);)*) => {$(
        #[doc = concat!("See [`SandboxBuilder::", stringify!($name), "`](crate::SandboxBuilder::", stringify!($name), ").")]
        pub fn $name(mut self, $($argument: $type),*) -> Self {
            self.builder = self.builder.$name($($argument),*);
            self
        }
    )*};
}

impl SandboxBuilder {
    options! {
        memory(bytes: impl Into<Option<u64>>);
        swap(bytes: impl Into<Option<u64>>);
        processes(count: impl Into<Option<u64>>);
        cpus(count: impl Into<Option<f64>>);
        cpu_weight(weight: u64);
        open_files(count: impl Into<Option<u64>>);
        file_size(bytes: impl Into<Option<u64>>);
        disk(bytes: impl Into<Option<u64>>);
        tmp(bytes: impl Into<Option<u64>>);
        inodes(count: impl Into<Option<u64>>);
        read_rate(bytes: impl Into<Option<u64>>);
        write_rate(bytes: impl Into<Option<u64>>);
        limits(limits: Limits);
        mount(source: impl Into<PathBuf>, target: impl Into<PathBuf>, read_only: bool);
        env(name: impl Into<OsString>, value: impl Into<OsString>);
        hostname(name: impl Into<String>);
        network(network: Network);
        allow(rule: impl AsRef<str>);
        host(name: impl AsRef<str>, address: impl Into<IpAddr>);
        warm(warm: impl Into<crate::Warm>);
    }

    /// Makes the sandbox.
    ///
    /// # Errors
    ///
    /// As [`Compute::sandbox`](crate::Compute::sandbox); `InvalidArgument`
    /// inside an async runtime.
    pub fn create(self) -> Result<Sandbox> {
        let sandbox = self.runtime.wait(self.builder)?;
        Ok(Sandbox::new(sandbox, self.runtime))
    }

    /// See [`SandboxBuilder::prepare`](crate::SandboxBuilder::prepare).
    ///
    /// # Errors
    ///
    /// As [`create`](SandboxBuilder::create).
    pub fn prepare(self, count: usize) -> Result<usize> {
        self.runtime.wait(self.builder.prepare(count))
    }
}
