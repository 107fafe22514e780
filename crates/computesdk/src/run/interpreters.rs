//! Which interpreter an extension stands for.

use std::ffi::OsStr;
use std::path::Path;

use computesdk_languages::{self as languages, Language};
use computesdk_model::{InvalidArgumentError, Result};

/// Extensions of languages that are no more than their interpreter.
const OTHERS: [(&str, &str); 8] = [
    ("lua", "lua"),
    ("php", "php"),
    ("pl", "perl"),
    ("R", "Rscript"),
    ("r", "Rscript"),
    ("rb", "ruby"),
    ("tcl", "tclsh"),
    ("zsh", "zsh"),
];

/// What runs files with an extension.
#[derive(Clone, Copy, Debug)]
pub(super) enum Runner {
    /// This program.
    Interpreter(&'static str),
    /// A compiler, or a program that has to be given something else.
    Language(&'static Language),
}

/// What runs files with this extension.
pub(super) fn by_extension(extension: &OsStr) -> Option<Runner> {
    let extension = extension.to_str()?;
    if let Some(language) = languages::by_extension(extension) {
        return Some(match language.interpreter {
            Some(interpreter) => Runner::Interpreter(interpreter),
            None => Runner::Language(language),
        });
    }
    let mut others = OTHERS.iter();
    let (_, interpreter) = others.find(|(known, _)| extension == *known)?;
    Some(Runner::Interpreter(interpreter))
}

/// The language of a file, for an option that needs it.
pub(super) fn language(option: &str, file: &Path) -> Result<&'static Language> {
    let extension = file.extension().and_then(OsStr::to_str);
    extension.and_then(languages::by_extension).ok_or_else(|| {
        let reason = format!("nothing is known of the language of {}", file.display());
        InvalidArgumentError::new(option, reason).into()
    })
}

/// All known extensions, for messages.
pub(super) fn extensions() -> String {
    let of_languages = languages::ALL.iter().flat_map(|known| known.extensions);
    let of_others = OTHERS.iter().map(|(extension, _)| extension);
    let mut known: Vec<_> = of_languages.chain(of_others).collect();
    known.sort_by_key(|extension| extension.to_lowercase());
    let known = known.iter().map(|extension| format!(".{extension}"));
    known.collect::<Vec<_>>().join(" ")
}
