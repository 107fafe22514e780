//! The part of a filter that decides by arguments.

use crate::bpf::{Graph, Label, Test, Word};
use crate::policy::{self, Argument, Condition, Rule};

/// Writes the decisions of a rule.
pub(super) fn write(rule: &Rule, graph: &mut Graph) -> Label {
    Decisions {
        rule,
        graph,
        known: Vec::new(),
    }
    .at_case(0, 0)
}

struct Decisions<'a> {
    rule: &'a Rule,
    graph: &'a mut Graph,
    /// How the conditions on the way here came out: none is tested twice.
    known: Vec<(&'a Condition, bool)>,
}

impl<'a> Decisions<'a> {
    /// Goes on with a condition of a case, when all cases before failed and all
    /// conditions before held.
    fn at_case(&mut self, case: usize, condition: usize) -> Label {
        let Some(current) = self.rule.cases.get(case) else {
            return self.graph.answer(self.rule.otherwise);
        };
        let Some(test) = current.when.get(condition) else {
            return self.graph.answer(current.then);
        };
        let known = self.known.iter().find(|(known, _)| *known == test);
        match known.map(|(_, outcome)| *outcome) {
            Some(true) => self.at_case(case, condition + 1),
            Some(false) => self.at_case(case + 1, 0),
            None => {
                let no = self.supposing(test, false, |this| this.at_case(case + 1, 0));
                let yes = self.supposing(test, true, |this| this.at_case(case, condition + 1));
                test_argument(test, self.graph, yes, no)
            }
        }
    }

    fn supposing(
        &mut self,
        test: &'a Condition,
        outcome: bool,
        write: impl FnOnce(&mut Self) -> Label,
    ) -> Label {
        self.known.push((test, outcome));
        let label = write(self);
        self.known.pop();
        label
    }
}

/// Writes one condition.
fn test_argument(condition: &Condition, graph: &mut Graph, yes: Label, no: Label) -> Label {
    let argument = condition.argument;
    match &condition.test {
        policy::Test::In(values) => values.iter().rev().fold(no, |next, value| {
            test_equal(argument, *value, graph, yes, next)
        }),
        policy::Test::Any(bits) => test_bits(argument, *bits, graph, yes, no),
        policy::Test::Only(bits) => test_bits(argument, argument.mask & !bits, graph, no, yes),
    }
}

/// Is the masked argument this value?
fn test_equal(argument: Argument, value: u64, graph: &mut Graph, yes: Label, no: Label) -> Label {
    halves(argument, argument.mask)
        .into_iter()
        .fold(yes, |yes, (word, mask)| {
            let value = half(word, value);
            test_word((word, mask), Test::Equal(value), graph, yes, no)
        })
}

/// Is any of these bits set?
fn test_bits(argument: Argument, bits: u64, graph: &mut Graph, yes: Label, no: Label) -> Label {
    halves(argument, bits)
        .into_iter()
        .fold(no, |no, (word, bits)| {
            test_word((word, u32::MAX), Test::AnyBit(bits), graph, yes, no)
        })
}

/// Loads a masked word and tests it, unless both ways are one. A way that begins
/// with loading the same again skips that.
fn test_word(
    (word, mask): (Word, u32),
    test: Test,
    graph: &mut Graph,
    yes: Label,
    no: Label,
) -> Label {
    if yes == no {
        return yes;
    }
    let yes = graph.after_load(yes, word, mask);
    let no = graph.after_load(no, word, mask);
    let test = graph.test(test, yes, no);
    graph.load(word, mask, test)
}

/// The halves of an argument in which a mask has bits, with these bits.
fn halves(argument: Argument, mask: u64) -> Vec<(Word, u32)> {
    [Word::High(argument.index), Word::Low(argument.index)]
        .into_iter()
        .map(|word| (word, half(word, mask)))
        .filter(|(_, mask)| *mask != 0)
        .collect()
}

/// The half of a 64-bit value that belongs to a word.
fn half(word: Word, value: u64) -> u32 {
    match word {
        Word::High(_) => (value >> 32) as u32,
        _ => value as u32,
    }
}
