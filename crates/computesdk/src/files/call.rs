//! A call about files that is about to be made.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::path::{Path, PathBuf};

use computesdk_model::{Result, User};
use tracing::{Instrument, Span, trace_span};

use crate::exec::{ResultFuture, validate};
use crate::hints;
use crate::sandbox::Sandbox;

/// A call about files, about to be made: what [`Sandbox::stat`],
/// [`Sandbox::remove`] and their kin make. Set options, then `.await` it.
#[must_use = "nothing happens until this is awaited"]
pub struct FileCall<O> {
    sandbox: Sandbox,
    user: User,
    pub(super) operation: O,
}

/// What a call does. Only types of this crate are operations.
pub trait Operation: Send + 'static {
    /// What comes of it.
    type Output: Send + 'static;

    #[doc(hidden)]
    fn run(self, files: Files) -> impl Future<Output = Result<Self::Output>> + Send;
}

impl<O> FileCall<O> {
    pub(super) fn new(sandbox: &Sandbox, operation: O) -> Self {
        FileCall {
            sandbox: sandbox.clone(),
            user: User::default(),
            operation,
        }
    }

    /// Whose rights count, and who owns what is made: [`User::User`] unless told
    /// otherwise.
    pub fn user(mut self, user: User) -> Self {
        self.user = user;
        self
    }
}

impl<O: Operation> IntoFuture for FileCall<O> {
    type Output = Result<O::Output>;
    type IntoFuture = ResultFuture<O::Output>;

    fn into_future(self) -> Self::IntoFuture {
        let span = span::<O>(&self.sandbox);
        let call = async move {
            let user = self.user;
            let files = Files {
                sandbox: self.sandbox,
                user,
            };
            let done = self.operation.run(files).await;
            done.map_err(|error| hints::for_file(error, user))
        };
        Box::pin(call.instrument(span))
    }
}

/// The span of a call, which its type gives its name. Paths are not in it.
pub(super) fn span<O>(sandbox: &Sandbox) -> Span {
    trace_span!("sandbox.file", sandbox = %sandbox.id(), operation = name::<O>())
}

/// A type's own name, without its module and what it is generic over.
fn name<O>() -> &'static str {
    let whole = std::any::type_name::<O>();
    let path = whole.split_once('<').map_or(whole, |(path, _)| path);
    path.rsplit_once("::").map_or(path, |(_, name)| name)
}

impl<O> fmt::Debug for FileCall<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileCall")
            .field("user", &self.user)
            .finish_non_exhaustive()
    }
}

/// A sandbox's files, with the rights of a user.
#[doc(hidden)]
#[derive(Clone, Debug)]
pub struct Files {
    pub(super) sandbox: Sandbox,
    pub(super) user: User,
}

impl Files {
    pub(super) fn of(sandbox: &Sandbox, user: User) -> Self {
        let sandbox = sandbox.clone();
        Files { sandbox, user }
    }

    /// What the provider offers, while the sandbox lives.
    pub(super) fn provider(&self) -> Result<&dyn computesdk_provider::Sandbox> {
        self.sandbox.alive()
    }

    /// A path of the caller, made absolute.
    pub(super) fn absolute(&self, path: &Path) -> Result<PathBuf> {
        validate::path("path", path)?;
        Ok(self.sandbox.absolute(path))
    }
}
