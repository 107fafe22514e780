//! Which name stands for which provider.

use std::collections::BTreeMap;
use std::sync::Arc;

use computesdk_model::{Error, Hint, NotFoundError, ResourceKind, Result};
use computesdk_provider::Provider;

use super::providers;
use crate::config::{Place, ProviderEntry, closest};

/// All providers and the names that lead to them.
pub(super) struct Registry {
    providers: BTreeMap<String, Arc<dyn Provider>>,
    redirects: BTreeMap<String, Redirect>,
}

struct Redirect {
    to: String,
    place: Place,
}

impl Registry {
    /// The built-in providers, those of the configuration, and those that the
    /// program brings, which win.
    pub(super) fn new(
        configured: BTreeMap<String, ProviderEntry>,
        own: Vec<Arc<dyn Provider>>,
    ) -> Result<Self> {
        let mut providers = providers::built_in();
        let mut redirects = BTreeMap::new();
        for (name, entry) in configured {
            match entry.redirect {
                Some(to) if entry.options.is_empty() => {
                    let place = entry.place;
                    redirects.insert(name, Redirect { to, place });
                }
                kind => {
                    let kind = kind.unwrap_or_else(|| name.clone());
                    let provider = providers::configured(&kind, &entry.place, entry.options)?;
                    providers.insert(name, provider);
                }
            }
        }
        for provider in own {
            providers.insert(provider.name().to_owned(), provider);
        }
        let registry = Registry {
            providers,
            redirects,
        };
        registry.check()?;
        Ok(registry)
    }

    /// The provider that a name leads to.
    pub(super) fn find(&self, name: &str) -> Result<&Arc<dyn Provider>> {
        let mut target = name;
        // `check` has seen that this ends.
        while let Some(redirect) = self.redirects.get(target) {
            target = &redirect.to;
        }
        self.providers
            .get(target)
            .ok_or_else(|| self.unknown(target))
    }

    /// Every name that leads to a provider.
    pub(super) fn names(&self) -> Vec<String> {
        let mut names: Vec<_> = self.providers.keys().chain(self.redirects.keys()).collect();
        names.sort();
        names.dedup();
        names.into_iter().cloned().collect()
    }

    /// Every redirect leads to a provider.
    fn check(&self) -> Result<()> {
        for (name, redirect) in &self.redirects {
            let mut way = vec![name.as_str()];
            let mut next = Some(redirect);
            while let Some(redirect) = next {
                way.push(&redirect.to);
                if way[..way.len() - 1].contains(&redirect.to.as_str()) {
                    let circle = way.join(" -> ");
                    let reason = format!("the redirect goes round in a circle: {circle}");
                    return Err(redirect.place.error(reason).into());
                }
                next = self.redirects.get(&redirect.to);
            }
            let target = way[way.len() - 1];
            if !self.providers.contains_key(target) {
                let mut error = redirect
                    .place
                    .error(format!("no provider `{target}` is known"));
                error.hints = self.advice(target);
                return Err(error.into());
            }
        }
        Ok(())
    }

    fn unknown(&self, name: &str) -> Error {
        let mut hints = self.advice(name);
        hints.push(Hint::new(format!(
            "to run it elsewhere, redirect it: `use = \"local\"` in [providers.{name}] of \
             compute.toml, or COMPUTE_PROVIDER_{}=local",
            name.to_uppercase().replace('-', "_")
        )));
        NotFoundError {
            kind: ResourceKind::Provider,
            name: name.to_owned(),
            errno: None,
            hints,
        }
        .into()
    }

    fn advice(&self, name: &str) -> Vec<Hint> {
        let names = self.names();
        let meant = closest(name, names.iter().map(String::as_str));
        let meant = meant.map(|meant| Hint::new(format!("did you mean `{meant}`?")));
        let known = match names.is_empty() {
            true => Hint::new("no provider is known: all of them were left out of this build"),
            false => Hint::new(format!("known providers: {}", names.join(", "))),
        };
        meant.into_iter().chain([known]).collect()
    }
}

#[cfg(test)]
mod tests;
