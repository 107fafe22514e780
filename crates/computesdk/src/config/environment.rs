//! Settings in environment variables.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};

use computesdk_model::Result;

use super::key::SETTINGS;
use super::value::{Given, NAME, Value};
use super::{Config, Place, ProviderEntry, did_you_mean};

/// Every variable of ours starts with it.
const PREFIX: &str = "COMPUTE_";
/// `COMPUTE_PROVIDER_E2B=local` redirects the provider `e2b`.
const REDIRECT: &str = "COMPUTE_PROVIDER_";
/// Path of the configuration file.
pub(super) const CONFIG: &str = "COMPUTE_CONFIG";

/// The variables that settings are read from.
#[derive(Clone, Debug, Default)]
pub(crate) struct Environment(BTreeMap<OsString, OsString>);

impl Environment {
    /// Those of this program.
    pub(crate) fn of_this_program() -> Self {
        std::env::vars_os().collect()
    }

    /// A variable, unless it is empty.
    pub(crate) fn get(&self, name: &str) -> Option<&OsStr> {
        let value = self.0.get(OsStr::new(name))?;
        (!value.is_empty()).then_some(value)
    }

    /// The settings in it. A variable that is empty says nothing.
    pub(super) fn config(&self) -> Result<Config> {
        let mut config = Config::default();
        for (name, value) in &self.0 {
            let Some(name) = name.to_str().filter(|name| name.starts_with(PREFIX)) else {
                continue;
            };
            if name == CONFIG || value.is_empty() {
                continue;
            }
            let given = Given {
                value: value
                    .to_str()
                    .map_or(Value::Other("bytes that are no text"), Value::Text),
                place: Place::Variable(name.to_owned()),
            };
            take(&mut config, name, given)?;
        }
        Ok(config)
    }
}

fn take(config: &mut Config, name: &str, given: Given<'_>) -> Result<()> {
    if let Some(setting) = SETTINGS.iter().find(|setting| setting.variable == name) {
        return config.set(setting.key, &given);
    }
    if let Some(provider) = name.strip_prefix(REDIRECT).filter(|name| !name.is_empty()) {
        let entry = ProviderEntry {
            redirect: Some(given.parse(NAME)?),
            options: BTreeMap::new(),
            place: given.place,
        };
        let provider = provider.to_ascii_lowercase().replace('_', "-");
        config.providers.insert(provider, entry);
        return Ok(());
    }
    let known = SETTINGS.iter().map(|setting| setting.variable);
    let mut error = given.place.error("there is no such setting");
    error.hints = vec![did_you_mean(name, known.chain([CONFIG]))];
    Err(error.into())
}

impl<K: Into<OsString>, V: Into<OsString>> FromIterator<(K, V)> for Environment {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(variables: I) -> Self {
        let variables = variables.into_iter();
        Environment(variables.map(|(k, v)| (k.into(), v.into())).collect())
    }
}
