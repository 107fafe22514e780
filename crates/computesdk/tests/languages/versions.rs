//! Versions of a language, where several are there.

use computesdk::{Error, FoundVersion, ResourceKind, Sandbox, create_compute};

async fn sandbox() -> Sandbox {
    create_compute().unwrap().sandbox("local").await.unwrap()
}

/// Prints the version that runs it, in front of everything else.
const TELL: [(&str, &str); 7] = [
    ("python", "import sys; print(sys.version.split()[0])"),
    ("node", "console.log(process.versions.node)"),
    (
        "typescript",
        "const told: string = process.versions.node\nconsole.log(told)",
    ),
    ("bash", "echo ${BASH_VERSION%%(*}"),
    (
        "go",
        "package main\nimport (\"fmt\"; \"runtime\")\nfunc main() { fmt.Println(runtime.Version()[2:]) }",
    ),
    // It knows its compiler by what that wrote into the program.
    (
        "rust",
        "fn main() {
            let me = std::fs::read(std::env::current_exe().unwrap()).unwrap();
            let mark = [\"rustc\", \" version \"].concat();
            let text = String::from_utf8_lossy(&me);
            let mut told = text.split(&*mark).skip(1);
            let told = told.find(|told| told.starts_with(|c: char| c.is_ascii_digit())).unwrap();
            println!(\"{}\", told.split(|c: char| !c.is_ascii_digit() && c != '.').next().unwrap());
        }",
    ),
    (
        "java",
        "class M { public static void main(String[] a) { System.out.println(Runtime.version()); } }",
    ),
];

async fn versions(sandbox: &Sandbox, name: &str) -> Vec<FoundVersion> {
    let languages = sandbox.languages().await.unwrap();
    let language = languages.into_iter().find(|one| one.name == name).unwrap();
    language.versions
}

/// What is there differs from machine to machine: each version that is found is the one
/// that runs.
#[tokio::test]
async fn each_version_that_is_found_can_be_chosen() {
    let sandbox = sandbox().await;
    for language in sandbox.languages().await.unwrap() {
        assert!(!language.versions.is_empty(), "{language:?}");
        let (_, code) = TELL
            .iter()
            .find(|(name, _)| *name == language.name)
            .unwrap();
        for one in &language.versions {
            if language.name == "java" && one.version.starts_with("1.") {
                // It runs no source.
                continue;
            }
            let call = sandbox
                .run_code(language.name, *code)
                .env("TOLD", &one.version);
            let ran = call.version(&one.version).await;
            let ran = ran.unwrap_or_else(|error| panic!("{one:?}: {error}"));
            let told = ran.stdout.trim_end();
            assert!(told.starts_with(&one.version), "{one:?}: {told}");
        }
    }
}

/// Two programs that say that they are some version of a language.
async fn two_more(sandbox: &Sandbox) {
    for (name, version) in [
        ("3.99.1", "3.99.1"),
        ("3.100.0", "3.100.0"),
        ("odd", "3.98.7"),
    ] {
        let program = format!(
            "#!/bin/sh\nif [ \"$1\" = --version ]; then echo Python {version}; exit; fi\n\
             echo {version} \"$@\"; head -c 5 \"$1\"; echo\n"
        );
        let path = format!(".pyenv/versions/{name}/bin/python3");
        sandbox.write_file(path, program).mode(0o755).await.unwrap();
    }
    let shim = "#!/bin/sh\necho Python 3.97.1\n";
    let path = ".pyenv/shims/python3.97";
    sandbox.write_file(path, shim).mode(0o755).await.unwrap();
}

#[tokio::test]
async fn the_beginning_of_a_version_means_the_newest() {
    let sandbox = sandbox().await;
    let usual = sandbox
        .python("import sys; print(sys.executable)")
        .await
        .unwrap();
    two_more(&sandbox).await;
    for (wanted, told) in [
        ("3.99", "3.99.1"),
        ("3.99.1", "3.99.1"),
        ("v3.100", "3.100.0"),
        // Its name tells nothing: it is asked, and it can be called by it.
        ("3.98", "3.98.7"),
        ("odd", "3.98.7"),
    ] {
        let ran = sandbox
            .python("print")
            .args(["x"])
            .version(wanted)
            .await
            .unwrap();
        assert_eq!(ran.stdout, format!("{told} main.py x\nprint\n"), "{wanted}");
    }
    // What runs without asking comes first, and not only the first time.
    for _ in 0..2 {
        let code = "import sys; print(sys.executable)";
        let ran = sandbox.python(code).version("3").await.unwrap();
        assert_eq!(ran.stdout, usual.stdout);
    }
    sandbox.write_file("tell.py", "tell it").await.unwrap();
    let ran = sandbox.run("tell.py").version("3.100").await.unwrap();
    assert_eq!(ran.stdout, "3.100.0 /home/user/tell.py\ntell \n");
    let found = versions(&sandbox, "python").await;
    let paths: Vec<_> = found.iter().map(|one| &*one.path).collect();
    assert_eq!(found[0].version, "3.100.0", "{found:?}");
    assert!(
        !paths.iter().any(|path| path.contains("shims")),
        "{found:?}"
    );
}

#[tokio::test]
async fn a_version_that_is_missing_is_told_with_those_that_there_are() {
    let sandbox = sandbox().await;
    for (name, code) in TELL {
        let failed = sandbox.run_code(name, code).version("0.77").await;
        let Err(Error::NotFound(missing)) = failed else {
            panic!("{name}: {failed:?}");
        };
        assert_eq!(missing.kind, ResourceKind::Version);
        assert!(missing.name.ends_with(" 0.77"), "{missing}");
        let there = missing.hints[0].to_string();
        for one in versions(&sandbox, name).await {
            assert!(there.contains(&one.version), "{name}: {there}");
        }
        assert!(missing.hints.len() > 1, "{missing:?}");
    }
    assert_eq!(sandbox.exec("ls").await.unwrap().stdout, "");
    // One that comes later is found.
    let failed = sandbox.python("").version("3.99").await;
    assert!(matches!(failed, Err(Error::NotFound(_))), "{failed:?}");
    two_more(&sandbox).await;
    sandbox.python("").version("3.99").await.unwrap();
}

#[tokio::test]
async fn what_is_no_version_is_refused() {
    let sandbox = sandbox().await;
    for wrong in ["", "../3", "3 11", "-c", "3."] {
        let failed = sandbox.python("").version(wrong).await;
        assert!(
            matches!(failed, Err(Error::InvalidArgument(_))),
            "{wrong}: {failed:?}"
        );
    }
    sandbox.write_file("script", "#!/bin/sh\n").await.unwrap();
    let failed = sandbox.run("script").version("3").await;
    assert!(
        matches!(failed, Err(Error::InvalidArgument(_))),
        "{failed:?}"
    );
}

/// A compiler of another version makes another program, and each is kept.
#[tokio::test]
async fn kept_programs_belong_to_a_version() {
    let directory = tempfile::tempdir().unwrap();
    let builder = computesdk::Compute::builder().cache_directory(directory.path().join("cache"));
    let compute = builder.build().unwrap();
    let sandbox = compute.sandbox("local").await.unwrap();
    let found = versions(&sandbox, "rust").await;
    let code = "fn main() { println!(\"made\"); }";
    for _ in 0..2 {
        for one in &found {
            let ran = sandbox.rust(code).version(&one.version).await.unwrap();
            assert_eq!(ran.stdout, "made\n");
        }
    }
    let kept = std::fs::read_dir(directory.path().join("cache/programs"));
    assert_eq!(kept.unwrap().count(), found.len(), "{found:?}");
}
