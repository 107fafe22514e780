//! Finding files by what they are.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use computesdk_model::{DirectoryEntry, FileType, InvalidArgumentError, Result};
use globset::{GlobBuilder, GlobMatcher};

use super::call::{FileCall, Files, Operation};
use super::gitignore::Rules;
use crate::sandbox::Sandbox;

impl Sandbox {
    /// Finds what is below a directory and fits all that is asked for: sorted, with
    /// whole paths. Without any option, everything.
    ///
    /// # Errors
    ///
    /// As [`list`](Sandbox::list); `InvalidArgument` for a pattern that is none.
    ///
    /// ```no_run
    /// # async fn example(sandbox: computesdk::Sandbox) -> computesdk::Result<()> {
    /// use computesdk::FileType;
    ///
    /// let sources = sandbox.find("project").name("*.{rs,toml}").gitignore().await?;
    /// let large = sandbox.find("/var").file_type(FileType::File).larger_than(1 << 20).await?;
    /// # drop((sources, large)); Ok(()) }
    /// ```
    pub fn find(&self, path: impl Into<PathBuf>) -> FileCall<Find> {
        FileCall::new(self, Find::new(path.into()))
    }
}

/// What to find: see [`Sandbox::find`].
#[derive(Debug)]
pub struct Find {
    path: PathBuf,
    depth: u32,
    names: Vec<String>,
    file_type: Option<FileType>,
    larger_than: Option<u64>,
    smaller_than: Option<u64>,
    modified_since: Option<SystemTime>,
    modified_before: Option<SystemTime>,
    gitignore: bool,
}

impl Find {
    pub(super) fn new(path: PathBuf) -> Self {
        Find {
            path,
            depth: u32::MAX,
            names: Vec::new(),
            file_type: None,
            larger_than: None,
            smaller_than: None,
            modified_since: None,
            modified_before: None,
            gitignore: false,
        }
    }

    /// Of files, those that this pattern fits: no deeper than it says.
    pub(super) fn files_like(path: PathBuf, pattern: &str) -> Self {
        let mut find = Find::new(path);
        find.file_type = Some(FileType::File);
        find.names.push(pattern.to_owned());
        if !pattern.contains("**") {
            find.depth = pattern.split('/').count().try_into().unwrap_or(u32::MAX);
        }
        find
    }

    pub(super) fn add_name(&mut self, glob: String) {
        self.names.push(glob);
    }

    pub(super) fn set_file_type(&mut self, file_type: FileType) {
        self.file_type = Some(file_type);
    }

    pub(super) fn respect_gitignore(&mut self) {
        self.gitignore = true;
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

impl FileCall<Find> {
    /// What fits this pattern, such as `*.py` or `src/**/*.{js,ts}`: by its name, or by
    /// its path from where the search begins if the pattern has a slash. Given several
    /// times, what fits any of them.
    pub fn name(mut self, glob: impl Into<String>) -> Self {
        self.operation.add_name(glob.into());
        self
    }

    /// What is of this type.
    pub fn file_type(mut self, file_type: FileType) -> Self {
        self.operation.set_file_type(file_type);
        self
    }

    /// What has more bytes than this.
    pub fn larger_than(mut self, bytes: u64) -> Self {
        self.operation.larger_than = Some(bytes);
        self
    }

    /// What has fewer bytes than this.
    pub fn smaller_than(mut self, bytes: u64) -> Self {
        self.operation.smaller_than = Some(bytes);
        self
    }

    /// What was changed at this time or later.
    pub fn modified_since(mut self, time: SystemTime) -> Self {
        self.operation.modified_since = Some(time);
        self
    }

    /// What was changed before this time.
    pub fn modified_before(mut self, time: SystemTime) -> Self {
        self.operation.modified_before = Some(time);
        self
    }

    /// No deeper than this: 1 are the directory's own entries.
    pub fn depth(mut self, depth: u32) -> Self {
        self.operation.depth = depth;
        self
    }

    /// Leaves out what the `.gitignore` files on the way leave out, and `.git`.
    pub fn gitignore(mut self) -> Self {
        self.operation.respect_gitignore();
        self
    }
}

impl Operation for Find {
    type Output = Vec<DirectoryEntry>;

    async fn run(self, files: Files) -> Result<Vec<DirectoryEntry>> {
        let path = files.absolute(&self.path)?;
        let names = Names::compile(&self.names)?;
        let mut entries = files.entries(&path, self.depth).await?;
        if self.gitignore {
            let rules = Rules::read(&files, &path, &entries).await?;
            entries = rules.apply(entries);
        }
        entries.retain(|entry| names.fit(&entry.path) && self.fits(entry));
        for entry in &mut entries {
            entry.path = path.join(&entry.path);
        }
        Ok(entries)
    }
}

impl Find {
    fn fits(&self, entry: &DirectoryEntry) -> bool {
        let stat = &entry.stat;
        self.file_type.is_none_or(|wanted| stat.file_type == wanted)
            && self.larger_than.is_none_or(|bytes| stat.size > bytes)
            && self.smaller_than.is_none_or(|bytes| stat.size < bytes)
            && self.modified_since.is_none_or(|time| stat.modified >= time)
            && self.modified_before.is_none_or(|time| stat.modified < time)
    }
}

/// Patterns, each for a name or for a path.
pub(super) struct Names(Vec<(GlobMatcher, bool)>);

impl Names {
    pub(super) fn compile(globs: &[String]) -> Result<Names> {
        let compile = |glob: &String| {
            let pattern = GlobBuilder::new(glob).literal_separator(true).build();
            let pattern =
                pattern.map_err(|error| InvalidArgumentError::new("name", error.to_string()))?;
            Ok((pattern.compile_matcher(), glob.contains('/')))
        };
        globs.iter().map(compile).collect::<Result<_>>().map(Names)
    }

    fn fit(&self, path: &Path) -> bool {
        let name = path.file_name().map(Path::new).unwrap_or(path);
        let fits = |(pattern, whole): &(GlobMatcher, bool)| {
            pattern.is_match(if *whole { path } else { name })
        };
        self.0.is_empty() || self.0.iter().any(fits)
    }
}
