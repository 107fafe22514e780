//! Packages for Java, by Maven.

use super::Part::{Manifest as List, Text};
use super::{
    Complaint, Installer, InstallerSettings, Manifest, Packages, PackagesFailure, Part,
    SettingsFile, Shown, Step,
};

pub(crate) static MAVEN_PACKAGES: Packages = Packages {
    title: "packages",
    program: "java",
    normalize,
    manifest: Manifest {
        name: "pom.xml",
        contents: pom,
    },
    installers: &[&MAVEN],
    links: &[],
    shown: &[Shown::Variable("CLASSPATH", "jars/*")],
    macros: None,
    environment: None,
};

static MAVEN: Installer = Installer {
    name: "mvn",
    probe: &[Text("mvn"), Text("--version")],
    settings: InstallerSettings {
        variable: |_| false,
        files: &[
            // Where Debian has what it cannot do without.
            SettingsFile::At("/etc/maven/m2.conf"),
            SettingsFile::At("/etc/maven/logging/simplelogger.properties"),
            SettingsFile::At("/etc/maven/settings.xml"),
            SettingsFile::AtHome(".m2/settings.xml"),
            SettingsFile::AtHome(".m2/settings-security.xml"),
        ],
        certificates: &[],
        directories: &[],
        defaults: &[],
        without_certificates: None,
    },
    registries: &[
        Text("sh"),
        Text("-c"),
        Text(include_str!("maven_registries.sh")),
    ],
    steps: &[Step {
        title: "installing",
        command: &[
            Text("mvn"),
            Text("--batch-mode"),
            Text("--no-transfer-progress"),
            Text("-Dmaven.repo.local=/tmp/maven"),
            Text("-Dmaven.wagon.http.retryHandler.count=1"),
            Text("-DincludeScope=runtime"),
            Part::Assigned("-DoutputDirectory=", "jars"),
            Text("--file"),
            List,
            Text("dependency:copy-dependencies"),
        ],
        optional: false,
    }],
    worth_building: &[],
    build: &[],
    log: None,
    failure: |said| Complaint::of_lines(said.stdout, COMPLAINTS),
};

/// What Maven writes, which has no other form. The tests of packages see that it does.
const COMPLAINTS: &[(&str, PackagesFailure)] = &[
    ("Could not find artifact", PackagesFailure::NotFound),
    ("No versions available", PackagesFailure::NotFound),
    ("was not found in", PackagesFailure::NotFound),
    ("timed out", PackagesFailure::TimedOut),
    ("Connection refused", PackagesFailure::Unreachable),
    ("Unknown host", PackagesFailure::Unreachable),
    ("PKIX", PackagesFailure::Unreachable),
    ("status code: 401", PackagesFailure::Refused),
    ("status code: 403", PackagesFailure::Refused),
    ("Could not transfer", PackagesFailure::Unreachable),
    ("ERROR", PackagesFailure::Other),
];

/// `group:artifact`, and behind further colons a version and a classifier.
fn normalize(package: &str) -> Result<String, &'static str> {
    let package = package.trim();
    let parts: Vec<_> = package.split(':').collect();
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    let is_one = |part: &&str| !part.is_empty() && part.bytes().all(plain);
    if !(2..=4).contains(&parts.len()) || !parts.iter().all(is_one) {
        return Err("it is not of the form `group:artifact:version`");
    }
    Ok(package.to_owned())
}

/// A project that depends on them. All parts of the coordinates are [plain](normalize).
fn pom(packages: &[String]) -> String {
    let dependencies: String = packages.iter().map(|one| dependency(one)).collect();
    format!(
        "<project>\
           <modelVersion>4.0.0</modelVersion>\
           <groupId>computesdk</groupId>\
           <artifactId>packages</artifactId>\
           <version>0</version>\
           <packaging>pom</packaging>\
           <dependencies>{dependencies}</dependencies>\
         </project>\n"
    )
}

fn dependency(coordinates: &str) -> String {
    let mut parts = coordinates.split(':');
    let mut part = || parts.next();
    let (group, artifact) = (part().unwrap_or_default(), part().unwrap_or_default());
    // The newest that is no snapshot.
    let version = part().unwrap_or("RELEASE");
    let classifier = part().map_or_else(String::new, |classifier| {
        format!("<classifier>{classifier}</classifier>")
    });
    format!(
        "<dependency>\
           <groupId>{group}</groupId>\
           <artifactId>{artifact}</artifactId>\
           <version>{version}</version>\
           {classifier}\
         </dependency>"
    )
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::super::trial::Trial;
    use super::{MAVEN, normalize, pom};

    #[test]
    fn registries_and_proxies_are_addresses() {
        let trial = Trial::new();
        let own = "mkdir -p org/apache/maven/model
            echo '<url>https://central.org/maven2</url>' >org/apache/maven/model/pom-4.0.0.xml";
        trial.program("jar", own);
        let mvn = trial.program("mvn", "");
        fs::create_dir(trial.path("home/.m2")).unwrap();
        let settings = "<settings><proxies>
            <!-- <proxy><host>comment.org</host></proxy> -->
            <proxy>
              <active>true</active>
              <protocol>https</protocol>
              <host> proxy.org </host>
              <port>3128</port>
            </proxy><proxy><host>short.org</host></proxy>
            <proxy><active> false </active><host>off.org</host><port>1</port></proxy>
            </proxies>
            <mirrors><mirror><url>http://mirror.org/x</url></mirror></mirrors></settings>";
        fs::write(trial.path("home/.m2/settings.xml"), settings).unwrap();
        let tried = trial.run(MAVEN.registries, &mvn, "");
        assert!(tried.succeeded, "{tried:?}");
        // The machine may have settings of its own.
        let lines: Vec<_> = tried.stdout.lines().collect();
        for wanted in [
            "https://central.org/maven2",
            "http://mirror.org/x",
            "proxy http://proxy.org:3128",
            "proxy http://short.org:8080",
        ] {
            assert!(lines.contains(&wanted), "{wanted}: {tried:?}");
        }
        for other in ["comment.org", "off.org"] {
            assert!(!tried.stdout.contains(other), "{other}: {tried:?}");
        }
    }

    #[test]
    fn coordinates_have_two_to_four_parts() {
        for written in ["a.b:c", "a.b:c-d:1.2", "a:b:1:sources"] {
            assert_eq!(normalize(written).as_deref(), Ok(written));
        }
        for written in ["", "a", "a:b:c:d:e", "a::1", "a:<b>:1", "/opt/x.jar"] {
            assert!(normalize(written).is_err(), "{written}");
        }
    }

    #[test]
    fn a_project_depends_on_them() {
        let pom = pom(&["a.b:c".into(), "d:e:1:f".into()]);
        assert!(
            pom.contains("<artifactId>c</artifactId><version>RELEASE</version></dep"),
            "{pom}"
        );
        assert!(
            pom.contains("<version>1</version><classifier>f</classifier>"),
            "{pom}"
        );
    }
}
