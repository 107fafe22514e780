//! From a policy to a filter.
//!
//! The filter looks at the architecture, then finds the system call's number in a
//! decision tree, then, for the few calls that need it, looks at arguments.

mod arguments;
mod tree;

use std::collections::BTreeMap;

use crate::bpf::{Graph, Program, Test, TooLong, Word};
use crate::policy::Policy;
use tree::Run;

/// The x86-64 system call convention (`AUDIT_ARCH_X86_64`).
const X86_64: u32 = 0xc000_003e;

/// Compiles a policy.
///
/// # Errors
///
/// [`TooLong`] when the filter would exceed what the kernel loads.
pub fn compile(policy: &Policy) -> Result<Program, TooLong> {
    let mut graph = Graph::default();
    let foreign = graph.answer(policy.foreign);
    let runs = runs(policy, &mut graph);
    let tree = tree::write(&runs, &mut graph);
    let native = graph.load(Word::Number, u32::MAX, tree);
    let start = graph.test(Test::Equal(X86_64), native, foreign);
    let start = graph.load(Word::Architecture, u32::MAX, start);
    graph.into_program(start)
}

/// All numbers there are, in stretches that go on at the same label.
fn runs(policy: &Policy, graph: &mut Graph) -> Vec<Run> {
    let unlisted = graph.answer(policy.unlisted);
    let mut decisions = BTreeMap::from([(0, unlisted)]);
    for (number, rule) in &policy.rules {
        decisions.insert(*number, arguments::write(rule, graph));
        // Unless the next rule replaces it.
        decisions.insert(number + 1, unlisted);
    }
    let mut runs: Vec<Run> = decisions
        .into_iter()
        .map(|(first, then)| Run { first, then })
        .collect();
    runs.dedup_by_key(|run| run.then);
    runs
}
