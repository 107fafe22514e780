//! `--mount SRC:DST[:ro|rw]`.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use clap::builder::{OsStringValueParser, TypedValueParser};

/// A file or directory of the host that is shown inside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MountArg {
    /// Absolute path on the host.
    pub(crate) source: PathBuf,
    /// Absolute path inside.
    pub(crate) target: PathBuf,
    /// Whether writing is refused: yes, unless `rw` was said.
    pub(crate) read_only: bool,
}

impl MountArg {
    /// How clap reads it.
    pub(super) fn parser() -> impl TypedValueParser<Value = MountArg> {
        OsStringValueParser::new().try_map(|text| parse(&text))
    }
}

fn parse(text: &OsStr) -> Result<MountArg, String> {
    let parts: Vec<&[u8]> = text.as_bytes().split(|&byte| byte == b':').collect();
    let (source, target, read_only) = match parts[..] {
        [source, target] | [source, target, b"ro"] => (source, target, true),
        [source, target, b"rw"] => (source, target, false),
        [_, _, _] => return Err("the last part is ro or rw".to_owned()),
        _ => return Err("write SRC:DST, SRC:DST:ro or SRC:DST:rw".to_owned()),
    };
    let target = Path::new(OsStr::from_bytes(target));
    if !target.is_absolute() {
        return Err("DST is an absolute path inside the sandbox".to_owned());
    }
    Ok(MountArg {
        source: std::path::absolute(OsStr::from_bytes(source))
            .map_err(|error| format!("SRC: {error}"))?,
        target: target.to_owned(),
        read_only,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mounts() {
        let read = |text: &str| parse(OsStr::new(text));
        let mount = |source: &str, target: &str, read_only| MountArg {
            source: source.into(),
            target: target.into(),
            read_only,
        };
        assert_eq!(read("/a:/b"), Ok(mount("/a", "/b", true)));
        assert_eq!(read("/a:/b:ro"), Ok(mount("/a", "/b", true)));
        assert_eq!(read("/a:/b:rw"), Ok(mount("/a", "/b", false)));
        let here = std::env::current_dir().unwrap().join("data");
        assert_eq!(read("data:/b").unwrap().source, here);
        for text in ["", "/a", "/a:b", "/a:/b:wr", ":/b", "/a:/b:ro:rw"] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
