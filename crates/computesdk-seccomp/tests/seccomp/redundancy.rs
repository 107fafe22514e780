//! Everything that the policies say has an effect, and they say something about
//! every call.

use computesdk_seccomp::{PROFILES, Policy, Rule, profile, syscalls};

use crate::meaning::{interesting_arguments, rule_answer};

#[test]
fn no_call_is_left_out() {
    for profile in PROFILES {
        let policy = Policy::parse(profile.policy).unwrap();
        for (number, name) in syscalls::all() {
            assert!(
                policy.rules.contains_key(&number),
                "{}: {name}",
                profile.name
            );
        }
    }
}

#[test]
fn no_case_and_no_condition_is_redundant() {
    let policy = Policy::parse(profile("default").unwrap().policy).unwrap();
    for (number, rule) in &policy.rules {
        let name = syscalls::name(*number).unwrap();
        for case in 0..rule.cases.len() {
            let mut without = rule.clone();
            without.cases.remove(case);
            assert!(
                differ(rule, &without),
                "{name}: case {case} changes nothing"
            );

            for condition in 0..rule.cases[case].when.len() {
                let mut without = rule.clone();
                without.cases[case].when.remove(condition);
                assert!(
                    differ(rule, &without),
                    "{name}: case {case}, condition {condition}"
                );
            }
        }
    }
}

fn differ(rule: &Rule, other: &Rule) -> bool {
    interesting_arguments(rule)
        .iter()
        .any(|args| rule_answer(rule, args) != rule_answer(other, args))
}
