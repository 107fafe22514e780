//! A policy as it is written. The meaning of each key is told in the crate's
//! documentation.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

/// A word of the policy, with its place for error messages.
pub(super) type Word = Spanned<String>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Document {
    pub(super) name: String,
    pub(super) extends: Option<Word>,
    pub(super) unlisted: Option<Word>,
    pub(super) foreign: Option<Word>,
    #[serde(default)]
    pub(super) constants: BTreeMap<String, Spanned<u64>>,
    #[serde(default, rename = "rule")]
    pub(super) rules: Vec<RuleText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleText {
    pub(super) calls: Vec<Word>,
    #[serde(default)]
    pub(super) arguments: BTreeMap<String, Spanned<ArgumentText>>,
    #[serde(default)]
    pub(super) cases: Vec<Spanned<CaseText>>,
    pub(super) answer: Word,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ArgumentText {
    pub(super) index: u8,
    #[serde(default)]
    pub(super) bits: Width,
    pub(super) mask: Option<Word>,
}

/// How much of an argument the kernel reads.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(try_from = "u8")]
pub(super) enum Width {
    Int,
    #[default]
    Long,
}

impl TryFrom<u8> for Width {
    type Error = &'static str;

    fn try_from(bits: u8) -> Result<Self, Self::Error> {
        match bits {
            32 => Ok(Self::Int),
            64 => Ok(Self::Long),
            _ => Err("bits must be 32 or 64"),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CaseText {
    pub(super) when: BTreeMap<String, Spanned<TestText>>,
    pub(super) then: Word,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum TestText {
    In(Vec<Word>),
    Any(Vec<Word>),
    Only(Vec<Word>),
}
