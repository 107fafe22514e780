//! Packages for Python.

use super::pip::PIP;
use super::uv::UV;
use super::{Environment, Manifest, Packages, Shown};

pub(crate) static PYTHON_PACKAGES: Packages = Packages {
    title: "requirements",
    program: "python3",
    normalize,
    manifest: Manifest::LINES,
    installers: &[&UV, &PIP],
    links: &["bin/python3"],
    shown: SHOWN,
    macros: None,
    environment: Some(&Environment {
        title: "venv",
        landmark: "pyvenv.cfg",
        make: &["-m", "venv", "--without-pip"],
        attach: include_str!("attach_venv.sh"),
        shown: SHOWN,
    }),
};

/// As its `activate` does it.
const SHOWN: &[Shown] = &[Shown::Programs("bin"), Shown::Variable("VIRTUAL_ENV", "")];

/// A requirement (PEP 508) that a registry can serve. What it says beyond its name is the
/// installer's to judge.
fn normalize(requirement: &str) -> Result<String, &'static str> {
    let requirement = requirement.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    let end = requirement.bytes().position(|byte| !is_name(byte));
    let (name, rest) = requirement.split_at(end.unwrap_or(requirement.len()));
    if !name.starts_with(|first: char| first.is_ascii_alphanumeric()) {
        return Err("it does not begin with the name of a package");
    }
    let rest = rest.trim_start();
    if rest.starts_with(['@', '/']) || requirement.contains("://") {
        return Err("only packages of a registry are installed");
    }
    if !rest.is_empty() && !rest.starts_with(['[', '<', '>', '=', '!', '~', ';', '(']) {
        return Err("behind its name a version is expected, such as `==1.2`");
    }
    // Names that differ in these are the same (PEP 503).
    let mut parts = name.split(['-', '_', '.']).filter(|part| !part.is_empty());
    let name = parts
        .by_ref()
        .collect::<Vec<_>>()
        .join("-")
        .to_ascii_lowercase();
    // Spaces say something in a marker alone.
    let (versions, marker) = match rest.split_once(';') {
        Some((versions, marker)) => (versions, format!(" ; {}", marker.trim())),
        None => (rest, String::new()),
    };
    let versions: String = versions.split_whitespace().collect();
    Ok(format!("{name}{versions}{marker}"))
}

#[cfg(test)]
mod tests {
    use super::normalize;

    #[test]
    fn one_requirement_has_one_form() {
        for (written, normal) in [
            ("Pandas", "pandas"),
            (" ruamel.yaml >= 0.18 , < 1", "ruamel-yaml>=0.18,<1"),
            ("a__b", "a-b"),
            ("requests [socks] == 2.*", "requests[socks]==2.*"),
            (
                "tomli; python_version  < '3.11'",
                "tomli ; python_version < '3.11'",
            ),
        ] {
            assert_eq!(normalize(written).as_deref(), Ok(normal), "{written}");
        }
    }

    #[test]
    fn what_no_registry_serves_is_refused() {
        for written in [
            "",
            "-r other.txt",
            "--index-url=x",
            "./local",
            "/opt/x",
            "x @ https://example.org/x.whl",
            "https://example.org/x.whl",
            "git+https://example.org/x",
            "two words",
            "a/b",
        ] {
            assert!(normalize(written).is_err(), "{written}");
        }
    }
}
