//! Java, by the launcher that compiles a file and runs it (JEP 330).

use crate::language::{Language, Tool};
use crate::packages;
use crate::plan::Plan;
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
            ..Plan::interpreted("java", code, &["java"])
        })
    },
};
