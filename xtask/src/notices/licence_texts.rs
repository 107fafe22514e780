//! The licence files of a package.

use std::fs;
use std::path::Path;

use anyhow::Context;

/// How the names of licence files begin, in capitals.
const NAMES: [&str; 6] = [
    "LICENSE",
    "LICENCE",
    "COPYING",
    "COPYRIGHT",
    "NOTICE",
    "UNLICENSE",
];

/// Texts of the licence files in a package's folder, in the order of their
/// names, with line ends and trailing blanks made alike so that equal licences
/// are equal texts.
pub(super) fn read(folder: &Path) -> anyhow::Result<Vec<String>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("read {}", folder.display()))? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if is_licence(&name) && entry.file_type()?.is_file() {
            files.push((name, entry.path()));
        }
    }
    files.sort();
    files
        .into_iter()
        .map(|(_, path)| {
            let bytes = fs::read(&path).with_context(|| format!("read {}", path.display()))?;
            Ok(tidy(&String::from_utf8_lossy(&bytes)))
        })
        .collect()
}

fn is_licence(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    NAMES.iter().any(|start| name.starts_with(start))
}

fn tidy(text: &str) -> String {
    let lines: Vec<_> = text.lines().map(str::trim_end).collect();
    lines.join("\n").trim_matches('\n').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_licences_in_the_order_of_their_names_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [
            ("LICENSE-MIT", "mit\r\n"),
            ("COPYING", "\ncopying  \n\n"),
            ("README.md", "readme"),
            ("licence.txt", "small letters"),
        ] {
            fs::write(folder.path().join(name), text).unwrap();
        }
        fs::create_dir(folder.path().join("LICENSES")).unwrap();
        let texts = read(folder.path()).unwrap();
        assert_eq!(texts, ["copying", "mit", "small letters"]);
    }
}
