//! `compute python` and its sisters, and `compute languages`.

use std::ffi::OsString;
use std::io::{self, Read, Write};

use anstyle::{AnsiColor, Style};
use computesdk::{Compute, EventName, Exec, FoundLanguage, WithArguments};
use serde_json::{Value, json};

use crate::args::{self, Code, Language};
use crate::exec::{configure, log_network, logged, prepare};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::packages::{tell_progress, with_packages};
use crate::signals::Signals;
use crate::{json, stream, transfer};

/// Runs code.
pub(crate) async fn run(language: Language) -> Result<Exit, Failure> {
    let mut signals = Signals::catch().map_err(Failure::host("catch signals"))?;
    let (name, code) = language.parts();
    logged(&code.sandbox, async |compute| {
        run_in(compute, name, code, &mut signals).await
    })
    .await
}

async fn run_in(
    compute: &Compute,
    language: &str,
    args: &Code,
    signals: &mut Signals,
) -> Result<Exit, Failure> {
    let options = &args.command;
    let (code, words) = read(args)?;
    let sandbox = prepare(compute, &args.sandbox, &[], options, signals).await?;
    let _progress = match options.quiet {
        true => None,
        false => Some(sandbox.on(EventName::PackagesInstalling, tell_progress)?),
    };
    let ended = if options.json {
        let exec = with_packages(sandbox.run_code(language, code), language, args);
        let exec = configure(exec, options).args(words);
        let exec = chosen(exec, args).return_files(args.returns.clone());
        let exec = exec.results(args.results);
        json::collect(exec, &sandbox, options.stats, signals).await
    } else {
        let exec = with_packages(sandbox.run_code_stream(language, code), language, args);
        let exec = configure(exec, options).args(words).results(args.results);
        let ended = stream::pass_through(chosen(exec, args), &sandbox, options, signals).await;
        transfer::give_back(ended, &sandbox, &args.returns, options, signals).await
    };
    log_network(&sandbox, &args.sandbox);
    transfer::download(ended, &sandbox, &args.sandbox.downloads, options, signals).await
}

/// With what is chosen of the language.
fn chosen<T: WithArguments>(exec: Exec<T>, args: &Code) -> Exec<T> {
    let exec = exec.check(args.check);
    match &args.language_version {
        Some(version) => exec.version(version),
        None => exec,
    }
}

/// The code, and the program's arguments.
fn read(args: &Code) -> Result<(String, Vec<OsString>), Failure> {
    let mut words = args.words.iter().cloned();
    if let Some(code) = &args.code {
        return Ok((code.clone(), words.collect()));
    }
    let file = words.next().unwrap_or("-".into());
    let code = if file == "-" {
        let mut code = String::new();
        let read = io::stdin().lock().read_to_string(&mut code);
        read.map(|_| code)
    } else {
        std::fs::read_to_string(&file)
    };
    let code = code.map_err(Failure::host(format!("read {}", file.display())))?;
    Ok((code, words.collect()))
}

/// Lists what a sandbox has of languages.
pub(crate) async fn list(args: args::Languages) -> Result<Exit, Failure> {
    let compute = Compute::builder().build()?;
    let sandbox = compute.default_sandbox().await?;
    let found = sandbox.languages().await?;
    let mut out = anstream::stdout();
    let printed = match args.json {
        true => print_json(&found, &mut out),
        false => print(&found, &mut out),
    };
    printed.map_err(Failure::write)?;
    Ok(Exit::Success)
}

fn print(found: &[FoundLanguage], out: &mut impl Write) -> io::Result<()> {
    for language in found {
        let name = language.name;
        for tool in &language.tools {
            let (style, what) = match &tool.path {
                Some(path) => {
                    let version = tool
                        .version
                        .as_deref()
                        .unwrap_or("does not tell its version");
                    (AnsiColor::Green.on_default(), format!("{version}  {path}"))
                }
                None => {
                    let hints = tool.hints.iter().map(ToString::to_string);
                    let mut words = vec![format!("{} is missing", tool.program)];
                    words.extend(hints);
                    (AnsiColor::Red.on_default(), words.join(": "))
                }
            };
            writeln!(out, "{style}{name:12}{}{what}", Style::new().render_reset())?;
        }
        let usual = language.tools.first().and_then(|tool| tool.path.as_ref());
        for other in &language.versions {
            if Some(&other.path) != usual {
                writeln!(out, "{:12}--use {}  {}", "", other.version, other.path)?;
            }
        }
    }
    Ok(())
}

fn print_json(found: &[FoundLanguage], out: &mut impl Write) -> io::Result<()> {
    let tools = |language: &FoundLanguage| {
        let tools = language.tools.iter().map(|tool| {
            let hints: Vec<_> = tool.hints.iter().map(ToString::to_string).collect();
            json!({
                "program": tool.program,
                "path": tool.path,
                "version": tool.version,
                "hints": hints,
            })
        });
        Value::Array(tools.collect())
    };
    let versions = |language: &FoundLanguage| {
        let versions = language.versions.iter();
        let versions = versions.map(|one| json!({ "version": one.version, "path": one.path }));
        Value::Array(versions.collect())
    };
    let languages = found.iter().map(|language| {
        json!({
            "name": language.name,
            "title": language.title,
            "aliases": language.aliases,
            "complete": language.is_complete(),
            "tools": tools(language),
            "versions": versions(language),
        })
    });
    serde_json::to_writer_pretty(&mut *out, &Value::Array(languages.collect()))?;
    writeln!(out)
}
