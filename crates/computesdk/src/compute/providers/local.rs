//! The provider `local`.

use std::path::PathBuf;
use std::sync::Arc;

use computesdk_local::{LocalOptions, LocalProvider};
use computesdk_model::Result;
use computesdk_provider::Provider;

use super::Options;
use crate::config::{ProviderOption, did_you_mean};

pub(super) fn provider(init_path: Option<PathBuf>) -> Arc<dyn Provider> {
    Arc::new(LocalProvider::new(LocalOptions {
        init_path,
        ..Default::default()
    }))
}

pub(super) fn configured(options: Options) -> Result<Arc<dyn Provider>> {
    let mut init_path = None;
    for (name, option) in options {
        match name.as_str() {
            "init_path" => init_path = Some(program(option)?),
            _ => {
                let mut error = option.place.error("there is no such option");
                error.hints = vec![did_you_mean(&name, ["init_path", "use"])];
                return Err(error.into());
            }
        }
    }
    Ok(provider(init_path))
}

/// A program that runs outside of any sandbox.
fn program(option: ProviderOption) -> Result<PathBuf> {
    option.place.path(option.value.into(), "a program")
}

#[cfg(test)]
mod tests {
    use computesdk_model::{Error, Hint};

    use super::*;
    use crate::Compute;
    use crate::config::{Place, SourceFile};

    /// A `compute.toml` in a directory of its own, named by the user.
    fn with_file(text: &str) -> Result<Compute> {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("compute.toml");
        std::fs::write(&path, text).unwrap();
        Compute::builder()
            .no_environment()
            .config_file(path)
            .build()
    }

    #[test]
    fn local_is_there() {
        let compute = with_file("").unwrap();
        assert_eq!(compute.providers(), ["local"]);
        assert_eq!(compute.default_provider(), "local");
    }

    #[test]
    fn a_provider_with_options_has_a_name_of_its_own() {
        let text = "[providers.mine]\nuse = \"local\"\ninit_path = \"init\"";
        assert_eq!(with_file(text).unwrap().providers(), ["local", "mine"]);
    }

    #[test]
    fn unknown_options_are_errors_with_a_suggestion() {
        let error = with_file("[providers.local]\ninit-path = \"init\"").unwrap_err();
        let hints: Vec<_> = error.hints().iter().map(Hint::to_string).collect();
        assert_eq!(hints, ["did you mean `init_path`?"]);
        let error = with_file("[providers.e2b]\nkey = \"x\"").unwrap_err();
        assert!(
            error
                .to_string()
                .contains("no provider `e2b` takes options")
        );
    }

    #[test]
    fn a_file_that_was_only_found_names_no_program() {
        let option = |chosen| ProviderOption {
            value: "./init".to_owned(),
            place: Place::File {
                file: Arc::new(SourceFile {
                    path: "/checkout/compute.toml".into(),
                    chosen,
                }),
                key: "providers.local.init_path".to_owned(),
                line: 2,
            },
        };
        assert!(matches!(
            program(option(false)),
            Err(Error::InvalidArgument(_))
        ));
        let path = program(option(true)).unwrap();
        assert_eq!(path, std::path::Path::new("/checkout/./init"));
    }
}
