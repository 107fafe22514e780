//! What happens to the sandbox, one JSON object a line on standard error.

use std::io::Write;
use std::time::Duration;

use computesdk::{Compute, EndReason, EventKind, SandboxEvent};
use serde_json::{Value, json};
use tokio::time::timeout;
use tokio_util::task::AbortOnDropHandle;

/// How long the end of the sandbox may take to be told.
const PATIENCE: Duration = Duration::from_secs(2);

/// Prints events until the sandbox has ended.
pub(crate) struct EventLog(AbortOnDropHandle<()>);

impl EventLog {
    /// Begins, before there is a sandbox.
    pub(crate) fn start(compute: &Compute) -> EventLog {
        let mut events = compute.events();
        EventLog(AbortOnDropHandle::new(tokio::spawn(async move {
            while let Some(event) = events.next().await {
                // With standard error closed there is nobody left to tell.
                let _ = writeln!(anstream::stderr(), "{}", describe(&event));
                if matches!(event.kind, EventKind::Destroyed { .. }) {
                    break;
                }
            }
        })))
    }

    /// Waits until all is printed. The sandbox and what made it are gone by now.
    pub(crate) async fn finish(self) {
        let _ = timeout(PATIENCE, self.0).await;
    }
}

/// Times that something took are milliseconds.
fn describe(event: &SandboxEvent) -> Value {
    let milliseconds = |time: &Duration| time.as_secs_f64() * 1000.0;
    let mut object = match &event.kind {
        EventKind::Created { provider } => json!({ "provider": provider }),
        EventKind::Ready { creation_time } => {
            json!({ "creationTime": milliseconds(creation_time) })
        }
        EventKind::ExecStarted { pid, program } => json!({ "pid": pid, "program": program }),
        EventKind::ExecEnded {
            pid,
            exit_code,
            signal,
            outcome,
            execution_time,
        } => json!({
            "pid": pid,
            "exitCode": exit_code,
            "signal": signal,
            "outcome": outcome,
            "executionTime": milliseconds(execution_time),
        }),
        EventKind::LimitHit { pid, limit } => json!({ "pid": pid, "limit": limit }),
        EventKind::PackagesInstalling {
            installer,
            step,
            packages,
        } => json!({ "installer": installer, "step": step, "packages": packages }),
        EventKind::PackagesInstalled {
            installer,
            bytes,
            time,
        } => json!({
            "installer": installer,
            "bytes": bytes,
            "installationTime": milliseconds(time),
        }),
        EventKind::EgressDenied { event } => json!({
            "protocol": event.protocol,
            "host": event.host,
            "port": event.port,
            "message": event.to_string(),
        }),
        EventKind::Destroyed { reason } => match reason {
            EndReason::Ended(cause) => json!({ "reason": reason.name(), "cause": cause }),
            _ => json!({ "reason": reason.name() }),
        },
        _ => json!({}),
    };
    object["event"] = json!(event.kind.name());
    object["sandbox"] = json!(event.sandbox);
    object["time"] = json!(humantime::format_rfc3339_millis(event.time).to_string());
    if event.missed > 0 {
        object["missed"] = json!(event.missed);
    }
    object
}
