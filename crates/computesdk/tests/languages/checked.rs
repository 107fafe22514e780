//! Types that are checked before code runs, by a compiler that is installed for this.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use computesdk::{Compute, Error, Sandbox, create_compute};

/// Installs packages of Node.js into a directory, all of them or none.
fn install(packages: &[&str], into: &Path) {
    let directory = tempfile::tempdir_in(into.parent().unwrap()).unwrap();
    std::fs::write(directory.path().join("package.json"), "{}").unwrap();
    let ran = Command::new("npm")
        .args(["install", "--no-audit", "--no-fund", "--no-save"])
        .args(packages)
        .current_dir(directory.path())
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "{told}");
    // Another run of the tests may have done it meanwhile.
    let renamed = std::fs::rename(directory.path(), into);
    assert!(into.exists(), "{renamed:?}");
}

/// Installed once for all tests, beside what they are built from, and shown to their
/// sandboxes.
fn compiler() -> &'static Path {
    static INSTALLED: OnceLock<PathBuf> = OnceLock::new();
    INSTALLED.get_or_init(|| {
        let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("typescript-7");
        if !directory.exists() {
            install(&["typescript@7", "@types/node@26"], &directory);
        }
        directory
    })
}

/// With a compiler in the project at `/project`.
async fn sandbox() -> Sandbox {
    let modules = tokio::task::spawn_blocking(|| compiler().join("node_modules"));
    let modules = modules.await.unwrap();
    let compute = create_compute().unwrap();
    let at = "/srv/project/node_modules/typescript";
    let native = "/srv/project/node_modules/@typescript";
    let builder = compute
        .sandbox("local")
        .mount(modules.join("typescript"), at, true)
        .mount(modules.join("@typescript"), native, true);
    let sandbox = builder.await.unwrap();
    let open = sandbox.exec("chown user: /srv/project");
    open.user(computesdk::User::Root).await.unwrap();
    sandbox.cd("/srv/project").await.unwrap();
    sandbox
}

#[tokio::test]
async fn what_has_the_wrong_type_does_not_run() {
    let sandbox = sandbox().await;
    let code = "import fs from 'node:fs'\nfs.writeFileSync('ran', '')\nconst name: string = 1\n\
                const count: number = name\n";
    let failed = sandbox.typescript(code).check(true).await;
    let Err(Error::Compilation(error)) = failed else {
        panic!("{failed:?}");
    };
    let told: Vec<_> = error.diagnostics.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "main.ts:3:7: error TS2322: Type 'number' is not assignable to type 'string'.",
            "main.ts:4:7: error TS2322: Type 'string' is not assignable to type 'number'.",
        ]
    );
    assert_eq!(error.diagnostics[0].code.as_deref(), Some("TS2322"));
    assert!(error.result.stderr.contains("error TS2322"), "{error:?}");
    assert!(error.hints.is_empty(), "{error:?}");
    let code = "import { Server } from 'http'\nlet server: Server\n";
    let failed = sandbox.typescript(code).check(true).await;
    let Err(Error::Compilation(error)) = failed else {
        panic!("{failed:?}");
    };
    let hint = error.hints[0].to_string();
    assert!(hint.contains("@types/node"), "{error:?}");
    // Neither did it run, nor is anything left of it.
    assert_eq!(sandbox.exec("ls").await.unwrap().stdout, "node_modules\n");
    assert_eq!(sandbox.exec("ls /tmp").await.unwrap().stdout, "");
}

#[tokio::test]
async fn what_is_right_runs() {
    let sandbox = sandbox().await;
    // All that runs without a check.
    let code = "
import fs from 'fs'
import { join } from 'node:path'
const os = require('os')
const waiting: NodeJS.Timeout = setTimeout(() => {}, 1)
const bytes: Buffer = Buffer.from('hi')
const address = new URL('http://localhost/x')
enum Color { Red = 'red' }
const told: string[] = await Promise.all([Color.Red, address.pathname, join('a', 'b')])
console.log(told.join(), bytes.toString(), typeof os.cpus, typeof fs.readFileSync)
console.log(process.argv.slice(2), typeof waiting, typeof import.meta.url)
";
    let ran = sandbox.typescript(code).args(["x"]).check(true).await;
    let ran = ran.unwrap_or_else(|error| panic!("{error}\n{:?}", error.result()));
    assert_eq!(
        ran.stdout,
        "red,/x,a/b hi function function\n[ 'x' ] object string\n"
    );
    let script = "import os = require('os')\nconst name: string = os.EOL\nexport = name";
    sandbox.typescript(script).check(true).await.unwrap();
}

#[tokio::test]
async fn files_and_projects_are_checked_as_they_say() {
    let sandbox = sandbox().await;
    let code = "import { half } from './half.mjs'\nfunction twice(x) { return 2 * x }\n\
                console.log(twice(half(2)))\n";
    sandbox.write_file("src/app.ts", code).await.unwrap();
    let half = "export const half = x => x / 2\n";
    sandbox.write_file("src/half.mjs", half).await.unwrap();
    let types = "export declare const half: (x: number) => number\n";
    sandbox.write_file("src/half.d.mts", types).await.unwrap();
    let failed = sandbox.run("src/app.ts").check(true).await;
    let Err(Error::Compilation(error)) = failed else {
        panic!("{failed:?}");
    };
    let told = error.diagnostics[0].to_string();
    assert!(told.starts_with("app.ts:2:16: error TS7006: "), "{told}");
    let lax = "{\"compilerOptions\": {\"noImplicitAny\": false, \"module\": \"preserve\", \
               \"lib\": [\"esnext\", \"dom\"]}}";
    sandbox.write_file("tsconfig.json", lax).await.unwrap();
    let ran = sandbox.run("src/app.ts").check(true).await.unwrap();
    assert_eq!(ran.stdout, "2\n");
    let wrong = code.replace("half(2)", "half('2')");
    sandbox.write_file("src/app.ts", wrong).await.unwrap();
    let failed = sandbox.run("src/app.ts").check(true).await;
    assert!(matches!(failed, Err(Error::Compilation(_))), "{failed:?}");
    let left = sandbox.exec("ls src").await.unwrap().stdout;
    assert_eq!(left, "app.ts\nhalf.d.mts\nhalf.mjs\n");
}

#[tokio::test]
async fn declarations_of_the_project_count() {
    let modules = tokio::task::spawn_blocking(|| compiler().join("node_modules"));
    let modules = modules.await.unwrap();
    let builder = create_compute().unwrap().sandbox("local");
    let builder = builder.mount(modules, "/home/user/node_modules", true);
    let sandbox = builder.await.unwrap();
    let code = "import { Server } from 'http'\nlet server: Server | undefined\n\
                console.log(process.argv.length satisfies number, server)";
    let ran = sandbox.typescript(code).check(true).await.unwrap();
    assert_eq!(ran.stdout, "2 undefined\n");
    let code = "import fs from 'fs'\nfs.readFileSync(1n)";
    let failed = sandbox.typescript(code).check(true).await;
    let Err(Error::Compilation(error)) = failed else {
        panic!("{failed:?}");
    };
    assert_eq!(error.diagnostics[0].line, 2);
    assert!(error.hints.is_empty(), "{error:?}");
}

#[tokio::test]
async fn a_compiler_that_is_missing_is_installed() {
    let compute = Compute::builder().build().unwrap();
    let sandbox = compute.sandbox("local").await.unwrap();
    let found = sandbox.exec("command -v tsc").unchecked().await.unwrap();
    if found.exit_code == 0 {
        eprintln!("NOT CHECKED: this machine has a compiler, {}", found.stdout);
        return;
    }
    let code = "const one: number = 'one'\nconsole.log(one)";
    let failed = sandbox.typescript(code).check(true).await;
    let Err(Error::Compilation(error)) = failed else {
        panic!("{failed:?}");
    };
    assert_eq!(error.diagnostics[0].code.as_deref(), Some("TS2322"));
    let right = sandbox.typescript("const one: number = 1\nconsole.log(one)");
    assert_eq!(right.check(true).await.unwrap().stdout, "1\n");
}

#[tokio::test]
async fn what_cannot_be_checked_is_told() {
    let compute = Compute::builder().build().unwrap();
    let sandbox = compute.sandbox("local").await.unwrap();
    // No search path: the machine may have a compiler.
    sandbox.set_env("PATH", "/nowhere").unwrap();
    let failed = sandbox.typescript("console.log(1)").check(true).await;
    let Err(Error::NotFound(missing)) = failed else {
        panic!("{failed:?}");
    };
    assert_eq!(missing.name, "tsc");
    assert!(
        missing.hints[0]
            .to_string()
            .contains("npm install typescript")
    );
    let failed = sandbox.python("print(1)").check(true).await;
    assert!(
        matches!(failed, Err(Error::InvalidArgument(_))),
        "{failed:?}"
    );
    sandbox.write_file("a.py", "print(1)").await.unwrap();
    let failed = sandbox.run("a.py").check(true).await;
    assert!(
        matches!(failed, Err(Error::InvalidArgument(_))),
        "{failed:?}"
    );
    assert_eq!(sandbox.exec("echo *").await.unwrap().stdout, "a.py\n");
}
