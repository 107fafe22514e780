//! A command whose result is printed as one JSON object.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use computesdk::{
    CancellationToken, Error, Exec, ExecResult, Input, Output, ReturnedFile, RichResult, Sandbox,
    Signal,
};
use serde_json::{Map, Value, json};

use crate::exit::Exit;
use crate::failure::{Failure, exit_of};
use crate::screen::Screen;
use crate::signals::Signals;
use crate::stdio::{CopyError, Stdio};
use crate::{live, stats};

/// Runs a command to its end and prints what came of it.
pub(crate) async fn collect<T>(
    exec: Exec<T>,
    sandbox: &Sandbox,
    with_stats: bool,
    signals: &mut Signals,
) -> Result<Exit, Failure>
where
    Exec<T>: IntoFuture<Output = Result<ExecResult, Error>>,
{
    let token = CancellationToken::new();
    let exec = exec
        .input(Input::reader(tokio::io::stdin()))
        .cancel(token.clone())
        .into_future();
    tokio::pin!(exec);
    let mut interrupted = None;
    let running = async {
        loop {
            tokio::select! {
                ended = &mut exec => break ended,
                signal = signals.next_to_end() => {
                    interrupted = Some(signal);
                    token.cancel();
                }
            }
        }
    };
    let screen = match with_stats {
        true => Screen::open().map_err(Failure::host("open the streams"))?,
        false => None,
    };
    let ended = live::beside(screen.as_ref(), sandbox, running).await;
    let result = ended.as_ref().map_or_else(Error::result, Some);
    let mut object = result.map_or_else(Map::new, describe);
    if with_stats {
        result.into_iter().for_each(stats::print);
    }
    if let Err(error) = &ended {
        object.insert("error".to_owned(), describe_error(error));
    }
    let line = format!("{}\n", Value::Object(object));
    let output = Stdio::output().map_err(Failure::host("open the streams"))?;
    tokio::select! {
        written = output.copy_from(line.as_bytes(), None) => match written {
            Ok(()) => Ok(exit(&ended, interrupted)),
            Err(CopyError::Read(cause) | CopyError::Write(cause)) => Err(Failure::write(cause)),
        },
        // Whoever reads us may never read on.
        signal = signals.next_to_end() => Err(Failure::Interrupted(signal)),
    }
}

fn exit(ended: &Result<ExecResult, Error>, interrupted: Option<Signal>) -> Exit {
    match (ended, interrupted) {
        (Ok(result), _) => Exit::of(result.exit_code),
        (Err(Error::Abort(_)), Some(signal)) => Exit::Signal(signal),
        (Err(error), _) => exit_of(error),
    }
}

/// Times are milliseconds, sizes bytes.
fn describe(result: &ExecResult) -> Map<String, Value> {
    let milliseconds = |time: std::time::Duration| time.as_secs_f64() * 1000.0;
    let usage = &result.usage;
    let mut object = Map::new();
    stream(&mut object, "stdout", &result.stdout);
    stream(&mut object, "stderr", &result.stderr);
    let rest = [
        ("exitCode", json!(result.exit_code)),
        ("signal", json!(result.signal)),
        ("outcome", json!(result.outcome)),
        ("oomKilled", json!(result.oom_killed)),
        ("truncated", json!(result.truncated)),
        ("executionTime", json!(milliseconds(result.execution_time))),
        ("pid", json!(result.pid)),
        (
            "usage",
            json!({
                "cpuTime": milliseconds(usage.cpu_time),
                "memory": usage.memory,
                "diskIO": usage.disk_io,
            }),
        ),
    ];
    object.extend(rest.map(|(key, value)| (key.to_owned(), value)));
    if !result.files.is_empty() || !result.not_returned.is_empty() {
        let files = result.files.iter().map(returned).collect();
        object.insert("files".to_owned(), Value::Array(files));
        object.insert("notReturned".to_owned(), json!(result.not_returned));
    }
    if !result.results.is_empty() || result.results_missing.is_some() {
        let results = result.results.iter().map(displayed).collect();
        object.insert("results".to_owned(), Value::Array(results));
        let missing = json!(result.results_missing);
        object.insert("resultsMissing".to_owned(), missing);
    }
    object
}

fn displayed(result: &RichResult) -> Value {
    json!({ "isMainResult": result.is_main_result, "data": result.data })
}

fn returned(file: &ReturnedFile) -> Value {
    json!({
        "path": file.path,
        "mime": file.mime,
        "size": file.contents.as_bytes().len(),
        "base64": STANDARD.encode(file.contents.as_bytes()),
    })
}

/// Text, and the bytes themselves where they are not UTF-8.
fn stream(object: &mut Map<String, Value>, name: &str, output: &Output) {
    object.insert(name.to_owned(), json!(output.as_str()));
    if std::str::from_utf8(output.as_bytes()).is_err() {
        let encoded = STANDARD.encode(output.as_bytes());
        object.insert(format!("{name}Base64"), json!(encoded));
    }
}

fn describe_error(error: &Error) -> Value {
    let hints: Vec<String> = error.hints().iter().map(ToString::to_string).collect();
    let mut object = json!({
        "kind": error.kind(),
        "message": error.to_string(),
        "errno": error.errno().and_then(|errno| errno.name()),
        "hints": hints,
    });
    if let Error::Packages(failed) = error {
        object["failure"] = json!(failed.failure.name());
        object["packages"] = json!(failed.packages);
    }
    if let Error::Compilation(failed) = error {
        object["diagnostics"] = json!(failed.diagnostics);
    }
    object
}
