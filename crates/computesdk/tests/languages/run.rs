//! Files of the sandbox, run by what runs their language.

use computesdk::{Error, Sandbox, create_compute};

async fn sandbox() -> Sandbox {
    create_compute().unwrap().sandbox("local").await.unwrap()
}

/// What there is of files in a directory, however deep.
async fn names(sandbox: &Sandbox, directory: &str) -> String {
    let list = format!("cd {directory} && find . -type f | sort | tr '\\n' ' '");
    sandbox.exec(list).await.unwrap().stdout.to_string()
}

#[tokio::test]
async fn a_file_of_any_language_runs() {
    let sandbox = sandbox().await;
    for (file, code) in [
        ("app/hello.py", "import sys; print('Hello', sys.argv[1])"),
        ("app/hello.mjs", "console.log('Hello', process.argv[2])"),
        (
            "app/hello.ts",
            "const name: string = process.argv[2]!\nconsole.log('Hello', name)",
        ),
        ("app/hello.sh", "echo Hello $1"),
        (
            "app/hello.go",
            "package main\nimport (\"fmt\"; \"os\")\nfunc main() { fmt.Println(\"Hello\", os.Args[1]) }",
        ),
        (
            "app/hello.rs",
            "fn main() { println!(\"Hello {}\", std::env::args().nth(1).unwrap()); }",
        ),
        (
            "app/Hello.java",
            "class Hello { public static void main(String[] a) { System.out.println(\"Hello \" + a[0]); } }",
        ),
    ] {
        sandbox.write_file(file, code).await.unwrap();
        let before = names(&sandbox, "app").await;
        let ran = sandbox.run(file).args(["World"]).await;
        assert_eq!(ran.unwrap().stdout, "Hello World\n", "{file}");
        let mut stream = sandbox.run_stream(file).args(["World"]).await.unwrap();
        let chunk = stream.stdout.next_chunk().await.unwrap().unwrap();
        assert_eq!(&*chunk, b"Hello World\n", "{file}");
        stream.wait().await.unwrap();
        assert_eq!(names(&sandbox, "app").await, before, "{file}");
    }
}

/// It stands where it does, not in the working directory.
#[tokio::test]
async fn a_file_finds_what_lies_beside_it() {
    let sandbox = sandbox().await;
    for (file, code) in [
        ("app/name.mjs", "export const name = 'beside'"),
        (
            "app/main.ts",
            "import { name } from './name.mjs'\nconst text: string = name\nconsole.log(text, process.cwd())",
        ),
        (
            "app/main.rs",
            "mod other;\nfn main() { println!(\"{}\", other::NAME); }",
        ),
        ("app/other.rs", "pub const NAME: &str = \"beside\";"),
    ] {
        sandbox.write_file(file, code).await.unwrap();
    }
    let ran = sandbox.run("app/main.ts").await.unwrap();
    assert_eq!(ran.stdout, "beside /home/user\n");
    assert_eq!(sandbox.run("app/main.rs").await.unwrap().stdout, "beside\n");
}

#[tokio::test]
async fn a_file_that_does_not_compile_is_told_of_by_its_name() {
    let sandbox = sandbox().await;
    for (file, code, at) in [
        (
            "bad.go",
            "package main\n\nfunc main() { missing() }\n",
            "bad.go:3:15",
        ),
        ("bad.rs", "fn main() {\n    missing();\n}\n", "bad.rs:2:5"),
        ("bad.ts", "let a = 1\nlet b: = 2\n", "bad.ts:2:8"),
    ] {
        sandbox.write_file(file, code).await.unwrap();
        let failed = sandbox.run(file).await;
        let Err(Error::Compilation(error)) = failed else {
            panic!("{file}: {failed:?}");
        };
        let told = error.diagnostics[0].to_string();
        assert!(told.contains(at), "{told}");
    }
    let failed = sandbox.run("nothing.go").await;
    assert!(matches!(failed, Err(Error::NotFound(_))), "{failed:?}");
}
