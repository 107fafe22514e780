//! What a sandbox may have written, read as this crate reads it. Each function takes any
//! bytes, and panics where something that must hold does not.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use computesdk_model::{EgressEvent, MimeData, Result, TreeKind, TreePart};
use computesdk_provider::{Stream, async_trait};

use crate::code::Lines;
use crate::files::archive::packed;
use crate::files::extract::parts;
use crate::files::gitignore::Rules;
use crate::hints::{Reach, complaints};
use crate::run::shebang;

/// Parts of an archive that are looked at.
const MOST_PARTS: usize = 64;

/// The first bytes of a script: words of its first line.
pub fn scripts(bytes: &[u8]) {
    let Some(words) = shebang::words(bytes) else {
        return;
    };
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or(bytes);
    assert!(!words.is_empty());
    for word in words {
        let word = word.as_encoded_bytes();
        assert!(!word.is_empty());
        assert!(line.windows(word.len()).any(|part| part == word));
    }
}

/// Rules of a `.gitignore` file, and its lines as paths. None bring `.git` back.
pub fn ignored(bytes: &[u8]) {
    let rules = Rules::of(bytes);
    for line in String::from_utf8_lossy(bytes).lines().take(64) {
        let path: PathBuf = Path::new(line).components().collect();
        for is_directory in [true, false] {
            rules.ignores(&path, is_directory);
            assert!(rules.ignores(&path.join(".git"), is_directory));
        }
    }
}

/// What code displayed, of which so much may come back: it is all within that.
pub fn results(bytes: &[u8]) {
    const MOST: usize = 16;
    const SIZE: u64 = 4096;
    let mut lines = Lines::new(MOST, SIZE);
    let _ = bytes.chunks(100).all(|chunk| lines.take(chunk));
    let (results, _missing) = lines.finish();
    assert!(results.len() <= MOST);
    let written: usize = results
        .iter()
        .flat_map(|one| &one.data)
        .map(|(mime, form)| {
            mime.len()
                + match form {
                    MimeData::Text(text) | MimeData::Json(text) => text.len(),
                    MimeData::Bytes(bytes) => bytes.len(),
                    other => panic!("{other:?} is read from nothing"),
                }
        })
        .sum();
    assert!(written as u64 <= SIZE);
    for result in &results {
        let json = result.data.get("application/json");
        assert_eq!(json.is_some(), result.json().is_some());
    }
}

/// What a program complains of.
pub fn complaints(bytes: &[u8]) {
    struct Nothing;
    impl Reach for Nothing {
        fn is_none(&self) -> bool {
            true
        }

        fn denied(&self) -> Option<EgressEvent> {
            None
        }
    }
    let hints = complaints::hints(&String::from_utf8_lossy(bytes), &Nothing);
    assert!(hints.len() <= 1);
}

/// An archive. What is in it leads downwards, and comes back as it was when it is packed
/// again.
pub fn archives(bytes: &[u8]) {
    let Ok(found) = parts(bytes, MOST_PARTS) else {
        return;
    };
    let first = entries(&found);
    for (path, ..) in &first {
        assert!(path.is_relative() && path.components().count() > 0);
        assert!(!path.iter().any(|name| name == ".."), "{path:?}");
    }
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    let runtime = runtime.expect("a runtime without sockets");
    let archive = runtime.block_on(packed(Box::new(Parts(found.into_iter()))));
    let archive = archive.expect("it was in an archive");
    let again = parts(&archive, MOST_PARTS).expect("it is an archive");
    assert_eq!(entries(&again), first);
}

type Entry = (PathBuf, TreeKind, u32, SystemTime, Vec<u8>);

fn entries(parts: &[TreePart]) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for part in parts {
        match (part, entries.last_mut()) {
            (TreePart::Entry(entry), _) => entries.push((
                entry.path.clone(),
                entry.kind.clone(),
                entry.mode,
                entry.modified,
                Vec::new(),
            )),
            (TreePart::Data(data), Some((.., content))) => content.extend(data),
            (TreePart::Data(_), None) => panic!("content of nothing"),
        }
    }
    entries
}

struct Parts(std::vec::IntoIter<TreePart>);

#[async_trait]
impl Stream<TreePart> for Parts {
    async fn next(&mut self) -> Result<Option<TreePart>> {
        Ok(self.0.next())
    }
}
