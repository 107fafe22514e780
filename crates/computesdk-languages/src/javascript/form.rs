//! Whether code is a script or a module, which Node.js wants to know beforehand.

use oxc_allocator::Allocator;
use oxc_ast::ast::{ArrowFunctionExpression, AwaitExpression, ForOfStatement, Function, Program};
use oxc_ast_visit::{Visit, walk};
use oxc_parser::Parser;
use oxc_semantic::{Scoping, SemanticBuilder};
use oxc_span::SourceType;
use oxc_syntax::scope::ScopeFlags;

use super::room::with_room;

/// What scripts have, and modules do not.
const OF_SCRIPTS: [&str; 3] = ["require", "__filename", "__dirname"];

/// What Node.js is to take the code for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// With `require`, and all that only sloppy code may do (CommonJS).
    Script,
    /// With `import`, `export`, or `await` outside of functions.
    Module,
    /// With those, and with `require` as well.
    ModuleWithRequire,
}

impl Form {
    /// The ending of a file that Node.js takes for it, whatever is beside it.
    pub(crate) fn extension(self) -> &'static str {
        match self {
            Form::Script => "cjs",
            Form::Module | Form::ModuleWithRequire => "mjs",
        }
    }

    /// Of code that was read as a module.
    pub(super) fn of(program: &Program<'_>, has_module_syntax: bool, scoping: &Scoping) -> Form {
        if !has_module_syntax && !waits(program) {
            return Form::Script;
        }
        let unresolved = scoping.root_unresolved_references();
        match OF_SCRIPTS.iter().any(|name| unresolved.contains_key(*name)) {
            true => Form::ModuleWithRequire,
            false => Form::Module,
        }
    }
}

/// The form of this JavaScript; none where it is neither, or too long to be read (256 KiB).
pub(crate) fn form(code: &str) -> Option<Form> {
    with_room(code, || read(code)).flatten()
}

fn read(code: &str) -> Option<Form> {
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, code, SourceType::mjs()).parse();
    if parsed.panicked || !parsed.errors.is_empty() {
        // Not even a module: what is left is a script that does what no module may.
        return None;
    }
    let semantic = SemanticBuilder::new().build(&parsed.program).semantic;
    Some(Form::of(
        &parsed.program,
        parsed.module_record.has_module_syntax,
        semantic.scoping(),
    ))
}

/// Whether it waits outside of functions.
fn waits(program: &Program<'_>) -> bool {
    let mut search = Search { found: false };
    search.visit_program(program);
    search.found
}

struct Search {
    found: bool,
}

impl<'a> Visit<'a> for Search {
    fn visit_await_expression(&mut self, _: &AwaitExpression<'a>) {
        self.found = true;
    }

    fn visit_for_of_statement(&mut self, statement: &ForOfStatement<'a>) {
        self.found |= statement.r#await;
        walk::walk_for_of_statement(self, statement);
    }

    fn visit_function(&mut self, _: &Function<'a>, _: ScopeFlags) {}

    fn visit_arrow_function_expression(&mut self, _: &ArrowFunctionExpression<'a>) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_modules_do_makes_a_module() {
        for script in [
            "const fs = require('fs')",
            "async function f() { await g() }; f().then(console.log)",
            "const f = async () => { for await (const x of y) {} }",
            "import('fs').then(console.log)",
            "// import x from 'y'",
            "",
        ] {
            assert_eq!(form(script), Some(Form::Script), "{script}");
        }
        for module in [
            "import fs from 'fs'",
            "await 1",
            "export {}",
            "for await (const x of y) {}",
            "{ await f() }",
            "import.meta.url",
        ] {
            assert_eq!(form(module), Some(Form::Module), "{module}");
        }
        for both in [
            "const a = require('a'); await a()",
            "import fs from 'fs'; console.log(__dirname)",
        ] {
            assert_eq!(form(both), Some(Form::ModuleWithRequire), "{both}");
        }
        let own = "import { createRequire } from 'module'; const require = createRequire(import.meta.url)";
        assert_eq!(form(own), Some(Form::Module));
        for neither in ["return", "const await = 1", "let let ="] {
            assert_eq!(form(neither), None, "{neither}");
        }
    }
}
