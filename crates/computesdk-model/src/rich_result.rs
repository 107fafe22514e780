//! What code displays: values in several forms.

use std::collections::BTreeMap;
use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Serialize, Serializer};
use serde_json::Value;

/// Something that code displayed, or the value of its last expression, in each form that it
/// has: by media types, as Jupyter has its MIME bundles.
///
/// As JSON it is what Jupyter makes of such a bundle: text, base64 for bytes, JSON as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RichResult {
    /// The forms, by their media types, such as `text/plain` or `image/png`.
    pub data: BTreeMap<String, MimeData>,
    /// Whether it is the value of the last expression; else it was displayed.
    pub is_main_result: bool,
}

/// One form of a result.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum MimeData {
    /// Text: of `text/html` or `image/svg+xml`, for example.
    Text(String),
    /// Bytes: of `image/png`, for example.
    Bytes(Vec<u8>),
    /// JSON, as it was written: of `application/json`, and of types that end with `+json`.
    /// What is no JSON is `null` to who reads it.
    Json(String),
}

impl RichResult {
    /// A result in these forms.
    pub fn new(data: BTreeMap<String, MimeData>, is_main_result: bool) -> Self {
        RichResult {
            data,
            is_main_result,
        }
    }

    /// Its `text/plain`: what the language itself shows of the value.
    pub fn text(&self) -> Option<&str> {
        self.text_of("text/plain")
    }

    /// Its `text/html`.
    pub fn html(&self) -> Option<&str> {
        self.text_of("text/html")
    }

    /// Its `text/markdown`.
    pub fn markdown(&self) -> Option<&str> {
        self.text_of("text/markdown")
    }

    /// Its `text/latex`.
    pub fn latex(&self) -> Option<&str> {
        self.text_of("text/latex")
    }

    /// Its `image/svg+xml`.
    pub fn svg(&self) -> Option<&str> {
        self.text_of("image/svg+xml")
    }

    /// Its `image/png`, as the bytes of such a file.
    pub fn png(&self) -> Option<&[u8]> {
        self.bytes_of("image/png")
    }

    /// Its `image/jpeg`, as the bytes of such a file.
    pub fn jpeg(&self) -> Option<&[u8]> {
        self.bytes_of("image/jpeg")
    }

    /// Its `application/json`: a value of which all is plain data, or the columns of a table.
    ///
    /// ```
    /// use computesdk_model::{MimeData, RichResult};
    ///
    /// let table = MimeData::Json(r#"{"a": [1, 2]}"#.to_owned());
    /// let data = [("application/json".to_owned(), table)];
    /// let result = RichResult::new(data.into(), true);
    /// assert_eq!(result.json().unwrap()["a"][1], 2);
    /// ```
    pub fn json(&self) -> Option<Value> {
        match self.data.get("application/json")? {
            MimeData::Json(text) => serde_json::from_str(text).ok(),
            MimeData::Text(_) | MimeData::Bytes(_) => None,
        }
    }

    fn text_of(&self, mime: &str) -> Option<&str> {
        match self.data.get(mime)? {
            MimeData::Text(text) => Some(text),
            MimeData::Bytes(_) | MimeData::Json(_) => None,
        }
    }

    fn bytes_of(&self, mime: &str) -> Option<&[u8]> {
        match self.data.get(mime)? {
            MimeData::Bytes(bytes) => Some(bytes),
            MimeData::Text(_) | MimeData::Json(_) => None,
        }
    }
}

impl MimeData {
    /// Whether such data is JSON itself.
    pub fn is_json(mime: &str) -> bool {
        mime == "application/json" || mime.ends_with("+json")
    }

    /// What Jupyter writes as this text in a bundle. Bytes that are no base64 stay text.
    pub fn from_text(mime: &str, text: String) -> Self {
        let is_text = mime.starts_with("text/")
            || mime.ends_with("+xml")
            || ["application/javascript", "application/xml"].contains(&mime);
        if is_text {
            return MimeData::Text(text);
        }
        // Some break it into lines.
        let joined: String = text.split_ascii_whitespace().collect();
        match STANDARD.decode(joined) {
            Ok(bytes) => MimeData::Bytes(bytes),
            Err(_) => MimeData::Text(text),
        }
    }
}

impl Serialize for MimeData {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            MimeData::Text(text) => serializer.serialize_str(text),
            MimeData::Bytes(bytes) => serializer.serialize_str(&STANDARD.encode(bytes)),
            MimeData::Json(text) => {
                let value: Value = serde_json::from_str(text).unwrap_or_default();
                value.serialize(serializer)
            }
        }
    }
}

impl fmt::Debug for MimeData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MimeData::Text(text) => f.debug_tuple("Text").field(text).finish(),
            // Nobody reads an image.
            MimeData::Bytes(bytes) => write!(f, "Bytes({} bytes)", bytes.len()),
            MimeData::Json(text) => f.debug_tuple("Json").field(text).finish(),
        }
    }
}

/// Why not all that code displayed came back with its result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ResultsMissing {
    /// There were more than may come back.
    TooMany,
    /// They have more bytes than may come back.
    TooLarge,
    /// What was written of them cannot be read: the code ended in the middle of it, or meddled
    /// with it.
    Unreadable,
}

impl fmt::Display for ResultsMissing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ResultsMissing::TooMany => "there are more than may come back",
            ResultsMissing::TooLarge => "they have more bytes than may come back",
            ResultsMissing::Unreadable => "what was written of them cannot be read",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn result(mime: &str, data: MimeData) -> RichResult {
        RichResult::new([(mime.to_owned(), data)].into(), false)
    }

    #[test]
    fn images_are_bytes_and_drawings_are_text() {
        let png = MimeData::from_text("image/png", "AP8=\n".to_owned());
        assert_eq!(result("image/png", png).png(), Some(&[0, 255][..]));
        let svg = MimeData::from_text("image/svg+xml", "<svg/>".to_owned());
        assert_eq!(result("image/svg+xml", svg).svg(), Some("<svg/>"));
        let broken = MimeData::from_text("image/png", "no base64!".to_owned());
        assert_eq!(result("image/png", broken).png(), None);
    }

    #[test]
    fn as_json_it_is_what_jupyter_has() {
        let mut all = result("image/png", MimeData::Bytes(vec![0, 255]));
        let table = MimeData::Json("{\"a\":[1]}".to_owned());
        all.data.insert("application/json".to_owned(), table);
        let text = MimeData::Text("x".to_owned());
        all.data.insert("text/plain".to_owned(), text);
        assert_eq!(
            serde_json::to_string(&all).unwrap(),
            r#"{"data":{"application/json":{"a":[1]},"image/png":"AP8=","text/plain":"x"},"is_main_result":false}"#
        );
    }
}
