//! What single words stand for, and where they stand.

use std::ops::Range;

use toml::Spanned;

use super::Resolver;
use crate::answer::Answer;
use crate::policy::document::Word;
use crate::policy::{PolicyError, Problem};

impl Resolver<'_> {
    /// The value of a name; all of its bits must lie within `mask`.
    pub(super) fn constant(&self, name: &Word, mask: u64) -> Result<u64, PolicyError> {
        let Some((known, value)) = self.constants.get_key_value(name.get_ref()) else {
            return Err(self.at(name, Problem::UnknownConstant(name.get_ref().clone())));
        };
        self.unused.borrow_mut().remove(known.as_str());
        if value.get_ref() & !mask != 0 {
            return Err(self.at(name, Problem::OutsideMask(name.get_ref().clone())));
        }
        Ok(*value.get_ref())
    }

    pub(super) fn answer(&self, name: &Word) -> Result<Answer, PolicyError> {
        Answer::from_name(name.get_ref())
            .ok_or_else(|| self.at(name, Problem::UnknownAnswer(name.get_ref().clone())))
    }

    pub(super) fn at<T>(&self, place: &Spanned<T>, problem: Problem) -> PolicyError {
        PolicyError {
            line: line(self.text, place.span()),
            problem,
        }
    }
}

/// The line of a place in the text, counted from 1.
pub(super) fn line(text: &str, span: Range<usize>) -> usize {
    1 + text[..span.start.min(text.len())].matches('\n').count()
}
