//! The languages. One more is one more file, and a line here.

mod bash;
mod go;
mod java;
mod node;
mod python;
mod rust;
mod typescript;

use crate::language::Language;

/// All languages, in the order in which they are shown.
pub static ALL: [&Language; 7] = [
    &python::PYTHON,
    &node::NODE,
    &typescript::TYPESCRIPT,
    &bash::BASH,
    &go::GO,
    &rust::RUST,
    &java::JAVA,
];

/// The language of this name, in whatever case.
pub fn by_name(name: &str) -> Option<&'static Language> {
    ALL.into_iter().find(|language| {
        let names = [language.name]
            .into_iter()
            .chain(language.aliases.iter().copied());
        names
            .into_iter()
            .any(|known| known.eq_ignore_ascii_case(name))
    })
}

/// The language of files with this ending, which has no dot.
pub fn by_extension(extension: &str) -> Option<&'static Language> {
    ALL.into_iter()
        .find(|language| language.extensions.contains(&extension))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_and_no_ending_stands_for_two() {
        for (at, language) in ALL.into_iter().enumerate() {
            for name in [language.name].iter().chain(language.aliases) {
                let found = by_name(&name.to_uppercase()).unwrap();
                assert!(std::ptr::eq(found, language), "{name}");
            }
            for other in &ALL[at + 1..] {
                let shared = |ending| other.extensions.contains(ending);
                assert!(
                    !language.extensions.iter().any(shared),
                    "{language:?} {other:?}"
                );
            }
        }
        assert!(by_name("cobol").is_none());
        assert!(by_extension("tar.gz").is_none());
    }
}
