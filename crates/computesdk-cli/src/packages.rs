//! Packages for code.

use computesdk::{EventKind, Exec, SandboxEvent, Snippet};

use crate::args::Code;
use crate::message;

/// With the packages that the code needs.
pub(crate) fn with_packages<T: AsMut<Snippet>>(
    mut exec: Exec<T>,
    language: &str,
    args: &Code,
) -> Exec<T> {
    let packages = args.packages.iter().flat_map(|word| separate(word));
    exec = match language {
        "python" => exec.requirements(packages),
        _ => exec.packages(packages),
    };
    for file in &args.requirements {
        exec = exec.requirements_file(file);
    }
    match &args.venv {
        Some(path) => exec.venv(path),
        None => exec,
    }
}

/// The packages of a word. Commas stand between versions and extras as well:
/// `pandas[excel,html]>=2,<3,numpy`.
fn separate(word: &str) -> Vec<&str> {
    let (mut packages, mut start, mut depth) = (Vec::new(), 0, 0);
    for (at, letter) in word.char_indices() {
        match letter {
            '[' | '{' => depth += 1,
            ']' | '}' => depth -= 1,
            ',' if depth == 0 => {
                let rest = &word[at + 1..];
                let begins = |first: char| first.is_alphabetic() || first == '@';
                if rest.trim_start().starts_with(begins) {
                    packages.push(&word[start..at]);
                    start = at + 1;
                }
            }
            _ => {}
        }
    }
    packages.push(&word[start..]);
    packages
}

/// Says what is being installed.
pub(crate) fn tell_progress(event: SandboxEvent) {
    if let EventKind::PackagesInstalling {
        installer,
        step,
        packages,
    } = event.kind
    {
        let packages = match packages {
            1 => "1 package".to_owned(),
            count => format!("{count} packages"),
        };
        message::packages(format_args!("{installer}: {step} {packages}"));
    }
}

#[cfg(test)]
mod tests {
    use super::separate;

    #[test]
    fn packages_stand_between_commas() {
        assert_eq!(separate("a"), ["a"]);
        assert_eq!(separate("a,b>=1,<2,@c/d@^1"), ["a", "b>=1,<2", "@c/d@^1"]);
        assert_eq!(separate("a[x,y]==1, b"), ["a[x,y]==1", " b"]);
        let of_cargo = "a = { version = \"1\", features = [\"b\", \"c\"] }";
        assert_eq!(separate(&format!("{of_cargo},d@1")), [of_cargo, "d@1"]);
    }
}
