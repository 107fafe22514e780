//! What is wrong in a policy is said, with its line.

use computesdk_seccomp::{Policy, PolicyError, Problem};

const HEAD: &str = "name = \"test\"\nunlisted = \"ENOSYS\"\nforeign = \"ENOSYS\"\n";

/// The mistake in a policy whose rules begin on line 4.
fn mistake(rules: &str) -> PolicyError {
    Policy::parse(&format!("{HEAD}{rules}")).unwrap_err()
}

#[track_caller]
fn check(rules: &str, line: usize, problem: Problem) {
    assert_eq!(mistake(rules), PolicyError { line, problem });
}

fn rule(body: &str) -> String {
    format!("[[rule]]\ncalls = [\"clone\"]\n{body}\nanswer = \"allow\"\n[constants]\nA = 1\nB = 2")
}

#[test]
fn a_correct_policy_has_none() {
    let policy = Policy::parse(&format!(
        "{HEAD}{}",
        rule(
            "arguments.flags = { index = 0, bits = 32 }\n\
         cases = [{ when = { flags = { any = [\"A\", \"B\"] } }, then = \"EPERM\" }]",
        )
    ));
    assert_eq!(policy.unwrap().rules.len(), 1);
}

#[test]
fn syntax() {
    assert_eq!(mistake("[[rule]\n").line, 4);
    assert!(matches!(
        mistake("[[rule]]\ncall = []\n").problem,
        Problem::Syntax(_)
    ));
    assert_eq!(mistake("\n\nsurprise = 1\n").line, 6);
    let bits = rule("arguments.flags = { index = 0, bits = 16 }");
    let mistake = mistake(&bits);
    assert_eq!(mistake.to_string(), "line 6: bits must be 32 or 64");
}

#[test]
fn calls() {
    check(
        "[[rule]]\ncalls = [\n  \"read\",\n  \"raed\",\n]\nanswer = \"allow\"",
        7,
        Problem::UnknownCall("raed".to_owned()),
    );
    check(
        "[[rule]]\ncalls = [\"read\"]\nanswer = \"allow\"\n\
         [[rule]]\ncalls = [\"read\"]\nanswer = \"EPERM\"",
        8,
        Problem::RepeatedCall {
            call: "read".to_owned(),
            first: 5,
        },
    );
    check(
        "[[rule]]\ncalls = []\nanswer = \"allow\"",
        6,
        Problem::EmptyRule,
    );
}

#[test]
fn answers() {
    let answer = "[[rule]]\ncalls = [\"read\"]\nanswer = \"EPREM\"";
    check(answer, 6, Problem::UnknownAnswer("EPREM".to_owned()));
    let missing = Policy::parse("name = \"test\"").unwrap_err();
    assert_eq!(
        missing,
        PolicyError {
            line: 1,
            problem: Problem::Missing("unlisted")
        }
    );
}

#[test]
fn extending() {
    let parse = |text| Policy::parse(text).unwrap_err();
    assert_eq!(
        parse("name = \"test\"\nextends = \"nothing\""),
        PolicyError {
            line: 2,
            problem: Problem::UnknownBase("nothing".to_owned())
        }
    );
    assert_eq!(
        parse(
            "name = \"test\"\nextends = \"default\"\n\
             [[rule]]\ncalls = [\"ptrace\", \"read\"]\nanswer = \"allow\""
        ),
        PolicyError {
            line: 4,
            problem: Problem::SameAsBase("read".to_owned())
        }
    );
}

#[test]
fn arguments() {
    check(
        &rule(
            "arguments.flags = { index = 6 }\ncases = [{ when = { flags = { any = [\"A\"] } }, then = \"EPERM\" }]",
        ),
        6,
        Problem::ArgumentIndex(6),
    );
    check(
        &rule("arguments.flags = { index = 0 }"),
        6,
        Problem::UnusedArgument("flags".to_owned()),
    );
    check(
        &rule("cases = [{ when = { flags = { any = [\"A\"] } }, then = \"EPERM\" }]"),
        6,
        Problem::UnknownArgument("flags".to_owned()),
    );
}

#[test]
fn constants() {
    let test = |test: &str| {
        rule(&format!(
            "arguments.flags = {{ index = 0, mask = \"A\" }}\ncases = [\n\
             {{ when = {{ flags = {test} }}, then = \"EPERM\" }}]"
        ))
    };
    check(
        &test("{ in = [\"C\"] }"),
        8,
        Problem::UnknownConstant("C".to_owned()),
    );
    check(
        &test("{ in = [\"A\"] }"),
        12,
        Problem::UnusedConstant("B".to_owned()),
    );
    check(
        &test("{ in = [\"B\"] }"),
        8,
        Problem::OutsideMask("B".to_owned()),
    );
    check(
        &test("{ in = [\"A\", \"A\"] }"),
        8,
        Problem::RepeatedValue("A".to_owned()),
    );
    for empty in ["{ in = [] }", "{ any = [] }", "{ only = [\"A\"] }"] {
        check(&test(empty), 8, Problem::EmptyTest);
    }
    let wide = rule(
        "arguments.flags = { index = 0, bits = 32 }\n\
         cases = [{ when = { flags = { in = [\"A\", \"B\"] } }, then = \"EPERM\" }]",
    );
    check(
        &wide.replace("B = 2", "B = 0x1_0000_0000"),
        7,
        Problem::OutsideMask("B".to_owned()),
    );
}

#[test]
fn cases_without_effect() {
    let cases = |cases: &str| {
        rule(&format!(
            "arguments.flags = {{ index = 0 }}\ncases = [{cases}]"
        ))
    };
    check(
        &cases(
            "\n{ when = { flags = { in = [\"A\"] } }, then = \"EPERM\" },\n\
                   { when = { flags = { in = [\"A\"] } }, then = \"EACCES\" }",
        ),
        9,
        Problem::UnreachableCase,
    );
    check(
        &cases(
            "\n{ when = { flags = { in = [\"A\"] } }, then = \"EPERM\" },\n\
                   { when = { flags = { in = [\"B\"] } }, then = \"allow\" }",
        ),
        9,
        Problem::RedundantCase,
    );
    check(
        &cases(
            "\n{ when = { flags = { in = [\"A\"] } }, then = \"EPERM\" },\n\
                   { when = {}, then = \"EACCES\" }",
        ),
        9,
        Problem::EmptyCase,
    );
}
