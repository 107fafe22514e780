//! Attacks as small programs that run inside and answer line by line.

use std::collections::BTreeMap;

use computesdk::{Sandbox, User};

/// What every Python probe starts with.
const PRELUDE: &str = include_str!("probes/prelude.py");

/// Printed at the end of a probe: a probe that stopped early did not attack.
const MARKER: &str = "the probe ran to its end";

/// What a probe found out, by what it tried.
#[derive(Debug)]
pub(crate) struct Answers(BTreeMap<String, String>);

impl Answers {
    /// The answer to one attempt.
    pub(crate) fn of(&self, attempt: &str) -> &str {
        let answer = self.0.get(attempt);
        answer.unwrap_or_else(|| panic!("{attempt:?} was not tried: {self:?}"))
    }

    /// All attempts with their answers, at least one.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        assert!(!self.0.is_empty(), "nothing was tried");
        self.0
            .iter()
            .map(|(attempt, answer)| (&**attempt, &**answer))
    }
}

/// Runs a Python probe and collects its answers.
pub(crate) async fn probe(
    sandbox: &Sandbox,
    user: User,
    script: &str,
    arguments: &[&str],
) -> Answers {
    let script = format!("{PRELUDE}\n{script}\nprint({MARKER:?})\n");
    let mut words = vec!["-I", "-S", "-c", &script];
    words.extend(arguments);
    let output = run(sandbox, user, ("python3", words)).await;
    let answers = output.lines().map(|line| {
        let (attempt, answer) = line.split_once('\t').unwrap();
        (attempt.to_owned(), answer.to_owned())
    });
    Answers(answers.collect())
}

/// Runs a shell script that must reach its end, and gives what it printed.
pub(crate) async fn shell(sandbox: &Sandbox, user: User, script: &str) -> String {
    run(sandbox, user, format!("{script}\necho {MARKER:?}")).await
}

async fn run(sandbox: &Sandbox, user: User, command: impl computesdk::IntoCommand) -> String {
    let result = sandbox.exec(command).user(user).unchecked().await.unwrap();
    let output = result.stdout.to_string();
    let end = output.strip_suffix(&format!("{MARKER}\n"));
    end.unwrap_or_else(|| panic!("the probe did not reach its end: {result:?}"))
        .to_owned()
}
