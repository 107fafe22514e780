//! The providers that come with the library: the one place that names them.

use std::collections::BTreeMap;
use std::sync::Arc;

use computesdk_model::Result;
use computesdk_provider::Provider;

use crate::config::{Place, ProviderOption};

type Options = BTreeMap<String, ProviderOption>;

/// The built-in providers as they are without configuration.
pub(super) fn built_in() -> BTreeMap<String, Arc<dyn Provider>> {
    BTreeMap::from([
        #[cfg(feature = "local")]
        ("local".to_owned(), local::provider(None)),
    ])
}

/// A built-in provider with options.
pub(super) fn configured(kind: &str, place: &Place, options: Options) -> Result<Arc<dyn Provider>> {
    match kind {
        #[cfg(feature = "local")]
        "local" => local::configured(options),
        _ => {
            drop(options);
            let reason = format!("no provider `{kind}` takes options; `use` names one that does");
            Err(place.error(reason).into())
        }
    }
}

#[cfg(feature = "local")]
mod local {
    use std::path::PathBuf;

    use computesdk_local::{LocalOptions, LocalProvider};

    use super::{Arc, Options, Place, Provider, ProviderOption, Result};
    use crate::config::did_you_mean;

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

    /// A program that runs outside of any sandbox: only a file that its user
    /// chose may name it, not one that came with the code in some directory.
    fn program(option: ProviderOption) -> Result<PathBuf> {
        let ProviderOption { value, place } = option;
        match &place {
            Place::File { file, .. } if !file.chosen => {
                let mut error = place.error("a file that was only found may not name a program");
                error.hints = vec![computesdk_model::Hint::new(format!(
                    "if you trust it: COMPUTE_CONFIG={}",
                    file.path.display()
                ))];
                Err(error.into())
            }
            // Beside the file, whatever the working directory is.
            Place::File { file, .. } => Ok(file.path.with_file_name(value)),
            Place::Code | Place::Variable(_) => Ok(value.into()),
        }
    }
}
