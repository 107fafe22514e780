//! `--timeout 30s`.

use std::time::Duration;

/// Reads a duration: `500ms`, `30s`, `1h 5m`; a plain number is seconds.
pub(super) fn parse(text: &str) -> Result<Duration, String> {
    if let Ok(seconds) = text.parse::<f64>() {
        return Duration::try_from_secs_f64(seconds).map_err(|error| error.to_string());
    }
    humantime::parse_duration(text).map_err(|error| format!("{error}; write 30s, 500ms or 2m"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations() {
        for (text, millis) in [
            ("30s", 30_000),
            ("500ms", 500),
            ("2m", 120_000),
            ("1h 5m", 3_900_000),
            ("5", 5_000),
            ("0.25", 250),
        ] {
            assert_eq!(parse(text), Ok(Duration::from_millis(millis)), "{text}");
        }
        for text in ["", "-1", "nan", "1e99", "5 parsecs"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
