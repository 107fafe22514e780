//! What the test program printed in one run.

/// The output of one run.
pub(crate) struct Outcome {
    output: String,
}

impl Outcome {
    pub(crate) fn new(output: String) -> Outcome {
        Outcome { output }
    }

    /// Whether a test ran and passed.
    pub(crate) fn passed(&self, test: &str) -> bool {
        self.result(test) == Some("ok")
    }

    /// Why a test failed, in one line; `None` where it did not, or did not run.
    pub(crate) fn failure(&self, test: &str) -> Option<String> {
        if self.result(test) != Some("FAILED") {
            return None;
        }
        // The test's own output; of a test that runs again in a process of its
        // own, what that one said.
        let section = self
            .output
            .split(&format!("---- {test} stdout ----"))
            .nth(1)?;
        let section = section.split("\n---- ").next()?;
        let message = section.split("panicked at ").last()?;
        let lines = message.split(['\n']).skip(1).map(str::trim);
        let lines: Vec<&str> = lines
            .filter(|line| !line.is_empty())
            .take_while(|line| !line.starts_with("note: ") && *line != "failures:")
            .take(4)
            .collect();
        Some(lines.join("; "))
    }

    /// The end of what was printed.
    pub(crate) fn end(&self) -> String {
        let lines: Vec<_> = self.output.lines().rev().take(12).collect();
        lines.into_iter().rev().collect::<Vec<_>>().join("; ")
    }

    fn result(&self, test: &str) -> Option<&str> {
        let start = format!("test {test} ... ");
        let mut lines = self.output.lines();
        lines.find_map(|line| line.strip_prefix(&start))
    }
}

#[cfg(test)]
mod tests {
    use super::Outcome;

    #[test]
    fn a_failure_is_told_with_its_reason() {
        let outcome = Outcome::new(
            "\ntest one ... ok\ntest two ... FAILED\n\n---- two stdout ----\n\n\
             thread 'two' (7) panicked at a.rs:1:2:\nassertion failed\n  left: 1\n right: 2\n\
             note: run with\n\n---- three stdout ----\nother\n"
                .to_owned(),
        );
        assert!(outcome.passed("one"));
        assert!(!outcome.passed("two"));
        assert!(!outcome.passed("three"), "it did not run");
        let reason = outcome.failure("two");
        assert_eq!(
            reason.as_deref(),
            Some("assertion failed; left: 1; right: 2")
        );
        assert_eq!(outcome.failure("one"), None);
    }
}
