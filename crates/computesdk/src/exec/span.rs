//! The span of a command, and telling that it runs.

use computesdk_model::Program;
use tracing::field::Empty;
use tracing::{Span, info_span};

use super::stop::Stop;
use crate::events::Running;
use crate::sandbox::Sandbox;

/// From the call until the command has ended.
pub(crate) fn span(sandbox: &Sandbox) -> Span {
    info_span!("sandbox.exec", sandbox = %sandbox.id(), command = Empty)
}

/// Tells that the command of this span runs.
pub(crate) fn started(
    span: &Span,
    sandbox: &Sandbox,
    pid: u32,
    program: &Program,
    stop: &Stop,
) -> Running {
    span.record("command", pid);
    sandbox.emitter().started(pid, program, stop.began())
}
