//! Rules, their cases and conditions.

use std::collections::BTreeMap;

use toml::Spanned;

use super::Resolver;
use crate::policy::document::{ArgumentText, CaseText, RuleText, TestText, Width};
use crate::policy::{Argument, Case, Condition, PolicyError, Problem, Rule, Test};

impl Resolver<'_> {
    pub(super) fn rule(&self, rule: &RuleText) -> Result<Rule, PolicyError> {
        let otherwise = self.answer(&rule.answer)?;
        if rule.calls.is_empty() {
            return Err(self.at(&rule.answer, Problem::EmptyRule));
        }
        for (name, argument) in &rule.arguments {
            let tested = |case: &Spanned<CaseText>| case.get_ref().when.contains_key(name);
            if !rule.cases.iter().any(tested) {
                return Err(self.at(argument, Problem::UnusedArgument(name.clone())));
            }
        }

        let mut cases: Vec<Case> = Vec::new();
        for text in &rule.cases {
            let case = self.case(text, &rule.arguments)?;
            let covers = |earlier: &Case| earlier.when.iter().all(|test| case.when.contains(test));
            if cases.iter().any(covers) {
                return Err(self.at(text, Problem::UnreachableCase));
            }
            cases.push(case);
        }
        if let (Some(case), Some(text)) = (cases.last(), rule.cases.last())
            && case.then == otherwise
        {
            return Err(self.at(text, Problem::RedundantCase));
        }
        Ok(Rule { cases, otherwise })
    }

    fn case(
        &self,
        case: &Spanned<CaseText>,
        arguments: &BTreeMap<String, Spanned<ArgumentText>>,
    ) -> Result<Case, PolicyError> {
        let mut when = Vec::new();
        for (name, test) in &case.get_ref().when {
            let argument = arguments
                .get(name)
                .ok_or_else(|| self.at(test, Problem::UnknownArgument(name.clone())))?;
            let argument = self.argument(argument)?;
            when.push(Condition {
                argument,
                test: self.test(test, argument.mask)?,
            });
        }
        if when.is_empty() {
            return Err(self.at(case, Problem::EmptyCase));
        }
        when.sort_by_key(|condition| condition.argument.index);
        Ok(Case {
            when,
            then: self.answer(&case.get_ref().then)?,
        })
    }

    fn argument(&self, argument: &Spanned<ArgumentText>) -> Result<Argument, PolicyError> {
        let ArgumentText { index, bits, mask } = argument.get_ref();
        if *index > 5 {
            return Err(self.at(argument, Problem::ArgumentIndex(*index)));
        }
        let width = match bits {
            Width::Int => u64::from(u32::MAX),
            Width::Long => u64::MAX,
        };
        let mask = match mask {
            Some(name) => self.constant(name, width)?,
            None => width,
        };
        Ok(Argument {
            index: *index,
            mask,
        })
    }

    fn test(&self, test: &Spanned<TestText>, mask: u64) -> Result<Test, PolicyError> {
        let (TestText::In(names) | TestText::Any(names) | TestText::Only(names)) = test.get_ref();
        let mut values = Vec::new();
        for name in names {
            let value = self.constant(name, mask)?;
            if values.contains(&value) {
                return Err(self.at(name, Problem::RepeatedValue(name.get_ref().clone())));
            }
            values.push(value);
        }
        let bits = values.iter().fold(0, |bits, value| bits | value);
        let decides = match test.get_ref() {
            TestText::In(_) => !values.is_empty(),
            TestText::Any(_) => bits != 0,
            TestText::Only(_) => bits != mask,
        };
        if !decides {
            return Err(self.at(test, Problem::EmptyTest));
        }
        Ok(match test.get_ref() {
            TestText::In(_) => Test::In(values),
            TestText::Any(_) => Test::Any(bits),
            TestText::Only(_) => Test::Only(bits),
        })
    }
}
