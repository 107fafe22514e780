//! What code displays, and how it comes back with the result.
//!
//! A hook that the interpreter reads first writes it to a file of its own below `/tmp`, which
//! is read when the code has ended, with the rights that the code had: whatever is there, it
//! is nothing that the code could not have written itself.

mod read;

use std::path::PathBuf;

use computesdk_languages::{Language, Results};
use computesdk_model::{
    Error, ExecResult, FileType, InvalidArgumentError, Result, ResultsMissing, RichResult, User,
};

#[cfg(feature = "fuzzing")]
pub(crate) use read::Lines;
#[cfg(not(feature = "fuzzing"))]
use read::Lines;

use super::placed::Placed;
use super::snippet::Snippet;
use crate::exec::{Exec, Options};
use crate::sandbox::Sandbox;

/// Most results, unless told otherwise.
const MOST: usize = 1000;

/// Most bytes of all of them, unless told otherwise.
const SIZE: u64 = 64 << 20;

/// Whether results come back, and how many.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted {
    are_wanted: bool,
    most: usize,
    size: u64,
}

impl Default for Wanted {
    fn default() -> Self {
        Wanted {
            are_wanted: false,
            most: MOST,
            size: SIZE,
        }
    }
}

/// Options of what code displays.
impl<T: AsMut<Snippet>> Exec<T> {
    /// Whether what Python, JavaScript or TypeScript code displays comes back with its result,
    /// in [`results`](ExecResult::results), in each form that it has: text, HTML, images, JSON
    /// and others. They come with an error too, where that carries a result.
    ///
    /// - **The value of the last expression** is the main result, unless it is `None` or
    ///   `undefined`, or (in Python) followed by a semicolon. Of a promise it is what the
    ///   promise is fulfilled with.
    /// - **`display(value)`**, which the code need not import, displays any other. With
    ///   `raw=True`, or `{ raw: true }`, it is given the forms themselves, by media types.
    /// - **Figures** of matplotlib are displayed by `plt.show()`, which closes them then, and
    ///   those that are still open at the end.
    ///
    /// Python values say their forms by the methods that Jupyter calls (`_repr_mimebundle_`,
    /// `_repr_html_`, `_repr_png_` and their sisters), those of JavaScript by
    /// `[Symbol.for("Jupyter.display")]()`. `text/plain` is what `repr` or `util.inspect` make
    /// of it. Lists and objects of plain data are `application/json` too. So are the columns
    /// of a pandas or polars table of up to 100,000 cells, as lists by their names. An array
    /// of like objects in JavaScript is a table in `text/html` too.
    ///
    /// Otherwise the code does what it does without, but that it is not run by an interpreter
    /// that [waited](Exec::standby). Python is 3.7 or newer.
    ///
    /// # Errors
    ///
    /// `InvalidArgument` for code of another language.
    ///
    /// ```no_run
    /// # async fn example(sandbox: computesdk::Sandbox) -> computesdk::Result<()> {
    /// let result = sandbox.python("display('so far')\n[1, 2]").results(true).await?;
    /// assert_eq!(result.results[0].text(), Some("'so far'"));
    /// let main = &result.results[1];
    /// assert!(main.is_main_result);
    /// assert_eq!(main.text(), Some("[1, 2]"));
    /// assert_eq!(main.json().unwrap()[1], 2);
    ///
    /// let code = "import matplotlib.pyplot as plt\nplt.plot([1, 4, 9])\nplt.show()";
    /// let drawn = sandbox.python(code).requirements(["matplotlib"]).results(true).await?;
    /// let image = drawn.results[0].png().expect("figures are images");
    /// std::fs::write("plot.png", image).expect("there is room");
    /// # Ok(()) }
    /// ```
    pub fn results(mut self, results: bool) -> Self {
        self.target.as_mut().results.are_wanted = results;
        self
    }

    /// Most [results](Exec::results) that come back, and most bytes of all of them as they
    /// are written, images as base64: 1,000 and 64 MiB unless told otherwise. That some are
    /// [missing](ExecResult::results_missing) is told.
    ///
    /// ```no_run
    /// # async fn example(sandbox: computesdk::Sandbox) -> computesdk::Result<()> {
    /// use computesdk::ResultsMissing;
    ///
    /// let code = "for n in range(100): display(n)";
    /// let result = sandbox.python(code).results(true).results_limits(10, 1 << 20).await?;
    /// assert_eq!(result.results.len(), 10);
    /// assert_eq!(result.results_missing, Some(ResultsMissing::TooMany));
    /// # Ok(()) }
    /// ```
    pub fn results_limits(mut self, most: usize, bytes: u64) -> Self {
        let wanted = &mut self.target.as_mut().results;
        (wanted.most, wanted.size) = (most, bytes);
        self
    }
}

impl Wanted {
    /// How the results of this language come back, if they are to.
    pub(super) fn of(&self, language: &Language) -> Result<Option<&'static Results>> {
        match (self.are_wanted, language.results) {
            (false, _) => Ok(None),
            (true, Some(results)) => Ok(Some(results)),
            (true, None) => {
                let reason = format!("{} code displays nothing but its output", language.title);
                Err(InvalidArgumentError::new("results", reason).into())
            }
        }
    }
}

/// What code has displayed, when it has ended.
#[derive(Debug)]
pub(crate) struct Displayed {
    /// `None` when it was read.
    unread: Option<Unread>,
    results: Vec<RichResult>,
    missing: Option<ResultsMissing>,
}

#[derive(Debug)]
struct Unread {
    sandbox: Sandbox,
    user: User,
    file: PathBuf,
    wanted: Wanted,
}

impl Displayed {
    /// Has what is displayed written: `options` are told what that needs of variables.
    pub(super) async fn prepare(
        sandbox: &Sandbox,
        results: &Results,
        wanted: Wanted,
        options: &mut Options,
        placed: &mut Placed,
    ) -> Result<Displayed> {
        let directory = placed.make_directory().await?;
        let program = placed.names().source.as_encoded_bytes();
        for (name, contents) in [
            (results.file, results.hook.as_bytes()),
            (Results::PROGRAM, program),
            (Results::WRITTEN, b""),
        ] {
            let write = sandbox.write_file(directory.join(name), contents);
            write.user(options.user).await?;
        }
        let mut env = sandbox.environment(options.user);
        env.extend(options.env.clone());
        let before = env.get(results.variable.as_ref() as &std::ffi::OsStr);
        let value = results.value(&directory, before.map(AsRef::as_ref));
        options.env.insert(results.variable.into(), value);
        Ok(Displayed {
            unread: Some(Unread {
                sandbox: sandbox.clone(),
                user: options.user,
                file: directory.join(Results::WRITTEN),
                wanted,
            }),
            results: Vec::new(),
            missing: None,
        })
    }

    /// Adds it to what there is of a result.
    pub(crate) async fn add_to(&mut self, ended: &mut Result<ExecResult>) {
        let result = match ended {
            Ok(result) => Some(result),
            Err(error) => error.result_mut(),
        };
        let Some(result) = result else {
            return;
        };
        if let Some(unread) = &self.unread {
            match unread.read().await {
                Ok(lines) => (self.results, self.missing) = lines.finish(),
                Err(Error::NotFound(_) | Error::File(_)) => {
                    self.missing = Some(ResultsMissing::Unreadable);
                }
                // What failed first is what is told.
                Err(error) if ended.is_ok() => {
                    *ended = Err(error);
                    return;
                }
                Err(_) => return,
            }
            self.unread = None;
        }
        result.results.clone_from(&self.results);
        result.results_missing = self.missing;
    }
}

impl Unread {
    async fn read(&self) -> Result<Lines> {
        let stat = self.sandbox.stat(&self.file).no_follow().user(self.user);
        let mut lines = Lines::new(self.wanted.most, self.wanted.size);
        if stat.await?.file_type != FileType::File {
            lines.refuse();
            return Ok(lines);
        }
        let mut content = self.sandbox.open_file(&self.file).user(self.user).await?;
        while let Some(chunk) = content.next_chunk().await? {
            if !lines.take(&chunk) {
                break;
            }
        }
        Ok(lines)
    }
}
