//! Crates for Rust, by Cargo.

use toml::{Table, Value};

use super::Part::Manifest as List;
use super::pip::is_proxy;
use super::{
    Complaint, Installer, InstallerSettings, Manifest, Packages, PackagesFailure, Part,
    SettingsFile, Shown, Step,
};

pub(crate) static CARGO_PACKAGES: Packages = Packages {
    title: "packages",
    program: "rustc",
    normalize,
    manifest: Manifest {
        name: "Cargo.toml",
        contents: manifest,
    },
    installers: &[&CARGO],
    links: &[],
    shown: &[Shown::Argument("@", "arguments")],
    macros: Some(("built/debug/deps", "so")),
    environment: None,
};

static CARGO: Installer = Installer {
    name: "cargo",
    probe: &script("probe"),
    settings: InstallerSettings {
        variable: |name| {
            let of_cargo = name.strip_prefix("CARGO_");
            of_cargo.is_some_and(|rest| READ.iter().any(|known| rest.starts_with(known)))
                || is_proxy(name)
        },
        files: &[
            SettingsFile::AtHome(".cargo/config.toml"),
            SettingsFile::AtHome(".cargo/config"),
            SettingsFile::AtHome(".cargo/credentials.toml"),
        ],
        certificates: &["CARGO_HTTP_CAINFO", "SSL_CERT_FILE"],
        directories: &[],
        defaults: &[("CARGO_NET_RETRY", "1")],
        without_certificates: None,
    },
    registries: &script("registries"),
    steps: &[Step {
        title: "installing",
        command: &script("fetch"),
        optional: false,
    }],
    worth_building: &[],
    build: &[Step {
        title: "compiling",
        command: &script("build"),
        optional: false,
    }],
    log: None,
    failure: |said| {
        // What led to a failure comes after it, one a line.
        let mut complaint = Complaint::of_lines(said.stderr, COMPLAINTS);
        let is_error = |line: &&str| line.starts_with("error");
        if complaint.failure == PackagesFailure::Other
            && let Some(error) = said.stderr.lines().rfind(is_error)
        {
            complaint.detail = super::plain(error).to_owned();
        }
        complaint
    },
};

const fn script(what: &'static str) -> [Part; 8] {
    super::script(include_str!("cargo.sh"), "cargo.sh", what, List)
}

/// Beginnings of the variables that it reads of its settings.
const READ: &[&str] = &["HTTP_", "NET_", "REGISTRIES_", "REGISTRY_", "SOURCE_"];

/// What Cargo writes to standard error, which has no other form. The tests of packages see
/// that it does.
const COMPLAINTS: &[(&str, PackagesFailure)] = &[
    // First: what a build writes may have any of the others in it.
    ("failed to run custom build command", PackagesFailure::Build),
    ("could not compile", PackagesFailure::Build),
    ("no matching package", PackagesFailure::NotFound),
    ("does not have feature", PackagesFailure::NotFound),
    ("does not have these features", PackagesFailure::NotFound),
    ("does not have that feature", PackagesFailure::NotFound),
    (
        "failed to select a version for the requirement",
        PackagesFailure::NotFound,
    ),
    ("failed to select a version for", PackagesFailure::Conflict),
    ("requires rustc", PackagesFailure::Conflict),
    (
        "cannot be built because it requires",
        PackagesFailure::Conflict,
    ),
    ("duplicate key", PackagesFailure::Conflict),
    ("Timeout was reached", PackagesFailure::TimedOut),
    ("timed out", PackagesFailure::TimedOut),
    ("Could not resolve host", PackagesFailure::Unreachable),
    ("Couldn't resolve host", PackagesFailure::Unreachable),
    ("Couldn't connect", PackagesFailure::Unreachable),
    ("Could not connect", PackagesFailure::Unreachable),
    ("SSL", PackagesFailure::Unreachable),
    ("got 401", PackagesFailure::Refused),
    ("got 403", PackagesFailure::Refused),
];

/// What its entry in a manifest may have: a registry and no other source.
const KEYS: &[&str] = &[
    "version",
    "features",
    "default-features",
    "package",
    "registry",
];

/// A line of `[dependencies]`, or a name with or without a version behind `@`.
fn normalize(package: &str) -> Result<String, &'static str> {
    let (name, value) = match package.contains('=') && !package.contains('@') {
        true => entry(package)?,
        false => {
            let (name, version) = package.trim().split_once('@').unwrap_or((package, "*"));
            (name.trim().to_owned(), Value::from(version.trim()))
        }
    };
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    if !name.starts_with(|first: char| first.is_ascii_alphabetic()) || !name.bytes().all(is_name) {
        return Err("it does not begin with the name of a crate");
    }
    let value = match value {
        Value::Table(table) => Value::Table(known(table)?),
        Value::String(version) if version.is_empty() => return Err("its version is empty"),
        Value::String(version) => Value::String(version),
        _ => return Err("behind its name a version is expected, such as `\"1.2\"`"),
    };
    Ok(format!("{name} = {value}"))
}

fn entry(line: &str) -> Result<(String, Value), &'static str> {
    let table: Table = line
        .parse()
        .map_err(|_| "it is neither `name@version` nor a line of a Cargo.toml")?;
    let mut entries = table.into_iter();
    match (entries.next(), entries.next()) {
        (Some(entry), None) => Ok(entry),
        _ => Err("it is more than one line of a Cargo.toml"),
    }
}

fn known(table: Table) -> Result<Table, &'static str> {
    match table.keys().all(|key| KEYS.contains(&key.as_str())) {
        true => Ok(table),
        false => Err("only packages of a registry are installed"),
    }
}

/// A program that depends on them. They are compiled once and run often, so with some
/// optimization.
fn manifest(packages: &[String]) -> String {
    let dependencies = packages.join("\n");
    format!(
        "[package]\n\
         name = \"packages\"\n\
         version = \"0.0.0\"\n\
         edition = \"2021\"\n\
         \n\
         [[bin]]\n\
         name = \"packages\"\n\
         path = \"main.rs\"\n\
         \n\
         [profile.dev]\n\
         debug = false\n\
         \n\
         [profile.dev.package.\"*\"]\n\
         opt-level = 2\n\
         \n\
         [workspace]\n\
         \n\
         [dependencies]\n\
         {dependencies}\n"
    )
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::super::Said;
    use super::super::trial::Trial;
    use super::{CARGO, PackagesFailure, Table, manifest, normalize};

    #[test]
    fn registries_are_addresses_in_whichever_quotes() {
        let trial = Trial::new();
        fs::create_dir(trial.path("home/.cargo")).unwrap();
        let config = "[registries]
            one = { index = 'sparse+https://one.org/index/' }
            two.index = \"https://two.org/git\"
            [http]
            proxy = \"proxy.org:3128\"";
        fs::write(trial.path("home/.cargo/config.toml"), config).unwrap();
        let rustc = trial.program("rustc", "");
        trial.program("cargo", "");
        let tried = trial.run(CARGO.registries, &rustc, "");
        assert!(tried.succeeded, "{tried:?}");
        assert_eq!(
            tried.stdout,
            "proxy proxy.org:3128\nhttps://one.org/index/\nhttps://two.org/git\n"
        );
    }

    #[test]
    fn a_cargo_that_tells_of_no_address_is_one() {
        let trial = Trial::new();
        let rustc = trial.program("rustc", "");
        trial.program("cargo", "");
        let tried = trial.run(CARGO.registries, &rustc, "");
        assert!(tried.succeeded, "{tried:?}");
        assert_eq!(tried.stdout, "");
    }

    #[test]
    fn what_a_build_script_closes_is_open_in_the_layer() {
        let trial = Trial::new();
        let rustc = trial.program("rustc", "");
        let build = "mkdir -p built/debug/build/x-1/out/closed && cd built/debug/build/x-1/out
            touch file && chmod 000 file closed";
        trial.program("cargo", build);
        let manifest = trial.path("layer/Cargo.lock");
        fs::write(&manifest, "source = \"sparse+https://own.org/index/\"").unwrap();
        let tried = trial.run(CARGO.build[0].command, &rustc, "");
        assert!(tried.succeeded, "{tried:?}");
        for (name, wanted) in [("file", 0o600), ("closed", 0o700)] {
            let made = trial.path("layer/built/debug/build/x-1/out").join(name);
            let mode = fs::metadata(made).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, wanted, "{name}");
        }
        assert!(!manifest.exists());
    }

    #[test]
    fn a_layer_that_a_build_script_takes_away_is_none() {
        for take in [
            "mv ../layer ../other",
            "cd ..; mv layer other; ln -s other layer",
        ] {
            let trial = Trial::new();
            let rustc = trial.program("rustc", "");
            trial.program("cargo", &format!("mkdir -p built/debug/build\n{take}"));
            let tried = trial.run(CARGO.build[0].command, &rustc, "");
            assert!(!tried.succeeded, "{take}: {tried:?}");
        }
    }

    #[test]
    fn a_build_that_fails_is_told_whatever_it_writes() {
        let stderr = "   Compiling openssl-sys v0.9.100
error: failed to run custom build command for `openssl-sys v0.9.100`

Caused by:
  process didn't exit successfully: `/x/build-script-main` (exit status: 101)
  --- stderr
  Could not find directory of OpenSSL installation, and this `-sys` crate cannot
  proceed without this knowledge: OPENSSL_DIR. A query timed out. It requires rustc 1.90.
  $HOST = x86_64-unknown-linux-gnu: SSL
";
        let said = Said {
            stdout: "",
            stderr,
            log: "",
        };
        let complaint = (CARGO.failure)(&said);
        assert_eq!(complaint.failure, PackagesFailure::Build);
        assert!(complaint.detail.contains("openssl-sys v"), "{complaint:?}");
    }

    #[test]
    fn one_crate_has_one_form() {
        for (written, normal) in [
            ("serde", "serde = \"*\""),
            (" serde@1.0 ", "serde = \"1.0\""),
            ("rand = \"0.8\"", "rand = \"0.8\""),
            ("rand='=0.8.5'", "rand = \"=0.8.5\""),
            ("x@>=1, <2", "x = \">=1, <2\""),
            (
                "tokio = {version=\"1\",features=[\"full\"]}",
                "tokio = { features = [\"full\"], version = \"1\" }",
            ),
        ] {
            assert_eq!(normalize(written).as_deref(), Ok(normal), "{written}");
        }
    }

    #[test]
    fn what_no_registry_serves_is_refused() {
        for written in [
            "",
            "./here",
            "--path",
            "x@",
            "x = { path = \"/opt\" }",
            "x = { git = \"https://example.org/x\" }",
            "x = 1",
            "x = \"1\"\ny = \"2\"",
            "x.y = \"1\"",
            "a b",
            "x = {",
        ] {
            assert!(normalize(written).is_err(), "{written}");
        }
    }

    #[test]
    fn the_manifest_is_one() {
        let packages = ["serde", "rand = \"0.8\""].map(|one| normalize(one).unwrap());
        let table: Table = manifest(&packages).parse().unwrap();
        assert_eq!(table["dependencies"]["rand"].as_str(), Some("0.8"));
    }
}
