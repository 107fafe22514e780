//! Files that list packages.

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use computesdk_languages::Packages;
use computesdk_model::{EngineError, Error, NotFoundError, ResourceKind, Result};

use super::invalid;

/// Longest file that is read, in bytes.
const LONGEST: u64 = 1 << 20;

/// The packages of a file of the host and of those that it names by `-r`.
pub(super) async fn read(packages: &'static Packages, file: &Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let mut read = BTreeSet::new();
    let mut to_read = vec![file.to_owned()];
    while let Some(file) = to_read.pop() {
        if !read.insert(file.clone()) {
            continue;
        }
        let text = contents(packages, &file).await?;
        for (number, line) in lines(&text) {
            match line
                .strip_prefix("-r ")
                .or_else(|| line.strip_prefix("--requirement "))
            {
                Some(other) => to_read.push(beside(&file, other.trim())),
                None => found.push((packages.normalize)(&line).map_err(|reason| {
                    let place = format!("{}:{number}", file.display());
                    invalid(packages, format!("`{line}` in {place}: {reason}"))
                })?),
            }
        }
    }
    Ok(found)
}

fn beside(file: &Path, other: &str) -> PathBuf {
    file.parent().unwrap_or(file).join(other)
}

async fn contents(packages: &'static Packages, file: &Path) -> Result<String> {
    let failed = |cause: std::io::Error| -> Error {
        if cause.kind() == ErrorKind::NotFound {
            return NotFoundError {
                kind: ResourceKind::File,
                name: file.display().to_string(),
                errno: None,
                hints: Vec::new(),
            }
            .into();
        }
        EngineError::new("read a list of packages")
            .path(file)
            .cause(cause)
            .into()
    };
    let length = tokio::fs::metadata(file).await.map_err(failed)?.len();
    if length > LONGEST {
        let reason = format!("{} is longer than 1 MiB", file.display());
        return Err(invalid(packages, reason));
    }
    tokio::fs::read_to_string(file).await.map_err(failed)
}

/// The lines that say something, with the number of each: without comments, and with those
/// joined that end in a backslash.
fn lines(text: &str) -> Vec<(usize, String)> {
    let mut lines = Vec::new();
    let mut open: Option<(usize, String)> = None;
    for (number, line) in (1..).zip(text.lines()) {
        let (first, mut whole) = open.take().unwrap_or((number, String::new()));
        let continued = line.strip_suffix('\\');
        whole.push_str(continued.unwrap_or(line));
        match continued {
            Some(_) => open = Some((first, whole)),
            None => lines.push((first, whole)),
        }
    }
    lines.extend(open);
    let said = lines.into_iter().map(|(number, line)| {
        let comment = match line.starts_with('#') {
            true => Some(0),
            false => line.find(" #"),
        };
        let line = line[..comment.unwrap_or(line.len())].trim().to_owned();
        (number, line)
    });
    said.filter(|(_, line)| !line.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn comments_go_and_open_lines_are_joined() {
        let text = "# all\n\nnumpy >= 1 # why\npandas \\\n  == 2\nx\\";
        let said = lines(text);
        let said: Vec<_> = said.iter().map(|(at, line)| (*at, line.as_str())).collect();
        assert_eq!(said, [(3, "numpy >= 1"), (4, "pandas   == 2"), (6, "x")]);
    }
}
