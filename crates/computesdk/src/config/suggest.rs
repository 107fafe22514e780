//! "Did you mean ...?"

use computesdk_model::Hint;

/// The candidate that a mistyped name most likely stands for.
pub(crate) fn closest<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let most = (name.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (distance(name, candidate), candidate))
        .filter(|(distance, _)| *distance <= most)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// How far a name is from a candidate. One that is cut short is close.
fn distance(name: &str, candidate: &str) -> usize {
    match name.len() >= 3 && candidate.starts_with(name) {
        true => 1,
        false => strsim::damerau_levenshtein(name, candidate),
    }
}

/// Advice about a mistyped name: the closest candidate, else all of them.
pub(crate) fn did_you_mean<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str> + Clone,
) -> Hint {
    match closest(name, candidates.clone()) {
        Some(candidate) => Hint::new(format!("did you mean `{candidate}`?")),
        None => {
            let known: Vec<_> = candidates.into_iter().collect();
            Hint::new(format!("known are: {}", known.join(", ")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_meant() {
        let known = ["timeout_ms", "provider", "e2b"];
        assert_eq!(closest("timeoutms", known), Some("timeout_ms"));
        assert_eq!(closest("provdier", known), Some("provider"));
        assert_eq!(closest("timeout", known), Some("timeout_ms"));
        assert_eq!(closest("e2", known), Some("e2b"));
        assert_eq!(closest("colour", known), None);
    }
}
