//! Which interpreter an extension stands for.

use std::ffi::OsStr;

/// Extensions and their interpreters. TypeScript is not among them: no
/// interpreter that distributions bring runs it as it is.
const INTERPRETERS: [(&str, &str); 14] = [
    ("bash", "bash"),
    ("cjs", "node"),
    ("js", "node"),
    ("lua", "lua"),
    ("mjs", "node"),
    ("php", "php"),
    ("pl", "perl"),
    ("py", "python3"),
    ("R", "Rscript"),
    ("r", "Rscript"),
    ("rb", "ruby"),
    ("sh", "bash"),
    ("tcl", "tclsh"),
    ("zsh", "zsh"),
];

/// The interpreter of files with this extension.
pub(super) fn by_extension(extension: &OsStr) -> Option<&'static str> {
    INTERPRETERS
        .iter()
        .find(|(known, _)| extension == *known)
        .map(|(_, interpreter)| *interpreter)
}

/// All known extensions, for messages.
pub(super) fn extensions() -> String {
    let known = INTERPRETERS.map(|(extension, _)| format!(".{extension}"));
    known.join(" ")
}
