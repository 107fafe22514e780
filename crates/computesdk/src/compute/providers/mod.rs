//! The providers that come with the library: the one place that names them.

#[cfg(feature = "local")]
mod local;

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
