//! `--file HOSTPATH[:DST]`.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use clap::builder::{OsStringValueParser, TypedValueParser};

/// A file of the host that is copied in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FileCopy {
    /// Path on the host.
    pub(crate) source: PathBuf,
    /// Path inside; a relative one starts at the working directory.
    pub(crate) target: PathBuf,
}

impl FileCopy {
    /// A copy under the file's own name, in the working directory.
    pub(crate) fn by_name(source: &Path) -> Result<Self, String> {
        match source.file_name() {
            Some(name) => Ok(FileCopy {
                source: source.to_owned(),
                target: name.into(),
            }),
            None => Err(format!("{:?} names no file", source.as_os_str())),
        }
    }

    /// How clap reads it.
    pub(super) fn parser() -> impl TypedValueParser<Value = FileCopy> {
        OsStringValueParser::new().try_map(|text| parse(&text))
    }
}

fn parse(text: &OsStr) -> Result<FileCopy, String> {
    let bytes = text.as_bytes();
    let Some(colon) = bytes.iter().position(|&byte| byte == b':') else {
        return FileCopy::by_name(Path::new(text));
    };
    let (source, target) = (&bytes[..colon], &bytes[colon + 1..]);
    if source.is_empty() || target.is_empty() {
        return Err("write HOSTPATH or HOSTPATH:DST".to_owned());
    }
    Ok(FileCopy {
        source: OsStr::from_bytes(source).into(),
        target: OsStr::from_bytes(target).into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files() {
        let read = |text: &str| parse(OsStr::new(text));
        let copy = |source: &str, target: &str| {
            Ok(FileCopy {
                source: source.into(),
                target: target.into(),
            })
        };
        assert_eq!(read("main.py"), copy("main.py", "main.py"));
        assert_eq!(read("../src/main.py"), copy("../src/main.py", "main.py"));
        assert_eq!(read("a.py:/app/b.py"), copy("a.py", "/app/b.py"));
        assert_eq!(read("a.py:sub/b.py"), copy("a.py", "sub/b.py"));
        for text in ["", "..", "/", ":b", "a:"] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
