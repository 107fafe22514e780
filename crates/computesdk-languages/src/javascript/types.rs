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
use super::helpers::{HELPERS, is_defined};
use super::last::hand_over;
use super::namespaces;
use super::room::{LONGEST, with_room};
use crate::surroundings::Surroundings;

/// The file that traces name, where the code is in none.
const FILE: &str = "main.ts";

/// What became of TypeScript.
#[derive(Debug)]
pub(crate) struct Made {
    pub(crate) form: Form,
    /// JavaScript, with a source map in its last line.
    pub(crate) source: String,
    /// The option that defines what it calls, where it calls something.
    pub(crate) helpers: Option<&'static str>,
}

/// The JavaScript that this TypeScript is. Types are taken away, not looked at.
pub(crate) fn without_types(
    code: &str,
    surroundings: &Surroundings<'_>,
) -> Result<Made, Vec<Diagnostic>> {
    let text = Text {
        code,
        file: surroundings.file.unwrap_or(FILE),
        results: surroundings.results,
    };
    let options = &surroundings.settings.options;
    let made = with_room(code, || {
        // Fields of classes that have private ones cannot be moved: what moves them would
        // have them call functions that are not there.
        match text.strip(&options.transform(true))? {
            None => text.strip(&options.transform(false)),
            made => Ok(made),
        }
    });
    match made {
        Some(Ok(Some(made))) => Ok(made),
        Some(Err(errors)) => Err(errors),
        Some(Ok(None)) => Err(text.refusal("it becomes nothing that Node.js knows".to_owned())),
        None => Err(text.refusal(format!("code of more than {LONGEST} bytes is not read"))),
    }
}

/// Code, and the file that it is in.
struct Text<'a> {
    code: &'a str,
    file: &'a str,
    /// Whether the value of its last expression is handed over.
    results: bool,
}

impl Text<'_> {
    /// `None` where what became of it calls what is not there.
    fn strip(&self, options: &TransformOptions) -> Result<Option<Made>, Vec<Diagnostic>> {
        let Text { code, file, .. } = *self;
        let allocator = Allocator::default();
        let kind = match Path::new(file).extension() {
            Some(ending) if ending == "tsx" => SourceType::tsx(),
            _ => SourceType::ts(),
        };
        let parsed = Parser::new(&allocator, code, kind.with_module(true)).parse();
        self.refuse(parsed.errors)?;
        let mut program = parsed.program;
        if self.results {
            hand_over(&mut program, &allocator);
        }
        let built = SemanticBuilder::new()
            .with_check_syntax_error(true)
            .build(&program);
        self.refuse(built.errors)?;
        let scoping = built.semantic.into_scoping();
        self.refuse(namespaces::refused(&program, &scoping))?;
        let form = match is_of_scripts(&program) {
            false => Form::of(&program, parsed.module_record.has_module_syntax, &scoping),
            true => match Form::of(&program, program.body.iter().any(is_of_modules), &scoping) {
                Form::Script => Form::Script,
                Form::Module | Form::ModuleWithRequire => Form::ModuleWithRequire,
            },
        };
        let transformed = Transformer::new(&allocator, Path::new(file), options)
            .build_with_scoping(scoping, &mut program);
        self.refuse(transformed.errors)?;
        #[expect(deprecated, reason = "nothing else tells which functions are called")]
        let helpers = transformed.helpers_used;
        if !helpers.keys().all(|helper| is_defined(*helper)) {
            return Ok(None);
        }
        // Elements import what makes them.
        let form = match form {
            Form::Script if program.body.iter().any(is_of_modules) => Form::ModuleWithRequire,
            form => form,
        };
        let options = CodegenOptions {
            source_map_path: Some(file.into()),
            ..CodegenOptions::default()
        };
        let printed = Codegen::new().with_options(options).build(&program);
        let mut source = printed.code;
        if let Some(map) = printed.map {
            source.push_str("//# sourceMappingURL=");
            source.push_str(&map.to_data_url());
            source.push('\n');
        }
        Ok(Some(Made {
            form,
            source,
            helpers: (!helpers.is_empty()).then_some(HELPERS),
        }))
    }

    /// All that is wrong, where something is.
    fn refuse(&self, errors: Vec<OxcDiagnostic>) -> Result<(), Vec<Diagnostic>> {
        let is_error = |error: &OxcDiagnostic| error.severity == OxcSeverity::Error;
        match errors.iter().any(is_error) {
            true => Err(errors.iter().map(|error| self.diagnostic(error)).collect()),
            false => Ok(()),
        }
    }

    fn refusal(&self, message: String) -> Vec<Diagnostic> {
        vec![Diagnostic {
            file: self.file.to_owned(),
            line: 1,
            column: 1,
            severity: Severity::Error,
            message,
            code: None,
        }]
    }

    fn diagnostic(&self, error: &OxcDiagnostic) -> Diagnostic {
        let offset = error
            .labels
            .as_ref()
            .and_then(|labels| Some(labels.first()?.offset()));
        let before = self.code.get(..offset.unwrap_or_default());
        let before = before.unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Diagnostic {
            file: self.file.to_owned(),
            line: u32::try_from(before.matches('\n').count() + 1).unwrap_or(u32::MAX),
            column: u32::try_from(before[line_start..].chars().count() + 1).unwrap_or(u32::MAX),
            severity: match error.severity {
                OxcSeverity::Error => Severity::Error,
                OxcSeverity::Warning => Severity::Warning,
                OxcSeverity::Advice => Severity::Note,
            },
            message: error.message.to_string(),
            code: None,
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::by_name;

    fn made(code: &str) -> Result<(Form, String), Vec<Diagnostic>> {
        without_types(code, &Surroundings::default()).map(|made| (made.form, made.source))
    }

    /// With these options of the compiler.
    fn made_with(options: &str, file: &str, code: &str) -> Made {
        let typescript = by_name("typescript").unwrap();
        let mut reading = typescript.settings(Path::new("/")).unwrap();
        reading.give(Some(&format!("{{\"compilerOptions\": {options}}}")));
        let surroundings = Surroundings {
            file: Some(file),
            settings: reading.finish().unwrap(),
            results: false,
        };
        without_types(code, &surroundings).unwrap()
    }

    #[test]
    fn types_are_taken_away_and_enums_stay() {
        let code = "enum Color { Red = 1 }\nconst x: number = Color.Red as number;\nconsole.log(x)";
        let (form, source) = made(code).unwrap();
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
            let refused = made(code).err();
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
            let (form, source) = made(code).unwrap();
            assert_eq!(form, wanted, "{source}");
        }
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let errors = made("const a = 1\nconst b: = 2").unwrap_err();
        assert_eq!((errors[0].line, errors[0].column), (2, 10), "{errors:?}");
        let twice = made("let a = 1\nlet a = 2").unwrap_err();
        assert!(twice[0].message.contains('a'), "{twice:?}");
    }

    #[test]
    fn options_decide_what_code_becomes() {
        let decorated = "@seal class A { @mark x: string = 'a' }";
        let made = made_with(
            "{\"experimentalDecorators\": true, \"emitDecoratorMetadata\": true}",
            "main.ts",
            decorated,
        );
        assert!(
            made.source.contains("babelHelpers.decorate(["),
            "{}",
            made.source
        );
        assert!(
            made.source.contains("\"design:type\", String"),
            "{}",
            made.source
        );
        assert!(made.helpers.is_some());

        let fields = "class A { x; y = 1 }";
        let set = made_with("{\"useDefineForClassFields\": false}", "main.ts", fields);
        assert!(set.source.contains("this.y = 1"), "{}", set.source);
        assert!(!set.source.contains("x;"), "{}", set.source);
        // What moves them would need more: they stay.
        let private = "class A { x; y = 1; #z = 2; get() { return this.#z } }";
        let set = made_with("{\"target\": \"es2017\"}", "main.ts", private);
        assert!(set.source.contains("#z = 2"), "{}", set.source);
        assert!(set.helpers.is_none());

        let imports = "import { A } from './a'; let x: A";
        let kept = made_with("{\"verbatimModuleSyntax\": true}", "main.ts", imports);
        assert!(kept.source.contains("./a"), "{}", kept.source);
    }

    #[test]
    fn elements_become_calls() {
        let element = "console.log(<p>x</p>)";
        for (options, wanted, form) in [
            ("{}", "_jsx(\"p\"", Form::ModuleWithRequire),
            (
                "{\"jsx\": \"react\"}",
                "React.createElement(\"p\"",
                Form::Script,
            ),
            (
                "{\"jsx\": \"react\", \"jsxFactory\": \"h\"}",
                "h(\"p\"",
                Form::Script,
            ),
            (
                "{\"jsx\": \"preserve\", \"jsxImportSource\": \"preact\"}",
                "from \"preact/jsx-runtime\"",
                Form::ModuleWithRequire,
            ),
        ] {
            let made = made_with(options, "main.tsx", element);
            assert!(made.source.contains(wanted), "{options}: {}", made.source);
            assert_eq!(made.form, form, "{options}");
        }
    }
}
