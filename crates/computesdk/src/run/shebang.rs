//! The `#!` line of a script.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt;

/// The words of a `#!` line: the interpreter and its arguments. As in the
/// kernel, everything after the interpreter is one argument.
///
/// `env` is seen through, so that an interpreter that is missing can be named.
pub(crate) fn words(head: &[u8]) -> Option<Vec<OsString>> {
    let line = head.strip_prefix(b"#!")?;
    let line = line.split(|byte| *byte == b'\n').next().unwrap_or(line);
    let line = line.trim_ascii();
    let (program, argument) = split(line);
    if program.is_empty() {
        return None;
    }
    let words = match (is_env(program), argument.strip_prefix(b"-S")) {
        (true, Some(rest)) => rest
            .split(u8::is_ascii_whitespace)
            .filter(|word| !word.is_empty())
            .collect(),
        (true, None) if plain(argument) => vec![argument],
        _ => vec![program, argument],
    };
    // Options and assignments are for env itself.
    let words = match words.first() {
        Some(first) if plain(first) => words,
        _ => vec![program, argument],
    };
    Some(
        words
            .into_iter()
            .filter(|word| !word.is_empty())
            .map(|word| OsStr::from_bytes(word).to_owned())
            .collect(),
    )
}

fn split(line: &[u8]) -> (&[u8], &[u8]) {
    match line.iter().position(u8::is_ascii_whitespace) {
        Some(at) => (&line[..at], line[at..].trim_ascii()),
        None => (line, b""),
    }
}

fn is_env(program: &[u8]) -> bool {
    program == b"/usr/bin/env" || program == b"/bin/env"
}

/// Whether `env` takes this word for a program.
fn plain(word: &[u8]) -> bool {
    !word.is_empty() && !word.starts_with(b"-") && !word.contains(&b'=')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(head: &str, expect: &[&str]) {
        let words = words(head.as_bytes()).unwrap_or_default();
        assert_eq!(words, expect, "{head:?}");
    }

    #[test]
    fn reads_lines_as_the_kernel_does() {
        check("#!/bin/sh\necho", &["/bin/sh"]);
        check("#! /bin/sh -e \r\necho", &["/bin/sh", "-e"]);
        check("#!/usr/bin/awk -f x\n", &["/usr/bin/awk", "-f x"]);
        check("#!/bin/sh", &["/bin/sh"]);
        check("#!\n", &[]);
        check("echo #!/bin/sh", &[]);
        check("", &[]);
    }

    #[test]
    fn sees_through_env() {
        check("#!/usr/bin/env python3\n", &["python3"]);
        check("#!/bin/env -S node --test\n", &["node", "--test"]);
        check("#!/usr/bin/env -i sh\n", &["/usr/bin/env", "-i sh"]);
        check("#!/usr/bin/env A=b sh\n", &["/usr/bin/env", "A=b sh"]);
        check("#!/usr/bin/env -S A=b sh\n", &["/usr/bin/env", "-S A=b sh"]);
        check("#!/usr/bin/env\n", &["/usr/bin/env"]);
    }
}
