//! What is wrong with a policy, and where.

/// A mistake in a policy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct PolicyError {
    /// Counted from 1.
    pub line: usize,
    /// What is wrong there.
    pub problem: Problem,
}

/// What is wrong with a policy.
///
/// What has no effect is a mistake too: whoever wrote it believed that it had one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// Not TOML, or not of a policy's shape.
    #[error("{0}")]
    Syntax(String),
    /// No policy of this name comes with the crate.
    #[error("there is no policy `{0}` to extend")]
    UnknownBase(String),
    /// A policy that extends no other must say this.
    #[error("`{0}` is missing")]
    Missing(&'static str),
    /// Not in the table of system calls.
    #[error("x86-64 has no system call `{0}`")]
    UnknownCall(String),
    /// Neither `allow` nor an errno that a policy may answer.
    #[error("`{0}` is neither `allow` nor an errno for refusals")]
    UnknownAnswer(String),
    /// Not in the table of constants.
    #[error("`{0}` is not among the constants")]
    UnknownConstant(String),
    /// Not among the rule's arguments.
    #[error("`{0}` is not among the rule's arguments")]
    UnknownArgument(String),
    /// System calls have six arguments, 0 to 5.
    #[error("there is no argument {0}: they are counted from 0 to 5")]
    ArgumentIndex(u8),
    /// A value with bits outside of the argument's mask or width never matches.
    #[error("`{0}` has bits that the argument's mask or width cuts off")]
    OutsideMask(String),
    /// A condition that nothing fulfils or everything does.
    #[error("this condition names no value that decides anything")]
    EmptyTest,
    /// A case without a condition is the rule's answer.
    #[error("a case needs a condition; what holds otherwise is the rule's `answer`")]
    EmptyCase,
    /// A rule without calls.
    #[error("a rule needs calls")]
    EmptyRule,
    /// Two rules for one call, or one call twice in a rule.
    #[error("`{call}` has a rule already, on line {first}")]
    RepeatedCall {
        /// The call.
        call: String,
        /// Where it was named first.
        first: usize,
    },
    /// The same value twice in one condition.
    #[error("`{0}` is named twice here")]
    RepeatedValue(String),
    /// The policy that this one extends has the same rule.
    #[error("the policy that this one extends has the same rule for `{0}`")]
    SameAsBase(String),
    /// An earlier case holds whenever this one does.
    #[error("this case is never reached: an earlier one holds whenever it does")]
    UnreachableCase,
    /// The last case answers what holds without it.
    #[error("this case changes nothing: the rule answers the same without it")]
    RedundantCase,
    /// An argument that no case tests.
    #[error("no case tests the argument `{0}`")]
    UnusedArgument(String),
    /// A constant that no rule uses.
    #[error("no rule uses the constant `{0}`")]
    UnusedConstant(String),
}
