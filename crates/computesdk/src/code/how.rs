//! Options of code, and of files of code.

use crate::exec::Exec;
use crate::run::WithArguments;

/// How code is to run, beside what it is.
#[derive(Clone, Debug, Default)]
pub struct How {
    /// The version of its language, or the beginning of one.
    pub(crate) version: Option<String>,
    /// Whether its types are checked first.
    pub(crate) check: bool,
    /// Whether the value of its last expression is to be handed over.
    pub(crate) results: bool,
}

/// Options of code, and of files of code.
impl<T: WithArguments> Exec<T> {
    /// The version of the language that is to run it, where there are several, or the
    /// beginning of one: `3`, `3.11` and `3.11.4` all mean 3.11.4. If the version that runs
    /// without asking is one of those, it is that; else the newest. Names of directories that
    /// version managers have are known too, such as `nightly`.
    ///
    /// Found are programs with a version in their name (`python3.11`), those below
    /// `/usr/lib/jvm` and `/usr/lib/go-*`, those that version managers keep on this machine
    /// (pyenv, uv, nvm, rustup, goenv, SDKMAN) and those beside the toolchain that the
    /// `PATH` leads to. What the code itself starts is looked up as always.
    ///
    /// # Errors
    ///
    /// `NotFound` where there is none, with a hint that names those that there are;
    /// `InvalidArgument` where it is no version, or nothing is known of the file's language.
    ///
    /// ```no_run
    /// # async fn example(sandbox: computesdk::Sandbox) -> computesdk::Result<()> {
    /// let code = "import sys; print(sys.version_info[:2])";
    /// let result = sandbox.python(code).version("3.11").await?;
    /// assert_eq!(result.stdout, "(3, 11)\n");
    /// # Ok(()) }
    /// ```
    pub fn version(mut self, version: impl Into<String>) -> Self {
        self.target.how().version = Some(version.into());
        self
    }

    /// Whether the types of TypeScript are checked before it runs, by its own compiler: that
    /// of the project (`node_modules` in the directory of the code or above), else `tsc` in
    /// the search path, else one that is [installed](Exec::packages) for it. What is wrong is
    /// `Compilation`, and the code does not run.
    ///
    /// Checked is what `tsconfig.json` says, where there is one. Elsewhere it is strict, and
    /// all that is Node.js's own is `any`, unless the project has `@types/node`: a type that
    /// is imported from one of its modules is an error then.
    ///
    /// # Errors
    ///
    /// `Compilation` with the compiler's codes, such as `TS2322`; `NotFound` where there is
    /// no compiler; `InvalidArgument` where it is not TypeScript.
    ///
    /// ```no_run
    /// # async fn example(sandbox: computesdk::Sandbox) -> computesdk::Result<()> {
    /// let failed = sandbox.typescript("const x: string = 1").check(true).await;
    /// if let Err(computesdk::Error::Compilation(error)) = failed {
    ///     assert_eq!(error.diagnostics[0].code.as_deref(), Some("TS2322"));
    /// }
    /// # Ok(()) }
    /// ```
    pub fn check(mut self, check: bool) -> Self {
        self.target.how().check = check;
        self
    }
}
