//! What is to be warm in a sandbox.

/// A language whose interpreter is to wait in a sandbox for the next call: see
/// [`SandboxBuilder::warm`](crate::SandboxBuilder::warm).
///
/// ```
/// use computesdk::Warm;
///
/// let python = Warm::new("python").modules(["numpy", "pandas"]);
/// let node = Warm::from("node");
/// # drop((python, node));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warm {
    pub(super) language: String,
    pub(super) modules: Vec<String>,
}

impl Warm {
    /// This language, by any of its names.
    pub fn new(language: impl Into<String>) -> Warm {
        Warm {
            language: language.into(),
            modules: Vec::new(),
        }
    }

    /// Modules that are loaded beforehand, by the names that the code imports them by.
    /// One that cannot be loaded is left to the code.
    pub fn modules<M: Into<String>>(mut self, modules: impl IntoIterator<Item = M>) -> Warm {
        self.modules.extend(modules.into_iter().map(Into::into));
        self
    }
}

impl From<&str> for Warm {
    fn from(language: &str) -> Warm {
        Warm::new(language)
    }
}

impl From<String> for Warm {
    fn from(language: String) -> Warm {
        Warm::new(language)
    }
}
