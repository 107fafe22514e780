//! Packages for Node.js, by npm.

use super::Part::{Each, Layer, Program, Text};
use super::pip::is_proxy;
use super::{
    Complaint, Installer, InstallerSettings, Manifest, Packages, PackagesFailure, Said,
    SettingsFile, Shown, Step,
};

/// The variable that leads to what Node.js has compiled.
pub(crate) const COMPILE_CACHE: &str = "NODE_COMPILE_CACHE";

pub(crate) static NPM_PACKAGES: Packages = Packages {
    title: "packages",
    program: "node",
    normalize,
    manifest: Manifest::LINES,
    installers: &[&NPM],
    links: &[],
    // Modules are looked for in the `node_modules` of all directories above the code.
    shown: &[
        Shown::Programs("node_modules/.bin"),
        Shown::Links {
            from: "node_modules",
            to: "/node_modules",
        },
        Shown::Default(COMPILE_CACHE, "compile-cache"),
    ],
    macros: None,
    environment: None,
};

static NPM: Installer = Installer {
    name: "npm",
    probe: &[Text("npm"), Text("--version")],
    settings: InstallerSettings {
        variable: |name| {
            let name = name.to_ascii_lowercase();
            name.strip_prefix("npm_config_")
                .is_some_and(|setting| READ.contains(&setting))
                || is_proxy(&name)
        },
        files: &[
            SettingsFile::At("/etc/npmrc"),
            SettingsFile::At("/usr/etc/npmrc"),
            SettingsFile::At("/usr/local/etc/npmrc"),
            SettingsFile::AtHome(".npmrc"),
            SettingsFile::Named("NPM_CONFIG_USERCONFIG"),
            SettingsFile::Named("NPM_CONFIG_GLOBALCONFIG"),
        ],
        certificates: &["NODE_EXTRA_CA_CERTS", "NPM_CONFIG_CAFILE", "SSL_CERT_FILE"],
        directories: &[],
        defaults: &[("NPM_CONFIG_FETCH_RETRIES", "1")],
        without_certificates: None,
    },
    registries: &[Program, Text("-e"), Text(include_str!("npm_registries.js"))],
    steps: &[
        Step {
            title: "installing",
            // Scripts of packages are programs of their own: none runs where the host's
            // settings are.
            command: &[
                Text("npm"),
                Text("install"),
                Text("--json"),
                Text("--ignore-scripts"),
                Text("--no-audit"),
                Text("--no-fund"),
                Text("--no-update-notifier"),
                Text("--no-package-lock"),
                Text("--install-links"),
                Text("--cache=/tmp/npm"),
                Text("--prefix"),
                Layer(""),
                Text("--"),
                Each,
            ],
            optional: false,
        },
        Step {
            title: "cleaning",
            // It says where each came from.
            command: &[
                Text("rm"),
                Text("-f"),
                Layer("node_modules/.package-lock.json"),
            ],
            optional: true,
        },
    ],
    worth_building: &[
        Program,
        Text("-e"),
        Text("process.exit(require('module').flushCompileCache ? 0 : 1)"),
    ],
    build: &[Step {
        title: "compiling",
        // Whatever they do when they are loaded ends soon.
        command: &[
            Text("sh"),
            Text("-c"),
            Text("! command -v timeout >/dev/null || set -- timeout -k 1 20 \"$@\"; exec \"$@\""),
            Text("compile"),
            Program,
            Text("-e"),
            Text(include_str!("npm_compile.cjs")),
            Layer(""),
            Each,
        ],
        optional: true,
    }],
    log: None,
    failure,
};

/// What it reads of its settings, beside files.
const READ: &[&str] = &[
    "registry",
    "proxy",
    "https_proxy",
    "noproxy",
    "strict_ssl",
    "fetch_retries",
    "fetch_timeout",
    "fetch_retry_mintimeout",
    "fetch_retry_maxtimeout",
    "nodedir",
];

/// A name with or without a scope, and behind `@` a range of versions or a tag.
fn normalize(package: &str) -> Result<String, &'static str> {
    let package = package.split_whitespace().collect::<Vec<_>>().join(" ");
    let (scope, rest) = match package.strip_prefix('@') {
        Some(scoped) => match scoped.split_once('/') {
            Some((scope, rest)) => (Some(scope), rest),
            None => return Err("behind its scope the name of a package is missing"),
        },
        None => (None, package.as_str()),
    };
    let (name, version) = match rest.split_once('@') {
        Some((name, version)) => (name, Some(version.trim())),
        None => (rest, None),
    };
    let is_name = |name: &str| {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
        !name.is_empty() && !name.starts_with(['.', '-']) && name.bytes().all(plain)
    };
    if !is_name(name) || scope.is_some_and(|scope| !is_name(scope)) {
        return Err("it does not begin with the name of a package");
    }
    let leads_elsewhere = |version: &str| version.contains([':', '/', '#']);
    if version.is_some_and(leads_elsewhere) {
        return Err("only packages of a registry are installed");
    }
    Ok(package)
}

/// What npm answers with `--json`: a code for each way to fail.
fn failure(said: &Said<'_>) -> Complaint {
    let told: Option<serde_json::Value> = said
        .stdout
        .find('{')
        .and_then(|at| serde_json::from_str(&said.stdout[at..]).ok());
    let text = |key: &str| told.as_ref()?.get("error")?.get(key)?.as_str();
    let failure = match text("code").unwrap_or_default() {
        "E404" | "ETARGET" | "ENOVERSIONS" | "EINVALIDPACKAGENAME" => PackagesFailure::NotFound,
        "ERESOLVE" | "EBADENGINE" | "EBADPLATFORM" => PackagesFailure::Conflict,
        "ENOTFOUND"
        | "EAI_AGAIN"
        | "ECONNREFUSED"
        | "ECONNRESET"
        | "ENETUNREACH"
        | "EHOSTUNREACH"
        | "UNABLE_TO_GET_ISSUER_CERT_LOCALLY"
        | "SELF_SIGNED_CERT_IN_CHAIN"
        | "DEPTH_ZERO_SELF_SIGNED_CERT" => PackagesFailure::Unreachable,
        "ETIMEDOUT" | "ERR_SOCKET_TIMEOUT" | "FETCH_ERROR" => PackagesFailure::TimedOut,
        "E401" | "E403" | "ENEEDAUTH" => PackagesFailure::Refused,
        _ => PackagesFailure::Other,
    };
    let summary = text("summary").map(|summary| {
        let lines = summary.lines().map(str::trim);
        lines
            .filter(|line| !line.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    });
    let last = || said.stderr.lines().rfind(|line| !line.trim().is_empty());
    let detail = summary.or_else(|| last().map(str::to_owned));
    Complaint::new(failure, detail.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::normalize;

    #[test]
    fn names_with_versions_are_packages() {
        for (written, normal) in [
            ("axios", "axios"),
            ("axios@1.2.3", "axios@1.2.3"),
            (" @types/node@^20 ", "@types/node@^20"),
            ("left-pad@>=1  <2", "left-pad@>=1 <2"),
            ("x@latest", "x@latest"),
        ] {
            assert_eq!(normalize(written).as_deref(), Ok(normal), "{written}");
        }
    }

    #[test]
    fn what_no_registry_serves_is_refused() {
        for written in [
            "",
            "--global",
            "./here",
            "/opt/x",
            "owner/repository",
            "git+ssh://x/y",
            "x@https://example.org/x.tgz",
            "x@npm:y",
            "x@file:../y",
            "@scope",
            "a b",
        ] {
            assert!(normalize(written).is_err(), "{written}");
        }
    }
}
