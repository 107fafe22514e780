//! What a case starts from.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use computesdk::provider::Provider;
use computesdk::{Compute, ComputeBuilder, Error, Sandbox};

/// No case takes that long: one that does hangs.
const LONGEST: Duration = Duration::from_secs(120);

/// The provider that is tested.
#[derive(Clone, Debug)]
pub struct Fixture {
    provider: Arc<dyn Provider>,
}

impl Fixture {
    /// A builder that knows the provider and nothing of this machine.
    pub fn builder(&self) -> ComputeBuilder {
        Compute::builder()
            .no_config_file()
            .no_environment()
            .provider(Arc::clone(&self.provider))
            .default_provider(self.name())
    }

    /// The provider's name.
    pub fn name(&self) -> &str {
        self.provider.name()
    }

    /// A sandbox without further settings.
    pub async fn sandbox(&self) -> Sandbox {
        let compute = self.builder().build().unwrap();
        compute.default_sandbox().await.unwrap()
    }
}

/// Runs one case in a runtime of its own.
///
/// # Panics
///
/// Where the case fails, and where it hangs.
pub fn run<F: Future<Output = ()>>(
    provider: impl FnOnce() -> Arc<dyn Provider>,
    case: impl FnOnce(Fixture) -> F,
) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let provider = provider();
        let case = case(Fixture { provider });
        assert!(
            tokio::time::timeout(LONGEST, case).await.is_ok(),
            "still running after {LONGEST:?}"
        );
    });
}

/// Waits for a file that a command writes when it is ready, and gives its text.
pub(crate) async fn appears(sandbox: &Sandbox, path: &str) -> String {
    loop {
        match sandbox.read_text(path).await {
            Ok(text) if text.ends_with('\n') => return text.trim_end().to_owned(),
            Ok(_) | Err(Error::NotFound(_)) => tokio::time::sleep(Duration::from_millis(5)).await,
            Err(other) => panic!("{other}"),
        }
    }
}

/// Whether a process of the sandbox is alive.
pub(crate) async fn lives(sandbox: &Sandbox, pid: &str) -> bool {
    let probe = sandbox.exec(format!("kill -0 {pid}")).unchecked();
    probe.await.unwrap().success()
}

/// Waits until a process of the sandbox has gone.
pub(crate) async fn dies(sandbox: &Sandbox, pid: &str) {
    while lives(sandbox, pid).await {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
