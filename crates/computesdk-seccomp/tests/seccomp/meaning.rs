//! What a policy means, said in the plainest way.

use std::collections::BTreeSet;

use computesdk_seccomp::{Answer, Case, Condition, Policy, Rule, Test};

use crate::machine::{Call, X86_64};

pub(crate) fn answer(policy: &Policy, call: &Call) -> Answer {
    if call.architecture != X86_64 {
        return policy.foreign;
    }
    match policy.rules.get(&call.number) {
        Some(rule) => rule_answer(rule, &call.args),
        None => policy.unlisted,
    }
}

pub(crate) fn rule_answer(rule: &Rule, args: &[u64; 6]) -> Answer {
    let holds = |case: &&Case| {
        case.when
            .iter()
            .all(|condition| condition_holds(condition, args))
    };
    rule.cases
        .iter()
        .find(holds)
        .map_or(rule.otherwise, |case| case.then)
}

fn condition_holds(condition: &Condition, args: &[u64; 6]) -> bool {
    let value = args[usize::from(condition.argument.index)] & condition.argument.mask;
    match &condition.test {
        Test::In(values) => values.contains(&value),
        Test::Any(bits) => value & bits != 0,
        Test::Only(bits) => value & !bits == 0,
    }
}

/// Values at and around everything that a rule compares an argument with: each value
/// and bit, its neighbours, and the same with bits above what the kernel reads.
pub(crate) fn interesting_values(rule: &Rule) -> [Vec<u64>; 6] {
    [0, 1, 2, 3, 4, 5].map(|index| {
        let conditions = rule.cases.iter().flat_map(|case| &case.when);
        let here = conditions.filter(|condition| condition.argument.index == index);
        let values: BTreeSet<u64> = here.flat_map(around).chain([0]).collect();
        values.into_iter().collect()
    })
}

/// Each interesting value of each argument with each of the others.
pub(crate) fn interesting_arguments(rule: &Rule) -> Vec<[u64; 6]> {
    let mut combinations = vec![[0; 6]];
    for (index, values) in interesting_values(rule).iter().enumerate() {
        let with = |args: &[u64; 6]| {
            let mut args = *args;
            values.iter().map(move |value| {
                args[index] = *value;
                args
            })
        };
        combinations = combinations.iter().flat_map(with).collect();
    }
    combinations
}

fn around(condition: &Condition) -> Vec<u64> {
    let mask = condition.argument.mask;
    let bits_of = |bits: u64| {
        (0..64)
            .map(|bit| 1 << bit)
            .filter(move |bit| bits & bit != 0)
    };
    let mut values = match &condition.test {
        Test::In(values) => values.clone(),
        Test::Any(bits) | Test::Only(bits) => {
            let outside = bits_of(mask & !bits);
            bits_of(*bits)
                .chain(outside.step_by(5))
                .chain([*bits])
                .collect()
        }
    };
    values.extend([0, 1, u64::MAX, mask]);
    let near = |value: u64| {
        let above_mask = [
            value | !mask,
            value | 1 << 32,
            value | 1 << 63,
            value | 0x800,
        ];
        above_mask
            .into_iter()
            .chain([value, value ^ 1, value.wrapping_add(1)])
    };
    values.into_iter().flat_map(near).collect()
}
