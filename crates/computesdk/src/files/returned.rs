//! Files that come back by name or pattern.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use computesdk_model::{
    Errno, Error, FileType, NotReturned, NotReturnedReason, Output, Result, ReturnedFile,
};
use computesdk_provider::Range;
use tokio::io::AsyncReadExt;

use super::call::{FileCall, Files, Operation};
use super::find::{Find, Names};
use crate::sandbox::Sandbox;

/// Most files, unless told otherwise.
const MOST: usize = 100;

/// Most bytes of all of them, unless told otherwise.
const SIZE: u64 = 64 << 20;

/// Begin what is no name but a pattern.
const WILD: [char; 4] = ['*', '?', '[', '{'];

impl Sandbox {
    /// Reads files by their names or by patterns, such as `plot.png` or `out/**/*.csv`: at
    /// most 100 files with 64 MiB in all, unless told otherwise. What does not come back is
    /// [told](Returned::not_returned), and is no error.
    ///
    /// Relative ones start at the [`pwd`](Sandbox::pwd). A pattern finds files alone, and
    /// no `*` or `?` stands for a slash.
    ///
    /// # Errors
    ///
    /// `InvalidArgument` for a pattern that is none; `SandboxGone`, `Engine`.
    ///
    /// ```no_run
    /// # async fn example(sandbox: computesdk::Sandbox) -> computesdk::Result<()> {
    /// let returned = sandbox.return_files(["report.txt", "*.png"]).await?;
    /// for file in &returned.files {
    ///     println!("{} is {}: {} bytes", file.path.display(), file.mime, file.contents.as_bytes().len());
    /// }
    /// # Ok(()) }
    /// ```
    pub fn return_files<P: Into<PathBuf>>(
        &self,
        names: impl IntoIterator<Item = P>,
    ) -> FileCall<ReturnFiles> {
        let mut operation = ReturnFiles::default();
        operation.names.extend(names.into_iter().map(Into::into));
        FileCall::new(self, operation)
    }
}

/// What came back, and what did not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Returned {
    /// The files, in the order in which they were asked for.
    pub files: Vec<ReturnedFile>,
    /// What was asked for and did not come.
    pub not_returned: Vec<NotReturned>,
}

/// Files to be read: see [`Sandbox::return_files`].
#[derive(Clone, Debug)]
pub struct ReturnFiles {
    pub(crate) names: Vec<PathBuf>,
    pub(crate) directory: PathBuf,
    pub(crate) most: usize,
    pub(crate) size: u64,
}

impl Default for ReturnFiles {
    fn default() -> Self {
        ReturnFiles {
            names: Vec::new(),
            directory: PathBuf::new(),
            most: MOST,
            size: SIZE,
        }
    }
}

impl ReturnFiles {
    /// Whether all patterns are some.
    pub(crate) fn check(&self) -> Result<()> {
        let patterns = self.names.iter().filter(|name| is_pattern(name));
        let patterns: Vec<_> = patterns
            .map(|name| name.to_string_lossy().into_owned())
            .collect();
        Names::compile(&patterns).map(drop)
    }
}

impl FileCall<ReturnFiles> {
    /// Where relative names start.
    pub fn directory(mut self, directory: impl Into<PathBuf>) -> Self {
        self.operation.directory = directory.into();
        self
    }

    /// Most files, and most bytes of all of them.
    pub fn limits(mut self, most: usize, bytes: u64) -> Self {
        (self.operation.most, self.operation.size) = (most, bytes);
        self
    }

    /// The call for what is configured elsewhere.
    pub(crate) fn configured(sandbox: &Sandbox, operation: ReturnFiles) -> Self {
        FileCall::new(sandbox, operation)
    }
}

impl Operation for ReturnFiles {
    type Output = Returned;

    async fn run(self, files: Files) -> Result<Returned> {
        self.check()?;
        let base = files.absolute(&self.directory)?;
        let mut returned = Returned::default();
        let (mut left, mut seen) = (self.size, BTreeSet::new());
        for name in &self.names {
            let found = match is_pattern(name) {
                true => find(&files, &base, name).await?,
                false => vec![files.absolute(&base.join(name))?],
            };
            if found.is_empty() {
                let missing = NotReturned::new(name.clone(), NotReturnedReason::Missing);
                returned.not_returned.push(missing);
            }
            for path in found.into_iter().filter(|path| seen.insert(path.clone())) {
                let shown = path.strip_prefix(&base).unwrap_or(&path).to_owned();
                let read = match returned.files.len() < self.most {
                    true => read(&files, &path, left).await?,
                    false => Err(NotReturnedReason::TooMany),
                };
                match read {
                    Ok(bytes) => {
                        left -= bytes.len() as u64;
                        let mime = mime_guess::from_path(&path).first_or_octet_stream();
                        let mime = mime.essence_str().to_owned();
                        let file = ReturnedFile::new(shown, mime, Output::from(bytes));
                        returned.files.push(file);
                    }
                    Err(reason) => returned.not_returned.push(NotReturned::new(shown, reason)),
                }
            }
        }
        Ok(returned)
    }
}

fn is_pattern(name: &Path) -> bool {
    name.to_str().is_some_and(|name| name.contains(WILD))
}

/// The files that fit a pattern, from the deepest directory that it names whole.
async fn find(files: &Files, base: &Path, pattern: &Path) -> Result<Vec<PathBuf>> {
    let plain: PathBuf = pattern
        .components()
        .take_while(|part| !is_pattern(Path::new(part)))
        .collect();
    let rest = pattern.strip_prefix(&plain).unwrap_or(pattern);
    let found = Find::files_like(base.join(plain), &rest.to_string_lossy());
    match found.run(files.clone()).await {
        Ok(entries) => Ok(entries.into_iter().map(|entry| entry.path).collect()),
        Err(Error::NotFound(_) | Error::File(_)) => Ok(Vec::new()),
        Err(other) => Err(other),
    }
}

/// What is in a file, if that is no more than so many bytes.
async fn read(files: &Files, path: &Path, left: u64) -> Result<Result<Vec<u8>, NotReturnedReason>> {
    let stat = match files.provider()?.stat(path, files.user, true).await {
        Ok(stat) => stat,
        Err(error) => return not_read(error).map(Err),
    };
    if stat.file_type != FileType::File {
        let reason = match stat.file_type {
            FileType::Directory => NotReturnedReason::unreadable(Some(Errno::EISDIR)),
            _ => NotReturnedReason::unreadable(Some(Errno::EINVAL)),
        };
        return Ok(Err(reason));
    }
    // It may be longer than it says, or by the time.
    let range = Range {
        offset: 0,
        length: Some(left.saturating_add(1)),
    };
    let opened = match files.provider()?.read_file(path, files.user, range).await {
        Ok(opened) => opened,
        Err(error) => return not_read(error).map(Err),
    };
    let (mut content, mut bytes) = (opened.content, Vec::new());
    if let Err(error) = content.read_to_end(&mut bytes).await {
        let errno = error.raw_os_error().map(Errno::from_raw);
        return Ok(Err(NotReturnedReason::unreadable(errno)));
    }
    if bytes.len() as u64 > left {
        let size = stat.size.max(bytes.len() as u64);
        return Ok(Err(NotReturnedReason::TooLarge { size }));
    }
    Ok(Ok(bytes))
}

/// What is wrong with one file is no error of the call.
fn not_read(error: Error) -> Result<NotReturnedReason> {
    match error {
        Error::NotFound(_) => Ok(NotReturnedReason::Missing),
        Error::File(error) => Ok(NotReturnedReason::unreadable(Some(error.errno))),
        other => Err(other),
    }
}
