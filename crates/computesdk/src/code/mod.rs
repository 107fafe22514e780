//! Running code: `sandbox.python("print(1)")` and its sisters.
//!
//! What becomes of the code a language says (`computesdk-languages`); here it is done with
//! what every sandbox has: a file is written, commands run, the file is removed.

mod check;
mod found;
mod how;
mod packages;
mod placed;
mod prepare;
mod programs;
mod results;
mod returning;
mod settings;
mod snippet;
mod standby;
mod versions;

use computesdk_languages::{self as languages, Language};
use computesdk_model::{InvalidArgumentError, Result};

pub(crate) use check::checker;
pub use found::{FoundLanguage, FoundTool};
pub use how::How;
pub(crate) use packages::{Given, ShownLayers};
pub(crate) use placed::Placed;
pub(crate) use prepare::Source;
pub(crate) use programs::{PresentPrograms, Workshop};
pub(crate) use results::Displayed;
#[cfg(feature = "fuzzing")]
pub(crate) use results::Lines;
pub use snippet::{LiveSnippet, Snippet};
pub use standby::Warm;
pub(crate) use standby::{Standbys, Taken};
pub use versions::FoundVersion;
pub(crate) use versions::{ChosenVersions, choose};

use crate::exec::Exec;
use crate::sandbox::Sandbox;

/// Defines the call for one language.
macro_rules! calls {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        ///
        /// # Errors
        ///
        /// As [`run_code`](Sandbox::run_code).
        pub fn $name(&self, code: impl Into<String>) -> Exec<Snippet> {
            self.run_code(stringify!($name), code)
        }
    )*};
}

/// Code.
impl Sandbox {
    /// Runs code of a language that is [known](languages::ALL) by this name: `python`,
    /// `node`, `typescript`, `bash`, `go`, `rust`, `java`, or another name of one of them.
    ///
    /// It is what the language's own tool makes of a file with this code in the working
    /// directory: what lies there can be imported, the file is called `main` with the
    /// language's ending, and it is gone afterwards. A Go file may lack its `package`, a Rust
    /// file its `fn main`. JavaScript may use `require`, `import` and `await` together.
    /// TypeScript runs without its types being looked at, unless they are to be
    /// [checked](Exec::check). Go and Rust programs of one file
    /// are compiled once and [kept](crate::ComputeBuilder::cache_directory).
    /// From the second call on, an interpreter [waits](crate::SandboxBuilder::warm) for the
    /// next.
    ///
    /// # Errors
    ///
    /// As [`exec`](Sandbox::exec); `Compilation` where the code does not compile,
    /// `NotFound` where the language is not there, `InvalidArgument` where it is not known.
    ///
    /// ```no_run
    /// # async fn example(sandbox: computesdk::Sandbox) -> computesdk::Result<()> {
    /// let result = sandbox.run_code("python", "import sys; print(sys.argv[1])").args(["Hello"]).await?;
    /// assert_eq!(result.stdout, "Hello\n");
    /// # Ok(()) }
    /// ```
    pub fn run_code(&self, language: &str, code: impl Into<String>) -> Exec<Snippet> {
        Exec::new(self.clone(), Snippet::new(language, code.into()))
    }

    /// As [`run_code`](Sandbox::run_code), with the output read while it runs.
    ///
    /// # Errors
    ///
    /// As there, of the start; how it ends [`wait`](crate::ExecStream::wait) tells.
    pub fn run_code_stream(&self, language: &str, code: impl Into<String>) -> Exec<LiveSnippet> {
        Exec::new(
            self.clone(),
            LiveSnippet(Snippet::new(language, code.into())),
        )
    }

    calls! {
        /// Runs Python code.
        ///
        /// ```no_run
        /// # async fn example(sandbox: computesdk::Sandbox) -> computesdk::Result<()> {
        /// let result = sandbox.python("import math\nprint(math.sqrt(16))").await?;
        /// assert_eq!(result.stdout, "4.0\n");
        /// # Ok(()) }
        /// ```
        python
        /// Runs JavaScript code, by Node.js.
        node
        /// Runs TypeScript code, by Node.js. Types are taken away, not looked
        /// at unless they are to be [checked](Exec::check).
        ///
        /// The nearest `tsconfig.json`, in the working directory or above (of a file that is
        /// [run](Sandbox::run): beside it or above), with all that it `extends`, decides on
        /// `experimentalDecorators`, `emitDecoratorMetadata`, `useDefineForClassFields` and
        /// what `target` means for that, `verbatimModuleSyntax`, and in `.tsx` files on `jsx`
        /// (`preserve` as `react-jsx`), `jsxFactory`, `jsxFragmentFactory` and
        /// `jsxImportSource`. `Compilation` where it cannot be read.
        ///
        /// No other option counts: code is not made older than Node.js needs it, and what is
        /// imported is looked up by Node.js, which, as after `tsc`, knows nothing of `paths`
        /// and `baseUrl`. In classes with `#private` members fields are defined, not set,
        /// whatever `useDefineForClassFields` says; those without a value are left out.
        typescript
        /// Runs a Bash script; its [arguments](Exec::args) are `$1`, `$2` and so on.
        bash
        /// Compiles Go code and runs it.
        go
        /// Compiles Rust code and runs it.
        rust
        /// Compiles Java code and runs the first class in it.
        java
    }
}

/// The language of this name.
fn language(name: &str) -> Result<&'static Language> {
    languages::by_name(name).ok_or_else(|| {
        let known: Vec<_> = languages::ALL.iter().map(|known| known.name).collect();
        let reason = format!("no language is called so; known are {}", known.join(", "));
        InvalidArgumentError::new(format!("language {name}"), reason).into()
    })
}
