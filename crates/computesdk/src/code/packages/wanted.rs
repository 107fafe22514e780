//! What a caller says of packages.

use std::path::{Path, PathBuf};

use computesdk_languages::{Language, Packages};
use computesdk_model::{InvalidArgumentError, Result};

use super::{invalid, list};
use crate::code::snippet::Snippet;
use crate::exec::{Exec, validate};

/// What is wanted of packages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::code) struct Wanted {
    /// Said as `requirements` and as `packages`.
    pub(in crate::code) requirements: Vec<String>,
    pub(in crate::code) packages: Vec<String>,
    /// Files of the host.
    files: Vec<PathBuf>,
    pub(super) environment: Option<PathBuf>,
}

impl Wanted {
    /// This package alone.
    pub(in crate::code) fn package(name: &str) -> Wanted {
        Wanted {
            packages: vec![name.to_owned()],
            ..Wanted::default()
        }
    }

    pub(in crate::code) fn is_nothing(&self) -> bool {
        self.named().is_none() && self.environment.is_none()
    }

    /// What packages were called.
    fn named(&self) -> Option<&'static str> {
        if !self.requirements.is_empty() || !self.files.is_empty() {
            Some("requirements")
        } else {
            (!self.packages.is_empty()).then_some("packages")
        }
    }

    /// How the language installs them; an error where it cannot do what was said.
    pub(super) fn of(&self, language: &'static Language) -> Result<&'static Packages> {
        let title = language.title;
        let environment = self.environment.as_ref().map(|_| "venv");
        let named = self.named().or(environment).unwrap_or("packages");
        let Some(packages) = language.packages else {
            let reason = format!("{title} code has none");
            return Err(InvalidArgumentError::new(named, reason).into());
        };
        if environment.is_some() && packages.environment.is_none() {
            let reason = format!("{title} code has none");
            return Err(InvalidArgumentError::new("venv", reason).into());
        }
        if !self.packages.is_empty() && packages.title != "packages"
            || named == "requirements" && packages.title != "requirements"
        {
            let reason = format!("for {title} code they are called `{}`", packages.title);
            return Err(InvalidArgumentError::new(named, reason).into());
        }
        Ok(packages)
    }

    /// Each of them in its one form, in order.
    pub(super) async fn list(&self, packages: &'static Packages) -> Result<Vec<String>> {
        let mut all = Vec::new();
        for written in self.requirements.iter().chain(&self.packages) {
            let normal = (packages.normalize)(written)
                .map_err(|reason| invalid(packages, format!("`{written}`: {reason}")))?;
            all.push(normal);
        }
        for file in &self.files {
            all.extend(list::read(packages, file).await?);
        }
        all.sort();
        all.dedup();
        Ok(all)
    }
}

/// Packages for the code.
impl<T: AsMut<Snippet>> Exec<T> {
    /// Packages that Python code imports, as `pip` is told of them: `numpy`, `pandas>=2`.
    ///
    /// They are installed once on a machine, by [`uv`] where it is found, else by `pip`, into a
    /// directory of the [cache](crate::ComputeBuilder::cache_directory), and shown in the
    /// sandbox, which needs no network for it. So the second time is as quick as if they had
    /// always been there, and without a version you get the one that was the newest the first
    /// time. They come from the registries that the host's settings name (`pip.conf`, `PIP_…`),
    /// as wheels: nothing is built. The time counts as the code's.
    ///
    /// [`uv`]: https://docs.astral.sh/uv/
    ///
    /// # Errors
    ///
    /// Of the call: `Packages` where they cannot be installed, `InvalidArgument` for what is no
    /// requirement, for another language, and where there is no cache.
    ///
    /// ```no_run
    /// # async fn example(sandbox: computesdk::Sandbox) -> computesdk::Result<()> {
    /// let code = "import numpy; print(numpy.arange(4).sum())";
    /// let result = sandbox.python(code).requirements(["numpy"]).await?;
    /// assert_eq!(result.stdout, "6\n");
    /// # Ok(()) }
    /// ```
    pub fn requirements<P: Into<String>>(
        mut self,
        requirements: impl IntoIterator<Item = P>,
    ) -> Self {
        let requirements = requirements.into_iter().map(Into::into);
        self.target
            .as_mut()
            .wanted
            .requirements
            .extend(requirements);
        self
    }

    /// The [requirements](Exec::requirements) of a file of this machine, one a line, with
    /// comments, and `-r` for those of another file.
    ///
    /// # Errors
    ///
    /// Of the call: as there, and `NotFound` where there is no such file.
    ///
    /// ```no_run
    /// # async fn example(sandbox: computesdk::Sandbox) -> computesdk::Result<()> {
    /// let code = "import pandas; print(pandas.__version__)";
    /// sandbox.python(code).requirements_file("requirements.txt").await?;
    /// # Ok(()) }
    /// ```
    pub fn requirements_file(mut self, file: impl AsRef<Path>) -> Self {
        self.target.as_mut().wanted.files.push(file.as_ref().into());
        self
    }

    /// Runs Python code in the virtual environment at this path of the sandbox, which is made
    /// where it is missing, also where its user could not. With
    /// [requirements](Exec::requirements) it has those from then on, beside what it had: for
    /// commands too.
    ///
    /// # Errors
    ///
    /// Of the call: `InvalidArgument` for another language, and where the environment there is
    /// of another Python.
    ///
    /// ```no_run
    /// # async fn example(sandbox: computesdk::Sandbox) -> computesdk::Result<()> {
    /// let code = "import pandas as pd";
    /// sandbox.python(code).venv("/opt/venv").requirements(["pandas", "numpy"]).await?;
    /// sandbox.exec("/opt/venv/bin/python -c 'import numpy'").await?;
    /// # Ok(()) }
    /// ```
    pub fn venv(mut self, path: impl Into<PathBuf>) -> Self {
        self.target.as_mut().wanted.environment = Some(path.into());
        self
    }

    /// Packages that code imports, as the installer of its language is told of them:
    ///
    /// | code | by | such as |
    /// |---|---|---|
    /// | JavaScript, TypeScript | npm | `axios`, `zod@^3` |
    /// | Go | Go | `golang.org/x/text`, `github.com/google/uuid@v1.6.0` |
    /// | Rust | Cargo | `serde@1`, or a line of a Cargo.toml: `rand = { version = "0.9", features = ["small_rng"] }` |
    /// | Java | Maven | `org.apache.commons:commons-lang3:3.14.0` |
    ///
    /// They are kept and shown as [requirements](Exec::requirements) are. They come from the
    /// registries that the host's settings name: `.npmrc` and `NPM_CONFIG_…`, `go env`,
    /// `.cargo/config.toml` and `CARGO_…`, `settings.xml`. Scripts of npm's packages are not
    /// run. Build scripts and macros of crates are, in a sandbox that has neither a network nor
    /// those settings; crates are compiled with `opt-level = 2`, the code itself as ever.
    ///
    /// # Errors
    ///
    /// Of the call, as there; for Python code they are called requirements.
    ///
    /// ```no_run
    /// # async fn example(sandbox: computesdk::Sandbox) -> computesdk::Result<()> {
    /// let code = "const axios = require('axios'); console.log(typeof axios.get)";
    /// let result = sandbox.node(code).packages(["axios"]).await?;
    /// assert_eq!(result.stdout, "function\n");
    /// let code = "println!(\"{}\", itoa::Buffer::new().format(42))";
    /// let result = sandbox.rust(code).packages(["itoa@1"]).await?;
    /// assert_eq!(result.stdout, "42\n");
    /// # Ok(()) }
    /// ```
    pub fn packages<P: Into<String>>(mut self, packages: impl IntoIterator<Item = P>) -> Self {
        let packages = packages.into_iter().map(Into::into);
        self.target.as_mut().wanted.packages.extend(packages);
        self
    }
}

/// Checks a path that the sandbox is told.
pub(super) fn check(path: &Path) -> Result<()> {
    validate::path("venv", path)
}
