//! What of the place that code is in has a part in what it is.

use crate::javascript::Settings;

/// What of the place that code is in has a part in what it is.
#[derive(Clone, Debug, Default)]
pub struct Surroundings<'a> {
    /// Name of the file that it is in, where it is in one.
    pub file: Option<&'a str>,
    /// What its project says about how it is to be read.
    pub settings: Settings,
    /// Whether the value of its last expression is to be handed over, where only a change of
    /// the code does that.
    pub results: bool,
}
