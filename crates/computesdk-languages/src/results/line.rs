//! A line of the file that a hook writes to. Code may write anything there too.

use std::collections::BTreeMap;
use std::fmt;

use computesdk_model::{MimeData, RichResult};
use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::Results;
use super::json::is_readable;

/// Most forms of one result.
const MOST_FORMS: usize = 64;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line<'a> {
    main: bool,
    #[serde(borrow)]
    data: Forms<'a>,
}

/// The forms, as they are written: what they are made of takes many times the room.
struct Forms<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Forms<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries;
        impl<'de> Visitor<'de> for Entries {
            type Value = Vec<(String, &'de RawValue)>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("forms by media types")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    if entries.len() == MOST_FORMS {
                        return Err(A::Error::custom("too many forms"));
                    }
                    entries.push(entry);
                }
                Ok(entries)
            }
        }
        deserializer.deserialize_map(Entries).map(Forms)
    }
}

impl Results {
    /// The result that a line tells of, and whether that is all of it: a form that cannot be
    /// read is left out. None where the line is no such thing, or none of its forms can be read.
    pub fn read(line: &[u8]) -> Option<(RichResult, bool)> {
        let line: Line<'_> = serde_json::from_slice(line).ok()?;
        let written = line.data.0.len();
        let mut data = BTreeMap::new();
        let mut unread = 0;
        for (mime, form) in line.data.0 {
            match read(&mime, form.get()) {
                Some(form) => {
                    data.insert(mime, form);
                }
                None => unread += 1,
            }
        }
        let is_one = written == 0 || !data.is_empty();
        is_one.then(|| (RichResult::new(data, line.main), unread == 0))
    }
}

fn read(mime: &str, form: &str) -> Option<MimeData> {
    if MimeData::is_json(mime) {
        return is_readable(form).then(|| MimeData::Json(form.to_owned()));
    }
    let text: String = serde_json::from_str(form).ok()?;
    Some(MimeData::from_text(mime, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_tells_of_a_result() {
        let line = br#"{"main":true,"data":{"text/plain":"x\n","image/png":"AP8=","application/json":{"a":"]"}}}"#;
        let (result, is_whole) = Results::read(line).unwrap();
        assert!(result.is_main_result && is_whole);
        assert_eq!(result.text(), Some("x\n"));
        assert_eq!(result.png(), Some(&[0, 255][..]));
        assert_eq!(result.json().unwrap()["a"], "]");
    }

    #[test]
    fn a_form_that_cannot_be_read_takes_no_other_along() {
        let large = "9".repeat(400);
        for (mime, form) in [
            ("application/json", &*large),
            ("application/x+json", "[\"\\ud800\"]"),
            ("text/html", "1"),
        ] {
            let line = format!(r#"{{"main":true,"data":{{"text/plain":"x","{mime}":{form}}}}}"#);
            let (result, is_whole) = Results::read(line.as_bytes()).unwrap();
            assert_eq!(result.text(), Some("x"));
            assert_eq!((result.data.len(), is_whole), (1, false), "{mime}");
        }
    }

    #[test]
    fn what_is_no_such_line_is_none() {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        let forms: Vec<_> = (0..=MOST_FORMS).map(|n| format!("\"{n}\":\"\"")).collect();
        for line in [
            "{\"main\":true,\"data\":{\"text/plain\":\"x\"".to_owned(),
            "{\"main\":true,\"data\":{\"text/plain\":1}}".to_owned(),
            "{\"main\":true,\"data\":{\"text/plain\":\"\\ud800\"}}".to_owned(),
            "{\"main\":true,\"data\":[]}".to_owned(),
            "{\"data\":{}}".to_owned(),
            format!("{{\"main\":true,\"data\":{{\"application/json\":{deep}}}}}"),
            format!("{{\"main\":true,\"data\":{{{}}}}}", forms.join(",")),
            deep,
        ] {
            let start: String = line.chars().take(60).collect();
            assert_eq!(Results::read(line.as_bytes()), None, "{start}");
        }
        assert_eq!(Results::read(b"\xff"), None);
        assert_eq!(Results::read(b""), None);
    }
}
