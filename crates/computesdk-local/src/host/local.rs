//! The directories of `/usr/local` that belong to the sandbox's root also where
//! the rest of `/usr` belongs to nobody inside.

use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

/// Those that a package's `make install` or `pip install` writes to. What else
/// there is (a whole Go, say) has no need to change, and may be large.
const STANDARD: [&str; 8] = [
    "bin", "etc", "games", "include", "lib", "sbin", "share", "src",
];

/// `lib/python3/dist-packages`, `share/man/man1`.
const DEEPEST: usize = 3;

/// More are not worth the time: every sandbox makes them.
const MOST: usize = 200;

/// Their paths below it, each after the one that it is in; it is the first.
/// None where it is no directory itself.
pub(super) fn directories(local: &Path) -> Vec<Vec<u8>> {
    if !is_directory(local) {
        return Vec::new();
    }
    let mut level: Vec<_> = STANDARD.iter().map(|name| local.join(name)).collect();
    let mut found = vec![local.to_owned()];
    for _ in 0..DEEPEST {
        level.retain(|path| is_directory(path));
        found.extend(level.iter().cloned());
        let entries = level.iter().flat_map(fs::read_dir).flatten().flatten();
        level = entries.map(|entry| entry.path()).collect();
    }
    found.truncate(MOST);
    let below = found
        .iter()
        .filter_map(|path| path.strip_prefix(local).ok());
    below
        .map(|path| path.as_os_str().as_bytes().to_vec())
        .collect()
}

/// A link is none: what it leads to may lie elsewhere.
fn is_directory(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_dir())
}

#[cfg(test)]
mod tests {
    use super::directories;
    use std::fs;

    #[test]
    fn standard_ones_are_found_each_after_its_parent() {
        let local = tempfile::tempdir().unwrap();
        for path in ["lib/python3/dist-packages/six", "go/src", "bin"] {
            fs::create_dir_all(local.path().join(path)).unwrap();
        }
        std::os::unix::fs::symlink("lib", local.path().join("src")).unwrap();
        let found = directories(local.path());
        let found: Vec<_> = found.iter().map(|path| str::from_utf8(path)).collect();
        let expected = ["", "bin", "lib", "lib/python3", "lib/python3/dist-packages"];
        assert_eq!(found, expected.map(Ok));
        assert!(directories(&local.path().join("none")).is_empty());
    }
}
