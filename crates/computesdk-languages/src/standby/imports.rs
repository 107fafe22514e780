//! What code imports, at a glance: whoever goes by it may be wrong, and is only slower then.

/// The modules that Python code imports.
pub(super) fn python(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    // Several statements may be in a line.
    for statement in code.split(['\n', ';']).map(str::trim) {
        if let Some(names) = statement.strip_prefix("import ") {
            found.extend(names.split(',').filter_map(first_word));
        } else if let Some(names) = statement.strip_prefix("from ") {
            let Some((module, names)) = names.split_once(" import ") else {
                continue;
            };
            let Some(module) = first_word(module) else {
                continue;
            };
            // Each may be a module in that one.
            let names = names
                .trim_start_matches('(')
                .split(',')
                .filter_map(first_word);
            found.extend(names.map(|name| format!("{module}.{name}")));
            found.push(module);
        }
    }
    found.sort();
    found.dedup();
    found
}

fn first_word(text: &str) -> Option<String> {
    let word = text.split_whitespace().next()?;
    Some(word.trim_end_matches(')').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn python_has_two_ways_to_import() {
        let code = "import os, json as j; import re\n\
            def f():\n    from urllib import (parse, error)\n\
            from . import x\nimportant = 1\nfrom here\nimport \n";
        assert_eq!(
            python(code),
            [
                ".",
                "..x",
                "json",
                "os",
                "re",
                "urllib",
                "urllib.error",
                "urllib.parse"
            ]
        );
    }
}
