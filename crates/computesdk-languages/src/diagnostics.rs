//! What compilers complain of, read.

use computesdk_model::{Diagnostic, Severity};
use serde::Deserialize;

/// Lines as most compilers write them: `file:line:column: message`, or without a column.
pub(crate) fn of_lines(text: &str) -> Vec<Diagnostic> {
    text.lines().filter_map(of_line).collect()
}

fn of_line(line: &str) -> Option<Diagnostic> {
    let (file, rest) = line.split_once(':')?;
    let (number, rest) = rest.split_once(':')?;
    let number = number.parse().ok()?;
    let (column, message) = match rest.split_once(':') {
        Some((column, message)) if column.parse::<u32>().is_ok() => (column.parse().ok()?, message),
        _ => (1, rest),
    };
    let message = message.trim();
    let (severity, message) = match message.split_once(": ") {
        Some(("error", rest)) => (Severity::Error, rest),
        Some(("warning", rest)) => (Severity::Warning, rest),
        Some(("note", rest)) => (Severity::Note, rest),
        _ => (Severity::Error, message),
    };
    Some(Diagnostic {
        file: file.trim_start_matches("./").to_owned(),
        line: number,
        column,
        severity,
        message: message.to_owned(),
        code: None,
    })
}

/// A line of `rustc --error-format=json`.
#[derive(Deserialize)]
struct RustcMessage {
    message: String,
    level: String,
    spans: Vec<RustcSpan>,
    rendered: Option<String>,
    code: Option<RustcCode>,
}

#[derive(Deserialize)]
struct RustcCode {
    code: String,
}

#[derive(Deserialize)]
struct RustcSpan {
    file_name: String,
    line_start: u32,
    column_start: u32,
    is_primary: bool,
}

/// What `rustc --error-format=json` writes, and what it would have written for people.
pub(crate) fn of_rustc(text: &str) -> (Vec<Diagnostic>, String) {
    let mut found = Vec::new();
    let mut shown = String::new();
    for line in text.lines() {
        let Ok(message) = serde_json::from_str::<RustcMessage>(line) else {
            shown.push_str(line);
            shown.push('\n');
            continue;
        };
        shown.push_str(message.rendered.as_deref().unwrap_or_default());
        let primary = message.spans.into_iter().find(|span| span.is_primary);
        // What has no place sums up the others.
        found.extend(primary.map(|span| Diagnostic {
            file: span.file_name,
            line: span.line_start,
            column: span.column_start,
            severity: match &*message.level {
                "warning" => Severity::Warning,
                "note" | "help" => Severity::Note,
                _ => Severity::Error,
            },
            message: message.message,
            code: message.code.map(|code| code.code),
        }));
    }
    (found, shown)
}

/// What `tsc` writes: `file(line,column): error TS2322: message`, then lines that explain it.
pub(crate) fn of_tsc(text: &str) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = Vec::new();
    for line in text.lines() {
        match (of_tsc_line(line), found.last_mut()) {
            (Some(diagnostic), _) => found.push(diagnostic),
            (None, Some(last)) if line.starts_with(' ') => {
                last.message.push('\n');
                last.message.push_str(line);
            }
            (None, _) => {}
        }
    }
    found
}

fn of_tsc_line(line: &str) -> Option<Diagnostic> {
    let (place, rest) = line.split_once("): ")?;
    // The name of a file may have brackets too.
    let (file, place) = place.rsplit_once('(')?;
    let (number, column) = place.split_once(',')?;
    let (kind, message) = rest.split_once(": ")?;
    let (severity, code) = match kind.split_once(' ')? {
        ("error", code) => (Severity::Error, code),
        ("warning", code) => (Severity::Warning, code),
        _ => return None,
    };
    Some(Diagnostic {
        file: file.to_owned(),
        line: number.parse().ok()?,
        column: column.parse().ok()?,
        severity,
        message: message.to_owned(),
        code: Some(code.to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_lines_with_and_without_columns() {
        let text = "# command-line-arguments\n./main.go:3:14: undefined: x\n\
            Main.java:7: error: ';' expected\n  int x\n       ^\n1 error\nC:\\x: y: z\n";
        let shown: Vec<_> = of_lines(text).iter().map(ToString::to_string).collect();
        assert_eq!(
            shown,
            [
                "main.go:3:14: error: undefined: x",
                "Main.java:7:1: error: ';' expected"
            ]
        );
    }

    #[test]
    fn reads_what_rustc_writes() {
        let text = "{\"message\":\"cannot find\",\"level\":\"error\",\"spans\":[{\"file_name\":\"main.rs\",\
            \"line_start\":2,\"column_start\":5,\"is_primary\":true}],\"rendered\":\"error: cannot find\\n\"}\n\
            {\"message\":\"aborting\",\"level\":\"error\",\"spans\":[],\"rendered\":\"error: aborting\\n\"}\nplain\n";
        let (found, shown) = of_rustc(text);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].to_string(), "main.rs:2:5: error: cannot find");
        assert_eq!(shown, "error: cannot find\nerror: aborting\nplain\n");
    }

    #[test]
    fn reads_what_tsc_writes() {
        let text = "src/(a)/main.ts(4,7): error TS2322: Type 'A' is not: 'B'.\n  \
            Property 'x' is missing.\nerror TS5112: no place\n";
        let found = of_tsc(text);
        assert_eq!(found.len(), 1);
        assert_eq!(
            found[0].to_string(),
            "src/(a)/main.ts:4:7: error TS2322: Type 'A' is not: 'B'.\n  Property 'x' is missing."
        );
    }
}
