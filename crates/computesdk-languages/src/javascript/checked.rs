//! Checking the types of TypeScript, by its own compiler.

use serde_json::json;

use crate::check::{Check, Checked};
use crate::diagnostics;

/// What there is of Node.js where a project has no declarations of it: that it is there.
const NODE_JS: &str = include_str!("node.d.ts");

/// Begins where a package manager puts it: the compiler itself is told from the program of
/// Node.js that starts it, and saves its time.
#[cfg(target_arch = "x86_64")]
const IN_PROJECT: &[&str] = &[
    "node_modules/@typescript/typescript-linux-x64/lib/tsc",
    "node_modules/.bin/tsc",
];
#[cfg(not(target_arch = "x86_64"))]
const IN_PROJECT: &[&str] = &["node_modules/.bin/tsc"];

pub(crate) static CHECK: Check = Check {
    program: "tsc",
    in_project: IN_PROJECT,
    package: "typescript",
    declarations: "node_modules/@types/node/package.json",
    // A module as a type; a namespace, or a type of one, that is not there.
    undeclared: &["TS2709", "TS2503", "TS2694"],
    declarations_hint: "`npm install @types/node` brings the types of Node.js: without them \
                        all that is its own is `any`",
    extension: "ts",
    project: "tsconfig.json",
    args: &["--pretty", "false", "--project"],
    files,
    complaints: |text| (diagnostics::of_tsc(text), text.to_owned()),
};

/// A project of this one file: as the project that it is in has it, or else as Node.js
/// would run it.
fn files(checked: &Checked<'_>) -> Vec<(&'static str, String)> {
    let source = checked.source.to_string_lossy();
    let mut options = json!({
        "noEmit": true,
        "composite": false,
        "incremental": false,
        "moduleDetection": "force",
        "skipLibCheck": true,
    });
    if let Some(project) = &checked.surroundings.settings.file {
        let project = json!({
            "extends": project.to_string_lossy(),
            "compilerOptions": options,
            "files": [source],
            "include": [],
            "references": [],
        });
        return vec![(CHECK.project, project.to_string())];
    }
    let usual = json!({
        "target": "esnext",
        "lib": ["esnext"],
        "module": "preserve",
        "strict": true,
        "jsx": "react-jsx",
        "allowImportingTsExtensions": true,
        "resolveJsonModule": true,
        "types": [],
    });
    if let (Some(options), Some(usual)) = (options.as_object_mut(), usual.as_object()) {
        options.extend(usual.clone());
    }
    let mut files = vec![source.into_owned()];
    let mut written = Vec::new();
    match checked.declarations {
        Some(package) => {
            let kinds = package.ancestors().nth(2).unwrap_or(package);
            options["types"] = json!(["node"]);
            options["typeRoots"] = json!([kinds.to_string_lossy()]);
        }
        None => {
            files.push("node.d.ts".to_owned());
            written.push(("node.d.ts", NODE_JS.to_owned()));
        }
    }
    let project = json!({ "compilerOptions": options, "files": files });
    written.push((CHECK.project, project.to_string()));
    written
}
