//! Running commands.

mod builder;
mod capture;
mod collect;
mod command;
mod finish;
mod input;
mod live;
mod options;
mod output_stream;
mod request;
mod sent;
mod span;
mod stop;
mod supervise;
pub(crate) mod validate;

pub use builder::{Command, Exec, Live};
pub use command::IntoCommand;
pub use input::Input;
pub use live::{ExecStream, Job};
pub use output_stream::OutputStream;

pub(crate) use builder::ResultFuture;
pub(crate) use capture::Capture;
pub(crate) use collect::collect;
pub(crate) use finish::{Finish, outcome};
pub(crate) use live::{feed, feed_nothing, lost, start};
pub(crate) use options::{Defaults, Options};
pub(crate) use request::{Inbox, Requests};
pub(crate) use sent::Commands;
pub(crate) use span::{span, started};
pub(crate) use stop::Stop;
pub(crate) use supervise::{Ended, Supervisor};
