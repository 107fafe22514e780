//! What is wrong is told where it is.

use computesdk::{CompilationError, Error, Sandbox, create_compute};

async fn sandbox() -> Sandbox {
    create_compute().unwrap().sandbox("local").await.unwrap()
}

async fn compilation(sandbox: &Sandbox, language: &str, code: &str) -> CompilationError {
    match sandbox.run_code(language, code).await {
        Err(Error::Compilation(error)) => *error,
        other => panic!("{language}: {other:?}"),
    }
}

#[tokio::test]
async fn code_that_does_not_compile_is_an_error_of_its_own() {
    let sandbox = sandbox().await;
    for (language, code, at) in [
        (
            "go",
            "package main\n\nfunc main() {\n\tundefined()\n}\n",
            "main.go:4:2",
        ),
        ("go", "func main() {\n\tundefined()\n}\n", "main.go:2:2"),
        (
            "rust",
            "fn main() {\n    let x: i32 = \"text\";\n}\n",
            "main.rs:2:18",
        ),
        ("rust", "println!(\"{}\", 1);\nmissing();\n", "main.rs:2:1"),
        ("typescript", "const a = 1\nconst b: = 2\n", "main.ts:2:10"),
    ] {
        let error = compilation(&sandbox, language, code).await;
        let first = error.diagnostics.first().unwrap().to_string();
        assert!(first.starts_with(at), "{language}: {first}");
        assert!(!error.result.stderr.is_empty(), "{language}: {error:?}");
        assert!(
            !error.result.stderr.starts_with('{'),
            "{language}: {error:?}"
        );
        assert!(error.to_string().contains(at), "{error}");
    }
}

/// The lines of a trace are those of the code.
#[tokio::test]
async fn traces_show_the_lines_that_were_written() {
    let sandbox = sandbox().await;
    for (language, code, at) in [
        (
            "python",
            "x = 1\n\nraise ValueError(x)\n",
            "main.py\", line 3",
        ),
        (
            "node",
            "const x = require('fs')\n\nthrow new Error('x')\n",
            "main.cjs:3",
        ),
        (
            "node",
            "const x = require('fs')\nawait 1\nthrow new Error('x')\n",
            "main.mjs:3",
        ),
        (
            "typescript",
            "interface A {\n  b: string\n}\nenum C { D }\nthrow new Error(String(C.D))\n",
            "main.ts:5",
        ),
        ("bash", "true\n\nno_such_command_here\n", "main.sh: line 3"),
    ] {
        let Err(Error::Execution(error)) = sandbox.run_code(language, code).await else {
            panic!("{language} did not fail");
        };
        assert!(error.result.stderr.contains(at), "{language}: {error:?}");
    }
}

#[tokio::test]
async fn a_language_that_is_not_known_is_named() {
    let error = sandbox().await.run_code("cobol", "").await.unwrap_err();
    assert!(matches!(error, Error::InvalidArgument(_)), "{error:?}");
    assert!(
        error.to_string().contains("python, node, typescript"),
        "{error}"
    );
}

#[tokio::test]
async fn a_language_that_is_missing_says_how_to_get_it() {
    let sandbox = sandbox().await;
    let run = sandbox.python("print(1)").env("PATH", "/nowhere");
    let error = run.await.unwrap_err();
    assert!(matches!(error, Error::NotFound(_)), "{error:?}");
    assert!(
        error
            .hints()
            .iter()
            .any(|hint| hint.to_string().contains("python3")),
        "{error:?}"
    );
}
