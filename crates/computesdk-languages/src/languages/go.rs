//! Go.

use crate::diagnostics;
use crate::language::{Language, Tool};
use crate::packages;
use crate::plan::{Dependencies, Parts, Plan, Word};
use crate::versions::Versions;

pub(super) static GO: Language = Language {
    name: "go",
    title: "Go",
    aliases: &["golang"],
    extensions: &["go"],
    tools: &[Tool {
        program: "go",
        version: &["version"],
        versions: Versions {
            prefix: "go",
            directories: &[
                "/opt/versions/go*/*/bin",
                "/usr/lib/go-*/bin",
                "/usr/local/go*/bin",
                "~/sdk/*/bin",
                "~/.goenv/versions/*/bin",
            ],
            install: |version| {
                let package = version.first(2);
                format!("`goenv install {version}`, or the package `golang-{package}-go`")
            },
        },
    }],
    interpreter: None,
    standby: None,
    archive: None,
    results: None,
    settings: None,
    check: None,
    packages: Some(&packages::GO_PACKAGES),
    plan: |code, _| {
        let compiler = ["go", "build", "-o"];
        Ok(Plan::compiled(
            "go",
            with_package(code),
            &compiler,
            |text| (diagnostics::of_lines(text), text.to_owned()),
            (!reads_files(code)).then_some(DEPENDENCIES),
        ))
    },
};

/// Of a program of one file and the standard library.
const DEPENDENCIES: Dependencies = Dependencies {
    variable: |_| false,
    leading: |name| {
        let of_c = ["AR", "CC", "CXX", "PKG_CONFIG"];
        name.starts_with("GO") || name.starts_with("CGO_") || of_c.contains(&name)
    },
    files_above: &["go.mod", "go.work"],
    files_at_home: &[".config/go/env"],
    parts: Some(&STANDARD_LIBRARY),
};

/// Its packages come as source.
static STANDARD_LIBRARY: Parts = Parts {
    variable: "GOCACHE",
    list: &[
        Word::Text("go"),
        Word::Text("list"),
        Word::Text("-f"),
        Word::Text("{{join .Deps \"\\n\"}}"),
        Word::Source,
    ],
    make: &[Word::Text("go"), Word::Text("build")],
};

/// Whether a program is made of more files than the one with the code: of C, or of
/// what it embeds.
fn reads_files(code: &str) -> bool {
    ["\"C\"", "`C`", "go:embed"]
        .iter()
        .any(|word| code.contains(word))
}

/// The code as a file of the package `main`, where it does not say of which it is. It is
/// told where its lines and columns begin (line directives of cmd/compile).
fn with_package(code: &str) -> String {
    // A mark of the byte order may stand only where a file begins.
    let unmarked = code.strip_prefix('\u{feff}').unwrap_or(code);
    match without_comments(unmarked)
        .strip_prefix("package")
        .is_some_and(|rest| rest.starts_with(char::is_whitespace))
    {
        true => code.to_owned(),
        false => format!("package main\n//line main.go:1:1\n{unmarked}"),
    }
}

/// The code from its first word on.
fn without_comments(mut code: &str) -> &str {
    loop {
        code = code.trim_start();
        let end = match code.get(..2) {
            Some("//") => code.find('\n'),
            Some("/*") => code.find("*/").map(|at| at + 2),
            _ => return code,
        };
        code = end.map_or("", |end| &code[end..]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_is_added_where_there_is_none() {
        let named = "// A comment.\n/* package x */ package main\n";
        assert_eq!(with_package(named), named);
        let marked = "\u{feff}package main\n";
        assert_eq!(with_package(marked), marked);
        let source = with_package("\u{feff}func main() {}");
        assert!(source.ends_with(":1:1\nfunc main() {}"), "{source}");
        let unnamed = "import \"fmt\"\n\nfunc main() {}\n";
        for unnamed in [unnamed, "// only this", "packages()"] {
            let source = with_package(unnamed);
            assert_eq!(
                source,
                format!("package main\n//line main.go:1:1\n{unnamed}")
            );
        }
    }
}
