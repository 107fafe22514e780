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
mod stop;
mod supervise;
pub(crate) mod validate;

pub use builder::{Command, Exec, Live};
pub use command::IntoCommand;
pub use input::Input;
pub use live::{ExecStream, Job};
pub use output_stream::OutputStream;

pub(crate) use builder::ResultFuture;
pub(crate) use collect::collect;
pub(crate) use live::start;
pub(crate) use options::{Defaults, Options};
pub(crate) use stop::Stop;
