//! The tables of decisions.toml.

use computesdk_seccomp::{Answer, Policy, Program, compile, profile, syscalls};
use serde::Deserialize;

use crate::machine::{self, Call, I386};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Decisions {
    default: Vec<Row>,
    debug: Vec<Row>,
    i386: Vec<Row>,
}

/// A call by name or number, its first arguments, the answer.
#[derive(Deserialize)]
struct Row(Name, Vec<i64>, String);

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Name {
    Known(String),
    Number(u32),
}

fn decisions() -> Decisions {
    toml::from_str(include_str!("decisions.toml")).unwrap()
}

fn check(program: &Program, rows: &[Row], architecture: impl Fn(Call) -> Call) {
    for Row(name, first, expected) in rows {
        let number = match name {
            Name::Known(name) => syscalls::number(name).unwrap(),
            Name::Number(number) => *number,
        };
        let mut args = [0; 6];
        for (arg, value) in args.iter_mut().zip(first) {
            *arg = *value as u64;
        }
        let call = architecture(Call::new(number, args));
        let answer = machine::run(program.instructions(), &call).answer;
        assert_eq!(
            Some(answer),
            Answer::from_name(expected),
            "{name:?} {first:x?}"
        );
    }
}

fn program(name: &str) -> Program {
    compile(&Policy::parse(profile(name).unwrap().policy).unwrap()).unwrap()
}

#[test]
fn of_the_default_profile() {
    check(&program("default"), &decisions().default, |call| call);
}

#[test]
fn of_the_debug_profile() {
    check(&program("debug"), &decisions().debug, |call| call);
}

#[test]
fn of_a_foreign_architecture() {
    let foreign = |call: Call| call.by(I386);
    check(&program("default"), &decisions().i386, foreign);
    check(&program("debug"), &decisions().i386, foreign);
}
