//! A command in a living sandbox, by the provider's primitives alone.

use std::sync::Arc;
use std::time::Instant;

use anyhow::ensure;
use async_trait::async_trait;
use computesdk_local::{LocalOptions, LocalProvider};
use computesdk_provider::model::{CommandSpec, ExitStatus, Program, SandboxSpec, User};
use computesdk_provider::{Process, Provider, Sandbox};
use tokio::io::AsyncReadExt;

use super::{Case, Laps, TRUE};

/// What `exec` is built on. The difference to it is what the API adds.
pub(crate) struct Primitive {
    sandbox: Arc<dyn Sandbox>,
}

impl Primitive {
    pub(crate) const NAME: &str = "primitive";

    pub(crate) async fn new() -> anyhow::Result<Self> {
        let provider = LocalProvider::new(LocalOptions::default());
        let sandbox = provider.create(SandboxSpec::default()).await?;
        Ok(Primitive { sandbox })
    }

    fn command(&self) -> CommandSpec {
        let program = Program::Exec {
            program: TRUE.into(),
            args: Vec::new(),
        };
        let user = User::default();
        CommandSpec::new(program, user.home(), self.sandbox.base_env(user))
    }
}

#[async_trait]
impl Case for Primitive {
    async fn run(&mut self) -> anyhow::Result<Laps> {
        let start = Instant::now();
        let Process {
            mut stdout,
            mut stderr,
            mut control,
            ..
        } = self.sandbox.spawn(self.command()).await?;
        let (mut output, mut errors) = (Vec::new(), Vec::new());
        let (exit, _, _) = tokio::join!(
            control.wait(),
            stdout.read_to_end(&mut output),
            stderr.read_to_end(&mut errors),
        );
        let elapsed = start.elapsed();
        let status = exit?.status;
        ensure!(
            status == ExitStatus::Exited(0),
            "{TRUE} ended with {status:?}"
        );
        Ok(vec![(Primitive::NAME, elapsed)])
    }
}
