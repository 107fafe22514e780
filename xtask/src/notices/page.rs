//! The page as Markdown: a table of packages, then each licence text once.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::dependency::Dependency;

const HEAD: &str = "\
<!-- Made by `cargo xtask notices`. Do not edit. -->

# Third-party notices

ComputeSDK is built with the packages below. Each is used under the licence it
names. The texts follow, each with the packages that carry it.

A built `compute` also holds parts of two libraries that no manifest lists: the
Rust standard library (MIT OR Apache-2.0), and, in the static program that it
embeds, the C library it was built with. On most systems that is the GNU C
Library (LGPL-2.1-or-later): whoever hands on a binary hands on, or offers, the
sources with it, from which `cargo build` links it anew.

";

/// The whole page.
pub(super) fn render(dependencies: &[Dependency]) -> String {
    let mut page = HEAD.to_owned();
    table(&mut page, dependencies);
    texts(&mut page, dependencies);
    page
}

fn table(page: &mut String, dependencies: &[Dependency]) {
    page.push_str("| package | version | licence |\n|---|---|---|\n");
    for dependency in dependencies {
        let name = match &dependency.repository {
            Some(address) => format!("[{}]({address})", dependency.name),
            None => dependency.name.clone(),
        };
        let none = if dependency.texts.is_empty() {
            " (no text in the package)"
        } else {
            ""
        };
        line(
            page,
            format_args!(
                "| {name} | {} | {}{none} |",
                dependency.version, dependency.licence
            ),
        );
    }
}

/// Many packages carry the same text: it is printed once, in the order of the
/// first package that has it.
fn texts(page: &mut String, dependencies: &[Dependency]) {
    let mut order = Vec::new();
    let mut owners: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for dependency in dependencies {
        for text in &dependency.texts {
            let names = owners.entry(text).or_insert_with(|| {
                order.push(text);
                Vec::new()
            });
            if names.last() != Some(&dependency.name.as_str()) {
                names.push(&dependency.name);
            }
        }
    }
    for text in order {
        let names = owners[text.as_str()].join(", ");
        line(page, format_args!("\n## {names}\n\n~~~text\n{text}\n~~~"));
    }
}

fn line(page: &mut String, text: std::fmt::Arguments<'_>) {
    writeln!(page, "{text}").expect("writing to a String cannot fail");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dependency(name: &str, texts: &[&str]) -> Dependency {
        Dependency {
            name: name.to_owned(),
            version: "1.0.0".to_owned(),
            licence: "MIT".to_owned(),
            repository: None,
            texts: texts.iter().map(|text| (*text).to_owned()).collect(),
        }
    }

    #[test]
    fn a_text_that_two_packages_share_stands_once() {
        let page = render(&[
            dependency("ant", &["shared"]),
            dependency("bee", &["own", "shared"]),
        ]);
        let body = page.strip_prefix(HEAD).unwrap();
        assert_eq!(
            body,
            "| package | version | licence |\n|---|---|---|\n\
             | ant | 1.0.0 | MIT |\n| bee | 1.0.0 | MIT |\n\
             \n## ant, bee\n\n~~~text\nshared\n~~~\n\
             \n## bee\n\n~~~text\nown\n~~~\n"
        );
    }

    #[test]
    fn a_package_without_a_text_says_so() {
        let page = render(&[dependency("ant", &[])]);
        assert!(page.ends_with("| ant | 1.0.0 | MIT (no text in the package) |\n"));
    }
}
