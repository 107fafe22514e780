//! `-e KEY=VALUE`.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt, OsStringExt};

use clap::builder::{OsStringValueParser, TypedValueParser};

/// One variable for the command's environment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct EnvVar {
    /// Its name.
    pub(crate) key: OsString,
    /// Its value.
    pub(crate) value: OsString,
}

impl EnvVar {
    /// How clap reads it.
    pub(super) fn parser() -> impl TypedValueParser<Value = EnvVar> {
        OsStringValueParser::new().try_map(|text| parse(&text, |key| std::env::var_os(key)))
    }
}

fn parse(text: &OsStr, host: impl Fn(&OsStr) -> Option<OsString>) -> Result<EnvVar, String> {
    let bytes = text.as_bytes();
    let (key, value) = match bytes.iter().position(|&byte| byte == b'=') {
        Some(equals) => (
            &bytes[..equals],
            Some(OsString::from_vec(bytes[equals + 1..].to_vec())),
        ),
        None => (bytes, None),
    };
    if key.is_empty() {
        return Err("the name is empty".to_owned());
    }
    let key = OsStr::from_bytes(key);
    let value = value.or_else(|| host(key)).ok_or_else(|| {
        let name = key.to_string_lossy();
        format!("{name} is not set here; write {name}=VALUE")
    })?;
    Ok(EnvVar {
        key: key.to_owned(),
        value,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<(String, String), String> {
        let host = |key: &OsStr| (key == "SET").then(|| "host".into());
        parse(OsStr::new(text), host)
            .map(|EnvVar { key, value }| (key.into_string().unwrap(), value.into_string().unwrap()))
    }

    #[test]
    fn variables() {
        let pair = |key: &str, value: &str| Ok((key.to_owned(), value.to_owned()));
        assert_eq!(read("A=b"), pair("A", "b"));
        assert_eq!(read("A=b=c"), pair("A", "b=c"));
        assert_eq!(read("A="), pair("A", ""));
        assert_eq!(read("SET"), pair("SET", "host"));
        assert!(read("UNSET").unwrap_err().contains("UNSET=VALUE"));
        assert!(read("=b").is_err());
    }
}
