//! Finding `tsconfig.json`, and what it extends, without reading anything: whoever can read
//! files is asked for them one after the other.

use std::collections::{HashSet, VecDeque};
use std::path::{Path, PathBuf};

use computesdk_model::{Diagnostic, Severity};

use super::config::{CompilerOptions, Config};

/// The name of the file.
const FILE: &str = "tsconfig.json";

/// What a project says about how its code is to be read.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    pub(crate) options: CompilerOptions,
    /// The file that says it, where there is one.
    pub(crate) file: Option<PathBuf>,
}

/// Settings that are being read.
#[derive(Debug)]
pub struct ReadSettings {
    /// Files that are looked for; the first that is there is taken.
    sought: Sought,
    /// What is to be looked for after that. The last comes next.
    later: Vec<Sought>,
    taken: HashSet<PathBuf>,
    first: Option<PathBuf>,
    options: CompilerOptions,
    wrong: Option<Diagnostic>,
}

#[derive(Debug)]
struct Sought {
    candidates: VecDeque<PathBuf>,
    /// The file that extends it, and what it calls it; none of the first, which may be
    /// missing.
    by: Option<(PathBuf, String)>,
}

impl ReadSettings {
    /// Those for code in this directory.
    pub(crate) fn new(directory: &Path) -> ReadSettings {
        let candidates = directory.ancestors().map(|above| above.join(FILE));
        ReadSettings {
            sought: Sought {
                candidates: candidates.collect(),
                by: None,
            },
            later: Vec::new(),
            taken: HashSet::new(),
            first: None,
            options: CompilerOptions::default(),
            wrong: None,
        }
    }

    /// The file that has to be looked at next. `None` where all are known.
    pub fn next_file(&self) -> Option<&Path> {
        let wanted = self
            .sought
            .candidates
            .front()
            .filter(|_| self.wrong.is_none());
        wanted.map(PathBuf::as_path)
    }

    /// What that file says; `None` where there is none.
    pub fn give(&mut self, text: Option<&str>) {
        let Some(file) = self.sought.candidates.pop_front() else {
            return;
        };
        match text {
            Some(text) => self.take(file, text),
            None if !self.sought.candidates.is_empty() => {}
            None => {
                self.wrong = self.sought.by.take().map(|(file, name)| Diagnostic {
                    file: file.to_string_lossy().into_owned(),
                    line: 1,
                    column: 1,
                    severity: Severity::Error,
                    message: format!("what it extends is not there: {name}"),
                    code: None,
                });
                self.go_on();
            }
        }
    }

    /// The settings.
    ///
    /// # Errors
    ///
    /// What is wrong with a file, and where.
    pub fn finish(self) -> Result<Settings, Vec<Diagnostic>> {
        match self.wrong {
            Some(wrong) => Err(vec![wrong]),
            None => Ok(Settings {
                options: self.options,
                file: self.first,
            }),
        }
    }

    /// What a file says holds where none did before that it is extended by, directly or not.
    fn take(&mut self, file: PathBuf, text: &str) {
        match Config::read(&file.to_string_lossy(), text) {
            Err(wrong) => self.wrong = Some(wrong),
            Ok(config) => {
                let options = std::mem::take(&mut self.options);
                self.options = options.over(config.compiler_options.unwrap_or_default());
                let extends = config
                    .extends
                    .map_or_else(Vec::new, |names| names.into_list());
                // The last of them wins over those before.
                self.later.extend(extends.into_iter().map(|name| Sought {
                    candidates: candidates(&file, &name),
                    by: Some((file.clone(), name)),
                }));
                self.first.get_or_insert_with(|| file.clone());
                self.taken.insert(file);
            }
        }
        self.go_on();
    }

    /// On to the next that was not taken before: files may extend one another in circles.
    fn go_on(&mut self) {
        loop {
            let next = self.later.pop();
            self.sought = next.unwrap_or(Sought {
                candidates: VecDeque::new(),
                by: None,
            });
            let mut candidates = self.sought.candidates.iter();
            if !candidates.any(|file| self.taken.contains(file)) {
                return;
            }
        }
    }
}

/// Where the file may be that another extends by this name: beside it, or in a package.
fn candidates(file: &Path, name: &str) -> VecDeque<PathBuf> {
    let directory = file.parent().unwrap_or(file);
    let with_ending = format!("{name}.json");
    if name.starts_with('.') || name.starts_with('/') {
        return [plain(directory, name), plain(directory, &with_ending)].into();
    }
    let in_package = format!("{name}/{FILE}");
    let places = directory.ancestors().flat_map(|above| {
        let modules = above.join("node_modules");
        [name, &with_ending, &in_package].map(|name| plain(&modules, name))
    });
    places.collect()
}

/// A path without `.` and `..`, by which one file has one name.
fn plain(directory: &Path, name: &str) -> PathBuf {
    use std::path::Component;
    let mut path = PathBuf::new();
    for part in directory.join(name).components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                path.pop();
            }
            other => path.push(other),
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads from files that are written here.
    fn read(files: &[(&str, &str)]) -> Result<Settings, Vec<Diagnostic>> {
        let mut reading = ReadSettings::new(Path::new("/project/src"));
        while let Some(file) = reading.next_file() {
            let mut found = files.iter().filter(|(name, _)| Path::new(name) == file);
            let text = found.next().map(|(_, text)| *text);
            reading.give(text);
        }
        reading.finish()
    }

    #[test]
    fn what_is_extended_is_overridden() {
        let files = [
            (
                "/project/tsconfig.json",
                r#"{"extends": ["./one", "some/two.json"], "compilerOptions": {"jsx": "react"}}"#,
            ),
            (
                "/project/one.json",
                r#"{"extends": "./tsconfig.json", "compilerOptions":
                    {"target": "es5", "jsxFactory": "one", "jsx": "preserve"}}"#,
            ),
            (
                "/node_modules/some/two.json",
                r#"{"extends": "@base/three", "compilerOptions": {"jsxFactory": "two"}}"#,
            ),
            (
                "/node_modules/@base/three/tsconfig.json",
                r#"{"compilerOptions": {"target": "esnext", "experimentalDecorators": true}}"#,
            ),
        ];
        let options = read(&files).unwrap().options;
        let transform = options.transform(true);
        assert_eq!(transform.jsx.pragma.as_deref(), Some("two"));
        assert!(transform.decorator.legacy);
        assert!(!options.sets_fields(), "{options:?}");
    }

    #[test]
    fn what_is_missing_is_told_by_the_file_that_wants_it() {
        let files = [("/project/src/tsconfig.json", r#"{"extends": "gone"}"#)];
        let wrong = read(&files).unwrap_err();
        assert_eq!(
            wrong[0].to_string(),
            "/project/src/tsconfig.json:1:1: error: what it extends is not there: gone"
        );
        assert!(read(&[]).is_ok());
    }
}
