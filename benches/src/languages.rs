//! Small programs of each language, beside the language's own tool outside any sandbox.

use std::env;
use std::ffi::OsStr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use computesdk::{Compute, Sandbox, SandboxBuilder, Warm};
use serde::Serialize;
use tempfile::TempDir;
use tokio::process::Command;

use crate::rounds::pause;
use crate::samples::Samples;

/// Longer than it takes to have the next sandbox ready.
const QUIET: Duration = Duration::from_millis(100);

/// Longer than it takes to load packages, or a compiler.
const LOADED: Duration = Duration::from_millis(1000);

/// Languages whose interpreter waits for any code.
const CAN_WAIT: [&str; 3] = ["python", "node", "typescript"];

/// A program, and how its language's own tool runs it.
struct Program {
    language: &'static str,
    /// Of the file for the tool.
    file: &'static str,
    code: &'static str,
    /// Lines for a shell, in the directory of the file.
    tool: &'static str,
    /// Packages that it imports.
    requirements: &'static [&'static str],
    /// Those that are loaded before it runs.
    preloaded: &'static [&'static str],
    /// Each time it is another program.
    is_new: bool,
    /// It imports modules of the standard library, which are loaded before it runs.
    imports: bool,
    /// Most times what the tool takes: in a living sandbox, in one from nothing, in one from
    /// the pool; `None` where nothing is asked.
    targets: [Option<f64>; 3],
}

impl Program {
    /// Whether an interpreter waits that takes long to start.
    fn is_loaded(&self) -> bool {
        self.is_new || self.imports || !self.preloaded.is_empty()
    }

    fn warm(&self) -> Warm {
        Warm::new(self.language)
            .requirements(self.preloaded.iter().copied())
            .modules(self.preloaded.iter().copied())
    }
}

const JAVA: Program = Program {
    language: "java",
    file: "Main.java",
    code: "class Main { public static void main(String[] a) { System.out.println(1); } }",
    tool: "java Main.java",
    requirements: &[],
    preloaded: &[],
    is_new: false,
    imports: false,
    targets: [Some(0.12), Some(0.15), Some(0.13)],
};

const PROGRAMS: [Program; 11] = [
    Program {
        language: "python",
        file: "main.py",
        code: "print(1)",
        tool: "python3 main.py",
        requirements: &[],
        preloaded: &[],
        is_new: false,
        imports: false,
        targets: [Some(0.15), Some(1.3), Some(0.25)],
    },
    Program {
        language: "python",
        file: "main.py",
        code: "import dataclasses, datetime, json, logging, re, subprocess\nprint(1)",
        tool: "python3 main.py",
        requirements: &[],
        preloaded: &[],
        is_new: false,
        imports: true,
        targets: [None; 3],
    },
    Program {
        language: "python",
        file: "main.py",
        code: "import numpy\nprint(1)",
        tool: "python3 main.py",
        requirements: &["numpy"],
        preloaded: &["numpy"],
        is_new: false,
        imports: false,
        targets: [Some(0.03), None, Some(0.05)],
    },
    Program {
        language: "python",
        file: "main.py",
        code: "import numpy, pandas\nprint(1)",
        tool: "python3 main.py",
        requirements: &["pandas", "numpy"],
        preloaded: &[],
        is_new: false,
        imports: false,
        targets: [Some(1.5), Some(2.0), Some(1.6)],
    },
    Program {
        language: "node",
        file: "main.js",
        code: "console.log(1)",
        tool: "node main.js",
        requirements: &[],
        preloaded: &[],
        is_new: false,
        imports: false,
        targets: [Some(0.15), Some(1.15), Some(0.2)],
    },
    Program {
        language: "typescript",
        file: "main.ts",
        code: "const one: number = 1\nconsole.log(one)",
        tool: "tsx main.ts",
        requirements: &[],
        preloaded: &[],
        is_new: false,
        imports: false,
        targets: [Some(0.1), Some(0.3), Some(0.15)],
    },
    Program {
        language: "bash",
        file: "main.sh",
        code: "echo 1",
        tool: "bash main.sh",
        requirements: &[],
        preloaded: &[],
        is_new: false,
        imports: false,
        targets: [Some(1.4), Some(3.0), Some(1.5)],
    },
    Program {
        is_new: true,
        targets: [Some(0.3), None, Some(0.35)],
        ..JAVA
    },
    JAVA,
    Program {
        language: "go",
        file: "main.go",
        code: "package main\n\nimport \"fmt\"\n\nfunc main() { fmt.Println(1) }\n",
        tool: "go run main.go",
        requirements: &[],
        preloaded: &[],
        is_new: false,
        imports: false,
        targets: [Some(0.1), Some(0.15), Some(0.12)],
    },
    Program {
        language: "rust",
        file: "main.rs",
        code: "fn main() { println!(\"{}\", 1); }",
        tool: "rustc -o main main.rs && ./main",
        requirements: &[],
        preloaded: &[],
        is_new: false,
        imports: false,
        targets: [Some(0.05), Some(0.08), Some(0.06)],
    },
];

/// What a program took, medians in milliseconds.
#[derive(Serialize)]
pub(crate) struct Times {
    pub(crate) language: &'static str,
    pub(crate) tool: &'static str,
    pub(crate) requirements: &'static [&'static str],
    pub(crate) preloaded: &'static [&'static str],
    pub(crate) is_new: bool,
    pub(crate) imports: bool,
    pub(crate) bare: f64,
    /// In a living sandbox, in one from nothing, in one from the pool.
    pub(crate) ours: [f64; 3],
    pub(crate) targets: [Option<f64>; 3],
}

pub(crate) async fn measure(rounds: usize) -> anyhow::Result<Vec<Times>> {
    let cold = Compute::builder().pool(0..=0).build()?;
    let warm = Compute::builder().pool(1..=4).build()?;
    let living = warm.sandbox("local").await?;
    // The tool that the sandbox finds, and after that the user's own.
    let inside = living.get_env_var("PATH")?.unwrap_or_default();
    let outside = env::var_os("PATH").unwrap_or_default();
    let paths = env::split_paths(&inside).chain(env::split_paths(&outside));
    let paths: Vec<_> = paths.collect();
    let tools = installed(&env::join_paths(&paths)?).await?;
    let (modules, venv) = (
        tools.path().join("node_modules/.bin"),
        tools.path().join("venv/bin"),
    );
    let with_venv = env::join_paths([&venv].into_iter().chain(&paths))?;
    let without_venv = env::join_paths(paths.iter().chain([&modules]))?;
    let mut all = Vec::new();
    for program in &PROGRAMS {
        let path = match program.requirements {
            [] => &without_venv,
            _ => &with_venv,
        };
        let directory = tempfile::tempdir()?;
        std::fs::write(directory.path().join(program.file), program.code)?;
        // What is made once on a machine is made, on both sides.
        run_bare(&directory, program.tool, path).await?;
        run(&living, program).await?;
        if program.is_loaded() {
            living.warm(program.warm()).await?;
            pause(LOADED).await;
        }
        let (mut bare, mut ours) = (Vec::new(), [const { Vec::new() }; 3]);
        for _ in 0..rounds {
            bare.push(timed(run_bare(&directory, program.tool, path)).await?);
            ours[0].push(timed(run(&living, program)).await?);
            ours[1].push(timed(run_in_new(cold.sandbox("local"), program)).await?);
            pause(if program.is_loaded() { LOADED } else { QUIET }).await;
            let mut like = warm.sandbox("local");
            if program.is_loaded() || CAN_WAIT.contains(&program.language) {
                like = like.warm(program.warm());
            }
            ours[2].push(timed(run_in_new(like, program)).await?);
        }
        let median = |times| Samples::new(times).quantile(0.5);
        all.push(Times {
            language: program.language,
            tool: program.tool,
            requirements: program.requirements,
            preloaded: program.preloaded,
            is_new: program.is_new,
            imports: program.imports,
            bare: median(bare),
            ours: ours.map(median),
            targets: program.targets,
        });
    }
    Ok(all)
}

async fn timed(run: impl Future<Output = anyhow::Result<()>>) -> anyhow::Result<Duration> {
    let began = Instant::now();
    run.await?;
    Ok(began.elapsed())
}

/// Without variables that slow a tool down, as a sandbox has none.
async fn run_bare(directory: &TempDir, line: &str, path: &OsStr) -> anyhow::Result<()> {
    // A shell of its own where the line is more than one command.
    let mut command = match line.contains("&&") {
        true => {
            let mut shell = Command::new("sh");
            shell.args(["-c", line]);
            shell
        }
        false => {
            let mut words = line.split(' ');
            let mut command = Command::new(words.next().unwrap_or_default());
            command.args(words);
            command
        }
    };
    let home = env::var_os("HOME").unwrap_or_default();
    command.env_clear().env("PATH", path).env("HOME", home);
    let output = command.current_dir(directory.path()).output().await;
    let output = output.with_context(|| format!("run {line}"))?;
    ensure!(output.stdout == b"1\n", "{line}: {output:?}");
    Ok(())
}

async fn run(sandbox: &Sandbox, program: &Program) -> anyhow::Result<()> {
    static NEW: AtomicU64 = AtomicU64::new(0);
    let mut code = program.code.to_owned();
    if program.is_new {
        code += &format!("// {}", NEW.fetch_add(1, Ordering::Relaxed));
    }
    let mut call = sandbox.run_code(program.language, code);
    if !program.requirements.is_empty() {
        call = call.requirements(program.requirements.iter().copied());
    }
    let ran = call.await?;
    ensure!(ran.stdout == "1\n", "{}: {ran:?}", program.language);
    Ok(())
}

/// Up to its result: that the sandbox is gone nobody waits for.
async fn run_in_new(like: SandboxBuilder, program: &Program) -> anyhow::Result<()> {
    let sandbox = like.await?;
    run(&sandbox, program).await
}

/// What runs TypeScript elsewhere, and an environment with packages of Python, as a user
/// has them.
async fn installed(path: &OsStr) -> anyhow::Result<TempDir> {
    let directory = tempfile::tempdir()?;
    for line in [
        "npm install --silent tsx",
        "python3 -m venv venv",
        "venv/bin/pip install --quiet pandas numpy",
    ] {
        let mut words = line.split(' ');
        let mut command = Command::new(words.next().unwrap_or_default());
        command.args(words).env("PATH", path);
        let done = command.current_dir(directory.path()).output().await;
        let done = done.with_context(|| format!("run {line}"))?;
        ensure!(done.status.success(), "{line}: {done:?}");
    }
    Ok(directory)
}
