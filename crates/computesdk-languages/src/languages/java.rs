//! Java, by the launcher that compiles a file and runs it (JEP 330).

use crate::language::{Language, Tool};
use crate::packages;
use crate::plan::{Archive, Build, Dependencies, Plan, Sooner, Trial, Word};
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
    archive: Some(&CLASSES),
    results: None,
    settings: None,
    check: None,
    packages: Some(&packages::MAVEN_PACKAGES),
    plan: |code, _| {
        Ok(Plan {
            stem: "Main",
            sooner: Some(compiled()),
            ..Plan::interpreted("java", code, &["java"])
        })
    },
};

/// What leads Java to its archive. Where it cannot use all of that, it says so to standard output.
const ARCHIVED: &[Word] = &[
    Word::ProgramBehind("-XX:SharedArchiveFile="),
    Word::Text("-Xlog:cds*=off"),
];

/// The classes of the launcher and its compiler, as the machine has them in memory (JEP 350, from
/// Java 13 on).
static CLASSES: Archive = Archive {
    build: || Build {
        command: vec![
            Word::Text("java"),
            Word::ProgramBehind("-XX:ArchiveClassesAtExit="),
            Word::Source,
        ],
        helper: None,
        trial: Some(Trial {
            command: [&[Word::Text("java")], ARCHIVED, &[Word::Source]].concat(),
            output: "number 0, number 1, number 2 {a=2, b=1} RED\n1.00 3\nThread-0\n",
        }),
        complaints: |text| (Vec::new(), text.to_owned()),
        dependencies: Some(Dependencies {
            variable: |_| false,
            leading,
            files_above: &[],
            files_at_home: &[],
            parts: None,
        }),
    },
    source: ("Usual.java", include_str!("Usual.java")),
    arguments: ARCHIVED,
    // From 32 GiB of heap on, a quarter of the memory, classes are laid out in another way.
    is_for: |memory| memory.is_some_and(|bytes| bytes <= 64 << 30),
};

/// What the launcher compiles each time, compiled.
fn compiled() -> Sooner {
    Sooner {
        build: Build {
            command: vec![
                Word::Text("java"),
                Word::Helper,
                Word::Source,
                Word::Program,
            ],
            helper: Some(("Keep.java", include_str!("Keep.java"))),
            trial: None,
            complaints: |text| (Vec::new(), text.to_owned()),
            dependencies: Some(Dependencies {
                // The encoding of the source.
                variable: |name| name == "LANG" || name.starts_with("LC_"),
                leading,
                files_above: &[],
                files_at_home: &[],
                parts: None,
            }),
        },
        run: vec![Word::Text("java"), Word::Text("-jar"), Word::Program],
    }
}

/// Whether this is a variable with options of the launcher's and of the compiler's.
fn leading(name: &str) -> bool {
    const OPTIONS: [&str; 3] = ["CLASSPATH", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS"];
    name.starts_with("JDK_") || OPTIONS.contains(&name)
}
