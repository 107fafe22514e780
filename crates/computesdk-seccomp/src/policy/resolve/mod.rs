//! From the text to the policy, and everything that can be wrong on that way.

mod rules;
mod words;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use toml::Spanned;

use super::document::{Document, Word};
use super::{Policy, PolicyError, Problem, builtin};
use crate::answer::Answer;
use crate::syscalls;
use words::line;

impl Policy {
    /// Reads a policy. `extends` in it means a policy that comes with this crate.
    ///
    /// # Errors
    ///
    /// The first mistake found, with its line. Rules that change nothing are
    /// mistakes as well.
    pub fn parse(text: &str) -> Result<Self, PolicyError> {
        let document: Document = toml::from_str(text).map_err(|error| PolicyError {
            line: line(text, error.span().unwrap_or_default()),
            problem: Problem::Syntax(error.message().to_owned()),
        })?;
        Resolver::new(text, &document).policy(&document)
    }
}

struct Resolver<'a> {
    text: &'a str,
    constants: &'a BTreeMap<String, Spanned<u64>>,
    /// Constants that no rule has used so far.
    unused: RefCell<BTreeSet<&'a str>>,
}

impl<'a> Resolver<'a> {
    fn new(text: &'a str, document: &'a Document) -> Self {
        let unused = document.constants.keys().map(String::as_str).collect();
        Self {
            text,
            constants: &document.constants,
            unused: RefCell::new(unused),
        }
    }

    fn policy(&self, document: &Document) -> Result<Policy, PolicyError> {
        let base = document
            .extends
            .as_ref()
            .map(|name| self.base(name))
            .transpose()?;
        let inherited = |answer: fn(&Policy) -> Answer, key| {
            let missing = PolicyError {
                line: 1,
                problem: Problem::Missing(key),
            };
            base.as_ref().map(answer).ok_or(missing)
        };
        let unlisted = match &document.unlisted {
            Some(word) => self.answer(word)?,
            None => inherited(|base| base.unlisted, "unlisted")?,
        };
        let foreign = match &document.foreign {
            Some(word) => self.answer(word)?,
            None => inherited(|base| base.foreign, "foreign")?,
        };

        let mut rules = base.map(|base| base.rules).unwrap_or_default();
        let mut named = BTreeMap::new();
        for rule in &document.rules {
            let resolved = self.rule(rule)?;
            for call in &rule.calls {
                let number = self.number(call, &mut named)?;
                if rules.get(&number) == Some(&resolved) {
                    return Err(self.at(call, Problem::SameAsBase(call.get_ref().clone())));
                }
                rules.insert(number, resolved.clone());
            }
        }

        match self.unused.borrow().first() {
            Some(name) => {
                let problem = Problem::UnusedConstant((*name).to_owned());
                Err(self.at(&self.constants[*name], problem))
            }
            None => Ok(Policy {
                name: document.name.clone(),
                unlisted,
                foreign,
                rules,
            }),
        }
    }

    fn base(&self, name: &Word) -> Result<Policy, PolicyError> {
        match builtin::source(name.get_ref()) {
            Some(text) => Policy::parse(text),
            None => Err(self.at(name, Problem::UnknownBase(name.get_ref().clone()))),
        }
    }

    /// `named`: where each number was met before.
    fn number(&self, call: &Word, named: &mut BTreeMap<u32, usize>) -> Result<u32, PolicyError> {
        let name = call.get_ref();
        let number = syscalls::number(name)
            .ok_or_else(|| self.at(call, Problem::UnknownCall(name.clone())))?;
        match named.insert(number, line(self.text, call.span())) {
            None => Ok(number),
            Some(first) => Err(self.at(
                call,
                Problem::RepeatedCall {
                    call: name.clone(),
                    first,
                },
            )),
        }
    }
}
