//! Whether text is JSON that can be read, without the room that reading it would take.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// Whether this can be read: no deeper than what reads it goes, no number or text that it
/// refuses.
pub(super) fn is_readable(json: &str) -> bool {
    serde_json::from_str::<Any>(json).is_ok()
}

struct Any;

impl<'de> Deserialize<'de> for Any {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // That which ignores values would not look into them.
        deserializer.deserialize_any(Any)
    }
}

impl<'de> Visitor<'de> for Any {
    type Value = Any;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Any, E> {
        Ok(Any)
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Any, E> {
        Ok(Any)
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Any, E> {
        Ok(Any)
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Any, E> {
        Ok(Any)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Any, E> {
        Ok(Any)
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<Any, E> {
        Ok(Any)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Any, A::Error> {
        while let Some(Any) = list.next_element()? {}
        Ok(Any)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Any, A::Error> {
        while let Some((Any, Any)) = map.next_entry()? {}
        Ok(Any)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_readable_is_read() {
        let deep = |count| format!("{}{}", "[".repeat(count), "]".repeat(count));
        for (json, wanted) in [
            (r#"{"a": [1, -2, 2.5, null, true, "\u0022"]}"#, true),
            ("123456789012345678901234567890", true),
            ("1e999", false),
            (r#""\ud800""#, false),
            ("[", false),
            (&deep(100), true),
            (&deep(100_000), false),
        ] {
            let read = serde_json::from_str::<serde_json::Value>(json).is_ok();
            assert_eq!((is_readable(json), read), (wanted, wanted));
        }
    }
}
