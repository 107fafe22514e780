use computesdk_model::{InvalidArgumentError, SandboxSpec, UnsupportedError};
use computesdk_provider::{Sandbox, async_trait};

use super::*;

/// A provider that only has a name.
#[derive(Debug)]
struct Named(&'static str);

#[async_trait]
impl Provider for Named {
    fn name(&self) -> &str {
        self.0
    }

    async fn create(&self, _: SandboxSpec) -> Result<Arc<dyn Sandbox>> {
        Err(UnsupportedError {
            provider: self.0.to_owned(),
            capability: "sandboxes".to_owned(),
            hints: Vec::new(),
        }
        .into())
    }
}

fn registry(redirects: &[(&str, &str)]) -> Result<Registry> {
    let entry = |to: &str| ProviderEntry {
        redirect: Some(to.to_owned()),
        options: BTreeMap::new(),
        place: Place::Variable("HERE".to_owned()),
    };
    let redirects = redirects.iter();
    let redirects = redirects.map(|(from, to)| ((*from).to_owned(), entry(to)));
    let own: Vec<Arc<dyn Provider>> = vec![Arc::new(Named("mine")), Arc::new(Named("cloud"))];
    Registry::new(redirects.collect(), own)
}

fn hints(error: &Error) -> String {
    let hints: Vec<_> = error.hints().iter().map(Hint::to_string).collect();
    hints.join("\n")
}

fn refused(redirects: &[(&str, &str)]) -> InvalidArgumentError {
    match registry(redirects) {
        Err(Error::InvalidArgument(error)) => error,
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("accepted"),
    }
}

#[test]
fn redirects_lead_on() {
    let registry = registry(&[("a", "b"), ("b", "mine"), ("cloud", "mine")]).unwrap();
    for name in ["a", "b", "cloud", "mine"] {
        assert_eq!(registry.find(name).unwrap().name(), "mine");
    }
}

#[test]
fn a_circle_is_an_error_that_shows_it() {
    let error = refused(&[("a", "b"), ("b", "c"), ("c", "a")]);
    assert_eq!(error.argument, "HERE");
    assert!(error.reason.ends_with("a -> b -> c -> a"), "{error}");
    assert!(refused(&[("a", "a")]).reason.ends_with("a -> a"));
    assert!(
        refused(&[("a", "b"), ("b", "b")])
            .reason
            .ends_with("b -> b")
    );
}

#[test]
fn a_redirect_to_nowhere_is_an_error() {
    let error = refused(&[("a", "clod")]);
    assert_eq!(
        error.to_string(),
        "invalid HERE: no provider `clod` is known"
    );
    assert!(hints(&error.into()).contains("did you mean `cloud`?"));
}

#[test]
fn an_unknown_provider_is_not_found() {
    let registry = registry(&[]).unwrap();
    let error = registry.find("mime").unwrap_err();
    assert_eq!(error.to_string(), "provider not found: mime");
    let hints = hints(&error);
    assert!(hints.contains("did you mean `mine`?"), "{hints}");
    assert!(hints.contains("known providers: cloud, "), "{hints}");
    assert!(hints.contains("COMPUTE_PROVIDER_MIME=local"), "{hints}");
}
