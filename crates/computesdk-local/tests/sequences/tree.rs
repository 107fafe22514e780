//! All that is there in the end.

use std::fs;
use std::path::{Path, PathBuf};

use computesdk::Sandbox;

use crate::outcome::Entry;
use crate::{plain, sandboxed};

/// Each file with its content.
type Tree = Vec<(PathBuf, Entry, Vec<u8>)>;

pub(crate) fn of_host(top: &Path) -> Tree {
    let entries = plain::below(top, Path::new(""), u32::MAX).unwrap();
    let with_content = entries.into_iter().map(|(path, entry)| {
        let content = match entry {
            Entry::File { .. } => fs::read(top.join(&path)).unwrap(),
            _ => Vec::new(),
        };
        (path, entry, content)
    });
    with_content.collect()
}

pub(crate) async fn of_sandbox(sandbox: &Sandbox, top: &Path) -> Tree {
    let mut tree = Vec::new();
    for found in sandbox.list(top).recursive().await.unwrap() {
        let entry = sandboxed::entry(&found.stat);
        let content = match entry {
            Entry::File { .. } => sandbox.read_file(&found.path).await.unwrap(),
            _ => Vec::new(),
        };
        let path = found.path.strip_prefix(top).unwrap();
        tree.push((path.to_owned(), entry, content));
    }
    tree
}
