//! A filter decides every call as its policy means it.

use computesdk_seccomp::{
    Answer, Argument, Case, Condition, Instruction, PROFILES, Policy, Program, Rule, Test, compile,
};

use crate::machine::{self, Call, I386};
use crate::meaning;
use crate::random::Random;

#[test]
fn the_profiles_filters_mean_what_their_policies_say() {
    for profile in PROFILES {
        let policy = Policy::parse(profile.policy).unwrap();
        let check = Check::new(&policy);
        check.all_numbers(&mut Random(1));
        for (number, rule) in &policy.rules {
            for args in meaning::interesting_arguments(rule) {
                check.call(Call::new(*number, args));
            }
        }
    }
}

/// Policies nobody would write: hardly two numbers alike, so that trees are deep and
/// jumps longer than a test can make them.
#[test]
fn so_do_those_of_random_policies() {
    let mut long_jumps = 0;
    for seed in 0..16 {
        let mut random = Random(seed);
        let policy = random_policy(&mut random);
        let check = Check::new(&policy);
        check.all_numbers(&mut random);
        for (number, rule) in &policy.rules {
            let values = meaning::interesting_values(rule);
            for _ in 0..50 {
                let args = values.each_ref().map(|values| random.pick(values));
                check.call(Call::new(*number, args));
            }
        }
        let is_jump = |instruction: &&Instruction| instruction.code == 0x05 && instruction.k > 255;
        long_jumps += check.program.instructions().iter().filter(is_jump).count();
    }
    assert!(long_jumps > 100, "{long_jumps}");
}

/// A policy and its filter.
struct Check<'a> {
    policy: &'a Policy,
    program: Program,
}

impl<'a> Check<'a> {
    fn new(policy: &'a Policy) -> Self {
        let program = compile(policy).unwrap();
        Self { policy, program }
    }

    #[track_caller]
    fn call(&self, call: Call) {
        let Self { policy, program } = self;
        let expected = meaning::answer(policy, &call);
        let got = machine::run(program.instructions(), &call).answer;
        assert_eq!(got, expected, "{}: {call:#x?}\n{program}", policy.name);
    }

    /// Numbers of x86-64, the unused ones above, x32 numbers, the extremes, any; each
    /// with any arguments, and by the conventions of i386.
    fn all_numbers(&self, random: &mut Random) {
        const X32: u32 = 0x4000_0000;
        let extremes = [0x7fff_ffff, 0x8000_0000, u32::MAX - 1, u32::MAX];
        let any = [(); 1000].map(|()| random.next() as u32);
        for number in (0..600).chain(X32..X32 + 600).chain(extremes).chain(any) {
            for _ in 0..4 {
                let args = [(); 6].map(|()| random.next() >> random.below(64));
                self.call(Call::new(number, args));
                self.call(Call::new(number, args).by(I386));
            }
        }
    }
}

fn random_policy(random: &mut Random) -> Policy {
    let calls = random.pick(&[1, 3, 60, 300]);
    let rules = (0..calls).map(|_| (random.below(500) as u32, random_rule(random)));
    Policy {
        name: "random".to_owned(),
        rules: rules.collect(),
        unlisted: random_answer(random),
        foreign: random_answer(random),
    }
}

fn random_answer(random: &mut Random) -> Answer {
    random.pick(&[
        Answer::Allow,
        Answer::Errno(1),
        Answer::Errno(38),
        Answer::Errno(97),
    ])
}

fn random_rule(random: &mut Random) -> Rule {
    let mut cases = Vec::new();
    for _ in 0..random.below(3) {
        let conditions = 1 + random.below(3);
        let when = (0..conditions).map(|_| random_condition(random)).collect();
        cases.push(Case {
            when,
            then: random_answer(random),
        });
    }
    Rule {
        cases,
        otherwise: random_answer(random),
    }
}

fn random_condition(random: &mut Random) -> Condition {
    let masks = [
        u64::MAX,
        u32::MAX.into(),
        0xf000,
        0xff00_0000_0000,
        0x8_0000_0001,
    ];
    let mask = random.pick(&masks);
    let argument = Argument {
        index: random.below(3) as u8,
        mask,
    };
    let bits = random.next() & random.next() & mask;
    let test = match random.below(3) {
        0 => Test::In(
            (0..=random.below(3))
                .map(|_| random.next() & mask)
                .collect(),
        ),
        1 => Test::Any(bits),
        _ => Test::Only(bits),
    };
    Condition { argument, test }
}

/// What the kernel notes as always allowed when the filter is loaded, it never runs
/// the filter for again; that works for decisions by number alone.
#[test]
fn ordinary_calls_are_decided_by_number_in_few_steps() {
    for profile in PROFILES {
        let policy = Policy::parse(profile.policy).unwrap();
        let program = compile(&policy).unwrap();
        for (number, rule) in &policy.rules {
            let run = machine::run(program.instructions(), &Call::new(*number, [0; 6]));
            assert_eq!(run.saw_arguments, !rule.cases.is_empty(), "{number}");
            assert!(run.steps <= 20, "{} steps for {number}", run.steps);
        }
    }
}

#[test]
fn the_build_compiled_what_the_library_compiles() {
    for profile in PROFILES {
        let program = compile(&Policy::parse(profile.policy).unwrap()).unwrap();
        assert_eq!(profile.filter, program.to_bytes(), "{}", profile.name);
    }
}

/// Loading costs time with every command.
#[test]
fn the_filters_are_short() {
    for profile in PROFILES {
        assert!(
            profile.filter.len() / 8 <= 128,
            "{}: {}",
            profile.name,
            profile.filter.len() / 8
        );
    }
}

#[test]
fn a_policy_too_large_for_the_kernel_is_refused() {
    let argument = Argument {
        index: 0,
        mask: u64::MAX,
    };
    let rule = |number: u64| Rule {
        cases: vec![Case {
            when: vec![Condition {
                argument,
                test: Test::In((number..number + 1000).collect()),
            }],
            then: Answer::Allow,
        }],
        otherwise: Answer::Errno(1),
    };
    let policy = Policy {
        name: "large".to_owned(),
        unlisted: Answer::Errno(38),
        foreign: Answer::Errno(38),
        rules: (0..5).map(|number| (number, rule(number.into()))).collect(),
    };
    let too_long = compile(&policy).unwrap_err();
    assert!(too_long.length > Program::MAX_LENGTH);
}
