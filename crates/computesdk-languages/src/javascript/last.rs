//! The last expression of JavaScript, handed over to who displays its value.

use oxc_allocator::{Allocator, TakeIn};
use oxc_ast::AstBuilder;
use oxc_ast::ast::{Expression, Program, SimpleAssignmentTarget, Statement};
use oxc_parser::Parser;
use oxc_span::{GetSpan, SPAN, SourceType, Span};
use oxc_syntax::operator::AssignmentOperator;

use super::room::with_room;
use crate::results::NAME;

/// The code with its last expression handed over, on the lines that it had; none where it ends
/// with no expression, or is none that can be read.
pub(crate) fn with_result(code: &str) -> Option<String> {
    with_room(code, || {
        // What only a script may do keeps it from being read as a module.
        [SourceType::mjs(), SourceType::cjs().with_commonjs(true)]
            .into_iter()
            .find_map(|kind| read(code, kind))
    })
    .flatten()
}

fn read(code: &str, kind: SourceType) -> Option<String> {
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, code, kind).parse();
    if parsed.panicked || !parsed.errors.is_empty() {
        return None;
    }
    let (before, value, is_list) = place(&parsed.program)?;
    let before = free_line(&parsed.program, before, value.start as usize).unwrap_or(before);
    let (open, close) = match is_list {
        true => ("(", ")"),
        false => ("", ""),
    };
    let parts = [
        code.get(..before)?,
        // What is before may lack its own.
        ";globalThis.",
        NAME,
        "=",
        open,
        code.get(before..value.end as usize)?,
        close,
        code.get(value.end as usize..)?,
    ];
    Some(parts.concat())
}

/// Where what is before the last expression ends, that expression, and whether it is several.
/// What is put there moves nothing of an expression that begins a line.
fn place(program: &Program<'_>) -> Option<(usize, Span, bool)> {
    let Some(at) = last(program) else {
        // A text alone is read as a directive.
        let directives = &program.directives;
        let value = directives.last().filter(|_| program.body.is_empty())?;
        let before = directives.iter().rev().nth(1).map(|one| one.span);
        return Some((end(program, before), value.expression.span, false));
    };
    let Statement::ExpressionStatement(statement) = &program.body[at] else {
        return None;
    };
    let before = match at {
        0 => program.directives.last().map(|one| one.span),
        at => Some(program.body[at - 1].span()),
    };
    let is_list = matches!(statement.expression, Expression::SequenceExpression(_));
    Some((end(program, before), statement.expression.span(), is_list))
}

/// The beginning of a line between them, where there is one that nobody sees: Node.js shows
/// lines that something failed in.
fn free_line(program: &Program<'_>, before: usize, value: usize) -> Option<usize> {
    let between = program.source_text.get(before..value)?;
    let mut lines = between.match_indices('\n').map(|(at, _)| before + at + 1);
    // The last begins the line of the expression.
    lines.next_back();
    lines.find(|line| {
        let mut comments = program.comments.iter();
        !comments.any(|one| (one.span.start as usize) < *line && *line < one.span.end as usize)
    })
}

/// The end of what is before, or the beginning of the code.
fn end(program: &Program<'_>, before: Option<Span>) -> usize {
    let text = program.source_text;
    let begin = match &program.hashbang {
        Some(line) => text[line.span.end as usize..]
            .find('\n')
            .map_or(text.len(), |at| line.span.end as usize + at + 1),
        None => text.len() - text.trim_start_matches('\u{feff}').len(),
    };
    before.map_or(begin, |span| span.end as usize)
}

/// The statement that is done last: functions are there from the beginning.
fn last(program: &Program<'_>) -> Option<usize> {
    let is_done = |statement: &Statement<'_>| {
        !matches!(
            statement,
            Statement::FunctionDeclaration(_)
                | Statement::EmptyStatement(_)
                | Statement::TSInterfaceDeclaration(_)
                | Statement::TSTypeAliasDeclaration(_)
        )
    };
    program.body.iter().rposition(is_done)
}

/// Hands over the last expression of what was read.
pub(super) fn hand_over<'a>(program: &mut Program<'a>, allocator: &'a Allocator) {
    let build = AstBuilder::new(allocator);
    if let (true, Some(text)) = (program.body.is_empty(), program.directives.pop()) {
        let text = Expression::StringLiteral(build.alloc(text.expression));
        program.body.push(build.statement_expression(SPAN, text));
    }
    let Some(at) = last(program) else {
        return;
    };
    if let Statement::ExpressionStatement(statement) = &mut program.body[at] {
        let value = statement.expression.take_in(allocator);
        let member = build.member_expression_static(
            SPAN,
            build.expression_identifier(SPAN, "globalThis"),
            build.identifier_name(SPAN, NAME),
            false,
        );
        statement.expression = build.expression_assignment(
            SPAN,
            AssignmentOperator::Assign,
            SimpleAssignmentTarget::from(member).into(),
            value,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(code: &str) -> Option<String> {
        with_result(code).map(|made| made.replace(&format!("globalThis.{NAME}"), "r"))
    }

    #[test]
    fn the_last_expression_is_handed_over_where_it_is() {
        for (code, wanted) in [
            ("1 + 1", ";r=1 + 1"),
            ("const a = 1\na // b\n", "const a = 1;r=\na // b\n"),
            ("f()\n\n// b\ng();\n", "f()\n;r=\n// b\ng();\n"),
            ("f() /*\n\n*/\ng()", "f();r= /*\n\n*/\ng()"),
            ("'use strict'\nx, y", "'use strict';r=(\nx, y)"),
            ("'text'", ";r='text'"),
            ("// a\n({ a: 1 })", ";r=// a\n({ a: 1 })"),
            ("#!/usr/bin/node\nx", "#!/usr/bin/node\n;r=x"),
            ("\u{feff}x", "\u{feff};r=x"),
            (
                "import a from 'a'\nawait a()",
                "import a from 'a';r=\nawait a()",
            ),
            ("f()\nfunction f() {}\n;", ";r=f()\nfunction f() {}\n;"),
            ("if (a) return\nb", "if (a) return;r=\nb"),
        ] {
            assert_eq!(made(code).as_deref(), Some(wanted), "{code}");
        }
    }

    #[test]
    fn what_ends_with_no_expression_stays() {
        for code in ["", "const a = 1", "if (a) b", "a b", "export default 1"] {
            assert_eq!(made(code), None, "{code}");
        }
    }
}
