//! Another compiler's filter for the same policy, as far as that can express it.

use std::collections::BTreeMap;

use computesdk_seccomp::{Answer, Instruction, PROFILES, Policy, compile};
use seccompiler::{BpfProgram, SeccompAction, SeccompFilter, TargetArch};

use crate::machine::{self, Call};

#[test]
fn seccompiler_allows_the_same_calls() {
    for profile in PROFILES {
        let policy = Policy::parse(profile.policy).unwrap();
        let unconditional = || {
            policy
                .rules
                .iter()
                .filter(|(_, rule)| rule.cases.is_empty())
        };
        let allowed: BTreeMap<i64, Vec<_>> = unconditional()
            .filter(|(_, rule)| rule.otherwise == Answer::Allow)
            .map(|(number, _)| (i64::from(*number), Vec::new()))
            .collect();
        assert!(allowed.len() > 200);

        let refused = SeccompAction::Errno(1);
        let filter =
            SeccompFilter::new(allowed, refused, SeccompAction::Allow, TargetArch::x86_64).unwrap();
        let theirs: Vec<Instruction> = BpfProgram::try_from(filter)
            .unwrap()
            .iter()
            .map(|i| Instruction {
                code: i.code,
                jt: i.jt,
                jf: i.jf,
                k: i.k,
            })
            .collect();
        let ours = compile(&policy).unwrap();
        let unlisted = (0..600).filter(|number| !policy.rules.contains_key(number));
        for number in unconditional().map(|(number, _)| *number).chain(unlisted) {
            let call = Call::new(number, [0; 6]);
            let allows = |program| machine::run(program, &call).answer == Answer::Allow;
            assert_eq!(allows(ours.instructions()), allows(&theirs), "{number}");
        }
    }
}
