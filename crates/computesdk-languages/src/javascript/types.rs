//! TypeScript without its types: JavaScript.

use std::path::Path;

use computesdk_model::{Diagnostic, Severity};
use oxc_allocator::Allocator;
use oxc_ast::ast::{Program, Statement};
use oxc_codegen::{Codegen, CodegenOptions};
use oxc_diagnostics::{OxcDiagnostic, Severity as OxcSeverity};
use oxc_parser::Parser;
use oxc_semantic::SemanticBuilder;
use oxc_span::SourceType;
use oxc_transformer::{TransformOptions, Transformer};

use super::form::Form;
use super::namespaces;
use super::room::{LONGEST, with_room};

/// The file that traces name.
const FILE: &str = "main.ts";

/// The JavaScript that this TypeScript is, with a source map in its last line. Types are
/// taken away, not looked at.
pub(crate) fn without_types(code: &str) -> Result<(Form, String), Vec<Diagnostic>> {
    with_room(code, || strip(code)).unwrap_or_else(|| {
        Err(vec![Diagnostic {
            file: FILE.to_owned(),
            line: 1,
            column: 1,
            severity: Severity::Error,
            message: format!("code of more than {LONGEST} bytes is not read"),
        }])
    })
}

fn strip(code: &str) -> Result<(Form, String), Vec<Diagnostic>> {
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, code, SourceType::ts().with_module(true)).parse();
    refuse(parsed.errors, code)?;
    let mut program = parsed.program;
    let built = SemanticBuilder::new()
        .with_check_syntax_error(true)
        .build(&program);
    refuse(built.errors, code)?;
    let scoping = built.semantic.into_scoping();
    refuse(namespaces::refused(&program, &scoping), code)?;
    let form = match is_of_scripts(&program) {
        false => Form::of(&program, parsed.module_record.has_module_syntax, &scoping),
        true => match Form::of(&program, program.body.iter().any(is_of_modules), &scoping) {
            Form::Script => Form::Script,
            Form::Module | Form::ModuleWithRequire => Form::ModuleWithRequire,
        },
    };
    let options = TransformOptions::default();
    let transformed = Transformer::new(&allocator, Path::new(FILE), &options)
        .build_with_scoping(scoping, &mut program);
    refuse(transformed.errors, code)?;
    let options = CodegenOptions {
        source_map_path: Some(FILE.into()),
        ..CodegenOptions::default()
    };
    let printed = Codegen::new().with_options(options).build(&program);
    let mut source = printed.code;
    if let Some(map) = printed.map {
        source.push_str("//# sourceMappingURL=");
        source.push_str(&map.to_data_url());
        source.push('\n');
    }
    Ok((form, source))
}

/// Whether it says `import x = require('y')` or `export = z`, which is how TypeScript writes
/// what scripts do.
fn is_of_scripts(program: &Program<'_>) -> bool {
    program.body.iter().any(|statement| match statement {
        Statement::TSExportAssignment(_) => true,
        Statement::TSImportEqualsDeclaration(import) => {
            import.module_reference.is_external() && import.import_kind.is_value()
        }
        _ => false,
    })
}

/// Whether only a module may say this.
fn is_of_modules(statement: &Statement<'_>) -> bool {
    statement.is_module_declaration() && !matches!(statement, Statement::TSExportAssignment(_))
}

/// All that is wrong, where something is.
fn refuse(errors: Vec<OxcDiagnostic>, code: &str) -> Result<(), Vec<Diagnostic>> {
    let is_error = |error: &OxcDiagnostic| error.severity == OxcSeverity::Error;
    match errors.iter().any(is_error) {
        true => Err(errors.iter().map(|error| diagnostic(error, code)).collect()),
        false => Ok(()),
    }
}

fn diagnostic(error: &OxcDiagnostic, code: &str) -> Diagnostic {
    let offset = error
        .labels
        .as_ref()
        .and_then(|labels| Some(labels.first()?.offset()));
    let before = code.get(..offset.unwrap_or_default()).unwrap_or_default();
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    Diagnostic {
        file: FILE.to_owned(),
        line: u32::try_from(before.matches('\n').count() + 1).unwrap_or(u32::MAX),
        column: u32::try_from(before[line_start..].chars().count() + 1).unwrap_or(u32::MAX),
        severity: match error.severity {
            OxcSeverity::Error => Severity::Error,
            OxcSeverity::Warning => Severity::Warning,
            OxcSeverity::Advice => Severity::Note,
        },
        message: error.message.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_taken_away_and_enums_stay() {
        let code = "enum Color { Red = 1 }\nconst x: number = Color.Red as number;\nconsole.log(x)";
        let (form, source) = without_types(code).unwrap();
        assert_eq!(form, Form::Script);
        assert!(source.contains("const x = "), "{source}");
        assert!(source.contains("Color[Color[\"Red\"]"), "{source}");
        assert!(!source.contains(": number"), "{source}");
        assert!(source.contains("//# sourceMappingURL=data:"), "{source}");
    }

    #[test]
    fn namespaces_that_would_become_something_else_are_refused() {
        for (code, at) in [
            (
                "namespace A { export let x = 1; export function f() { x++ } }",
                Some((1, 26)),
            ),
            (
                "namespace A {\n  namespace B { export let x = 1; f(x) }\n}\nA.B.x = 2",
                Some((2, 28)),
            ),
            ("namespace A { export let x = 1; f(x) }\nf(A.x)", None),
            ("namespace A { export let x = 1 }\nA.x = 2; f(A.x)", None),
            (
                "declare namespace A { let x: number }\nnamespace B { export const x = 1 }",
                None,
            ),
        ] {
            let refused = without_types(code).err();
            let got = refused.map(|all| (all[0].line, all[0].column));
            assert_eq!(got, at, "{code}");
        }
    }

    #[test]
    fn what_is_required_makes_no_module() {
        for (code, wanted) in [
            ("import a = require('a')\na()", Form::Script),
            ("const a = 1\nexport = a", Form::Script),
            (
                "import a = require('a')\nimport 'b'\na()",
                Form::ModuleWithRequire,
            ),
            (
                "import a = require('a')\nawait a()",
                Form::ModuleWithRequire,
            ),
            ("import type a = require('a')\nimport 'b'", Form::Module),
        ] {
            let (form, source) = without_types(code).unwrap();
            assert_eq!(form, wanted, "{source}");
        }
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let errors = without_types("const a = 1\nconst b: = 2").unwrap_err();
        assert_eq!((errors[0].line, errors[0].column), (2, 10), "{errors:?}");
        let twice = without_types("let a = 1\nlet a = 2").unwrap_err();
        assert!(twice[0].message.contains('a'), "{twice:?}");
    }
}
