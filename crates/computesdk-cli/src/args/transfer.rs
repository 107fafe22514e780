//! `--upload SRC[:DST]` and `--download SRC[:DST]`.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use clap::builder::{OsStringValueParser, TypedValueParser};

/// A file or folder that is copied between the host and the sandbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TransferArg {
    /// The original.
    pub(crate) source: PathBuf,
    /// The copy's path; with a slash at its end, the directory that it is put into.
    pub(crate) target: PathBuf,
}

impl TransferArg {
    /// How clap reads it.
    pub(super) fn parser() -> impl TypedValueParser<Value = TransferArg> {
        OsStringValueParser::new().try_map(|text| parse(&text))
    }
}

fn parse(text: &OsStr) -> Result<TransferArg, String> {
    let bytes = text.as_bytes();
    let (source, target) = match bytes.iter().position(|&byte| byte == b':') {
        Some(colon) => (&bytes[..colon], &bytes[colon + 1..]),
        // Under its own name, here.
        None => (bytes, &b"./"[..]),
    };
    if source.is_empty() || target.is_empty() {
        return Err("write SRC or SRC:DST".to_owned());
    }
    let path = |bytes| Path::new(OsStr::from_bytes(bytes)).to_owned();
    Ok(TransferArg {
        source: path(source),
        target: path(target),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transfers() {
        let read = |text: &str| parse(OsStr::new(text));
        let both = |source: &str, target: &str| {
            Ok(TransferArg {
                source: source.into(),
                target: target.into(),
            })
        };
        assert_eq!(read("src"), both("src", "./"));
        assert_eq!(read("src:/app"), both("src", "/app"));
        assert_eq!(read("a.txt:sub/"), both("a.txt", "sub/"));
        for text in ["", ":b", "a:"] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
