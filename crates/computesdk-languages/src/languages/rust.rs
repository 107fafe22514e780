//! Rust.

use std::str::FromStr;

use proc_macro2::{TokenStream, TokenTree};

use crate::diagnostics;
use crate::language::{Language, Tool};
use crate::plan::Plan;

pub(super) static RUST: Language = Language {
    name: "rust",
    title: "Rust",
    aliases: &["rs"],
    extensions: &["rs"],
    tools: &[Tool {
        program: "rustc",
        version: &["--version"],
    }],
    plan: |code| {
        // The edition of 2021 is what every compiler knows that distributions still bring.
        let compiler = ["rustc", "--edition=2021", "--error-format=json", "-o"];
        Ok(Plan::compiled(
            "rs",
            with_main(code),
            &compiler,
            diagnostics::of_rustc,
        ))
    },
};

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
}
