//! Namespaces of TypeScript that would become something else in JavaScript. A variable that
//! one exports becomes two: a property of the namespace, and what its own code knows by the
//! name alone. A program that sets one of them and reads the other is refused: it would run,
//! and say something wrong.

use std::collections::HashSet;

use oxc_ast::ast::{
    BindingIdentifier, Declaration, Program, SimpleAssignmentTarget, Statement, TSModuleBlock,
    TSModuleDeclaration, VariableDeclarationKind,
};
use oxc_ast_visit::{Visit, walk};
use oxc_diagnostics::OxcDiagnostic;
use oxc_semantic::Scoping;

const REASON: &str = "a variable that a namespace exports would be two here, one of them for the \
                      namespace's own code: export functions that get and set it";

/// What is wrong with the namespaces of a program.
pub(super) fn refused(program: &Program<'_>, scoping: &Scoping) -> Vec<OxcDiagnostic> {
    let mut set = SetProperties::default();
    set.visit_program(program);
    let mut namespaces = Namespaces {
        scoping,
        set: set.0,
        refused: Vec::new(),
    };
    namespaces.visit_program(program);
    namespaces.refused
}

/// Names of the properties that are set anywhere.
#[derive(Default)]
struct SetProperties<'a>(HashSet<&'a str>);

impl<'a> Visit<'a> for SetProperties<'a> {
    fn visit_simple_assignment_target(&mut self, target: &SimpleAssignmentTarget<'a>) {
        if let SimpleAssignmentTarget::StaticMemberExpression(member) = target {
            self.0.insert(member.property.name.as_str());
        }
        walk::walk_simple_assignment_target(self, target);
    }
}

struct Namespaces<'s, 'a> {
    scoping: &'s Scoping,
    set: HashSet<&'a str>,
    refused: Vec<OxcDiagnostic>,
}

impl<'a> Visit<'a> for Namespaces<'_, 'a> {
    fn visit_ts_module_block(&mut self, block: &TSModuleBlock<'a>) {
        for statement in &block.body {
            if let Statement::ExportNamedDeclaration(export) = statement
                && let Some(Declaration::VariableDeclaration(variables)) = &export.declaration
                && variables.kind != VariableDeclarationKind::Const
            {
                let names = variables.declarations.iter();
                for name in names.flat_map(|each| each.id.get_binding_identifiers()) {
                    if self.is_two(name) {
                        let refused = OxcDiagnostic::error(REASON).with_label(name.span);
                        self.refused.push(refused);
                    }
                }
            }
        }
        walk::walk_ts_module_block(self, block);
    }

    fn visit_ts_module_declaration(&mut self, namespace: &TSModuleDeclaration<'a>) {
        // What is only declared becomes nothing.
        if !namespace.declare {
            walk::walk_ts_module_declaration(self, namespace);
        }
    }
}

impl Namespaces<'_, '_> {
    /// Whether both of what this becomes are used, and one is set.
    fn is_two(&self, name: &BindingIdentifier<'_>) -> bool {
        let mut by_name = self
            .scoping
            .get_resolved_references(name.symbol_id())
            .peekable();
        let is_used = by_name.peek().is_some();
        by_name.any(|reference| reference.is_write())
            || (is_used && self.set.contains(name.name.as_str()))
    }
}
