//! What is said of an installation that failed.

use computesdk_languages::{Installer, PackagesFailure, Said};
use computesdk_model::{Error, ExecResult, Hint, PackagesError, User};

use super::settings::HOST;
use super::{Request, registries};
use crate::hints;
use crate::sandbox::Sandbox;

impl Request<'_> {
    /// A command of the installer's has failed.
    pub(super) async fn failed(
        &self,
        installer: &Installer,
        shop: &Sandbox,
        error: Error,
    ) -> Error {
        let Error::Execution(failed) = error else {
            return error;
        };
        let result = failed.result;
        let log = match installer.log {
            // It may have failed before it wrote any.
            Some(log) => shop
                .read_file(log)
                .user(User::Root)
                .await
                .unwrap_or_default(),
            None => Vec::new(),
        };
        let mut complaint = (installer.failure)(&Said {
            stdout: &result.stdout,
            stderr: &result.stderr,
            log: &String::from_utf8_lossy(&log),
        });
        let vague = [PackagesFailure::Other, PackagesFailure::Unreachable];
        // That a connection failed is known better where it was made.
        if vague.contains(&complaint.failure)
            && let Some(event) = registries::unreachable(shop)
        {
            complaint.failure = PackagesFailure::Unreachable;
            complaint.detail = event.to_string();
        }
        // As its user calls it.
        let detail = complaint.detail.replace(HOST, "localhost");
        self.error(complaint.failure, detail, Some(result))
    }

    /// None of the installers is there.
    pub(super) fn no_installer(&self) -> Error {
        let names = self
            .packages
            .installers
            .iter()
            .map(|installer| installer.name);
        let names = names.collect::<Vec<_>>().join(" or ");
        let detail = format!("{names} is missing for {}", self.compiler.path.display());
        self.error(PackagesFailure::NoInstaller, detail, None)
    }

    fn error(&self, failure: PackagesFailure, detail: String, result: Option<ExecResult>) -> Error {
        let hints = match failure {
            PackagesFailure::NoInstaller => {
                let last = self.packages.installers.last();
                last.map_or_else(Vec::new, |last| {
                    hints::for_missing_program(last.name.as_ref())
                })
            }
            PackagesFailure::NotFound => vec![Hint::new(
                "look at how it is written, and whether it is made for this version and platform",
            )],
            PackagesFailure::Unreachable | PackagesFailure::TimedOut => vec![Hint::new(
                "packages are installed from the host's network, by the registries and proxies \
                 that its settings name: see that those can be reached",
            )],
            _ => Vec::new(),
        };
        PackagesError {
            language: self.language.title.to_owned(),
            failure,
            detail,
            packages: self.list.clone(),
            result,
            hints,
        }
        .into()
    }
}
