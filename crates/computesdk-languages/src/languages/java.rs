//! Java, by the launcher that compiles a file and runs it (JEP 330).

use crate::language::{Language, Tool};
use crate::packages;
use crate::plan::{Build, Dependencies, Plan, Sooner, Word};
use crate::standby;
use crate::versions::Versions;

pub(super) static JAVA: Language = Language {
    name: "java",
    title: "Java",
    aliases: &[],
    extensions: &["java"],
    tools: &[Tool {
        program: "java",
        version: &["-version"],
        versions: Versions {
            prefix: "java",
            directories: &[
                "/opt/versions/java*/*/bin",
                "/usr/lib/jvm/*/bin",
                "~/.sdkman/candidates/java/*/bin",
                "~/.jdks/*/bin",
            ],
            install: |version| {
                let package = version.first(1);
                format!("the package `openjdk-{package}-jdk-headless`, or `sdk install java`")
            },
        },
    }],
    interpreter: Some("java"),
    standby: Some(&standby::JAVA),
    results: None,
    settings: None,
    check: None,
    packages: Some(&packages::MAVEN_PACKAGES),
    plan: |code, _| {
        Ok(Plan {
            stem: "Main",
            sooner: Some(archive()),
            ..Plan::interpreted("java", code, &["java"])
        })
    },
};

/// What the launcher compiles each time, compiled.
fn archive() -> Sooner {
    Sooner {
        build: Build {
            command: vec![
                Word::Text("java"),
                Word::Helper,
                Word::Source,
                Word::Program,
            ],
            helper: Some(("Keep.java", include_str!("Keep.java"))),
            complaints: |text| (Vec::new(), text.to_owned()),
            dependencies: Some(Dependencies {
                // The encoding of the source.
                variable: |name| name == "LANG" || name.starts_with("LC_"),
                leading: |name| name.starts_with("JDK_") || OPTIONS.contains(&name),
                files_above: &[],
                files_at_home: &[],
                parts: None,
            }),
        },
        run: vec![Word::Text("java"), Word::Text("-jar"), Word::Program],
    }
}

/// Variables with options of the launcher's and of the compiler's.
const OPTIONS: &[&str] = &["CLASSPATH", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS"];
