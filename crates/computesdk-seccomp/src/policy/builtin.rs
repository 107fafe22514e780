//! The policies that come with the crate.

/// Name and text of each.
pub(crate) const SOURCES: [(&str, &str); 2] = [
    ("default", include_str!("../../policies/default.toml")),
    ("debug", include_str!("../../policies/debug.toml")),
];

/// The text of the policy of that name.
pub(super) fn source(name: &str) -> Option<&'static str> {
    let (_, text) = SOURCES.iter().find(|(known, _)| *known == name)?;
    Some(text)
}
