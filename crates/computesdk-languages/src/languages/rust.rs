//! Rust.

use std::str::FromStr;

use proc_macro2::{TokenStream, TokenTree};

use crate::diagnostics;
use crate::language::{Language, Tool};
use crate::packages;
use crate::plan::{Dependencies, Plan};
use crate::versions::Versions;

pub(super) static RUST: Language = Language {
    name: "rust",
    title: "Rust",
    aliases: &["rs"],
    extensions: &["rs"],
    tools: &[Tool {
        program: "rustc",
        version: &["--version"],
        versions: Versions {
            prefix: "rustc",
            directories: &[
                "/opt/versions/rust*/*/bin",
                "/usr/lib/rust-*/bin",
                "~/.rustup/toolchains/*/bin",
            ],
            install: |version| {
                let package = version.first(2);
                format!("`rustup toolchain install {version}`, or the package `rustc-{package}`")
            },
        },
    }],
    interpreter: None,
    standby: None,
    archive: None,
    results: None,
    settings: None,
    check: None,
    packages: Some(&packages::CARGO_PACKAGES),
    plan: |code, _| {
        // The edition of 2021 is what every compiler knows that distributions still bring.
        let compiler = ["rustc", "--edition=2021", "--error-format=json", "-o"];
        Ok(Plan::compiled(
            "rs",
            with_main(code),
            &compiler,
            diagnostics::of_rustc,
            dependencies(code),
        ))
    },
};

/// What a program of one file depends on: none can be told where it is of more files.
fn dependencies(code: &str) -> Option<Dependencies> {
    let tokens = TokenStream::from_str(code).ok()?;
    // It can be read under any name, but not without this word.
    let reads_variables = code.contains("env");
    (!reads_files(tokens)).then_some(Dependencies {
        variable: match reads_variables {
            true => |_| true,
            false => |_| false,
        },
        leading: |name| name.starts_with("RUSTC_"),
        files_above: &[],
        files_at_home: &[],
        parts: None,
    })
}

/// Whether there may be a module in a file of its own, or a file that is included. Also of
/// what a macro may make: nothing of it is named but in the code.
fn reads_files(tokens: TokenStream) -> bool {
    let tokens: Vec<_> = tokens.into_iter().collect();
    (0..tokens.len()).any(|at| match &tokens[at..] {
        [TokenTree::Ident(word), rest @ ..] => match (word.to_string().as_str(), rest) {
            ("mod", [TokenTree::Ident(_), TokenTree::Group(_), ..]) => false,
            ("mod", _) => true,
            // An attribute.
            ("path" | "r#path", [TokenTree::Punct(next), ..]) => next.as_char() == '=',
            // `include!` and its sisters.
            (word, _) => word.contains("include"),
        },
        [TokenTree::Group(group), ..] => reads_files(group.stream()),
        _ => false,
    })
}

/// The code with a `main` around it, where it has none. Its lines keep their numbers.
fn with_main(code: &str) -> String {
    // A mark of the byte order may stand only where a file begins.
    let unmarked = code.strip_prefix('\u{feff}').unwrap_or(code);
    // What has no tokens the compiler complains of best.
    let has_main = TokenStream::from_str(unmarked).map_or(true, has_main);
    match has_main {
        true => code.to_owned(),
        false => format!("fn main() {{ {unmarked}\n}}"),
    }
}

fn has_main(tokens: TokenStream) -> bool {
    let words: Vec<_> = tokens
        .into_iter()
        .map(|token| match token {
            TokenTree::Ident(word) => word.to_string(),
            _ => String::new(),
        })
        .collect();
    words.windows(2).any(|pair| pair == ["fn", "main"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_main_is_added_where_there_is_none() {
        let named = "use std::fmt;\npub fn main() {}\n";
        assert_eq!(with_main(named), named);
        let unnamed = "mod inner { fn main() {} }\n// fn main()\nprintln!(\"fn main\");";
        assert_eq!(with_main(unnamed), format!("fn main() {{ {unnamed}\n}}"));
        assert_eq!(with_main("\u{feff}f();"), "fn main() { f();\n}");
        assert_eq!(with_main("\"open"), "\"open");
    }

    #[test]
    fn a_program_of_more_files_is_known() {
        for code in ["mod other;", "mod a { mod b; }", "include!(\"x.rs\")"] {
            assert!(dependencies(code).is_none(), "{code}");
        }
        for code in ["#[path = \"x.rs\"] mod x {}", "let r#mod = 1; \"mod x;\""] {
            assert_eq!(
                dependencies(code).is_none(),
                code.starts_with('#'),
                "{code}"
            );
        }
    }

    #[test]
    fn a_program_depends_on_variables_that_it_can_name() {
        let silent = dependencies("fn main() {}").unwrap();
        assert!(!(silent.variable)("SECRET"));
        let asking = dependencies("use std::option_env as ask; fn main() {}").unwrap();
        assert!((asking.variable)("SECRET"));
    }
}
