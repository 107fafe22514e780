//! Files that come back with the result of code.

use std::path::PathBuf;

use computesdk_model::{ExecResult, Result};

use super::snippet::Snippet;
use crate::exec::Exec;
use crate::files::{FileCall, ReturnFiles};

impl Exec<Snippet> {
    /// Files that come back with the result, by their names or by patterns, in
    /// [`files`](ExecResult::files), as [`return_files`](crate::Sandbox::return_files) finds
    /// them. They come with an error too, where that carries a result. Relative ones start
    /// at the working directory of the code.
    ///
    /// ```no_run
    /// # async fn example(sandbox: computesdk::Sandbox) -> computesdk::Result<()> {
    /// let code = "open('table.csv', 'w').write('a,b\\n1,2\\n')";
    /// let result = sandbox.python(code).return_files(["*.csv"]).await?;
    /// assert_eq!(result.files[0].mime, "text/csv");
    /// assert_eq!(result.files[0].contents, "a,b\n1,2\n");
    /// # Ok(()) }
    /// ```
    pub fn return_files<P: Into<PathBuf>>(mut self, names: impl IntoIterator<Item = P>) -> Self {
        let names = names.into_iter().map(Into::into);
        self.target.returns.names.extend(names);
        self
    }

    /// Most files that come back, and most bytes of all of them: 100 and 64 MiB unless told
    /// otherwise.
    pub fn return_limits(mut self, most: usize, bytes: u64) -> Self {
        self.target.returns.most = most;
        self.target.returns.size = bytes;
        self
    }
}

/// The call for the files that are to come back, if any are.
pub(super) fn returning(exec: &Exec<Snippet>) -> Result<Option<FileCall<ReturnFiles>>> {
    let mut wanted = exec.target.returns.clone();
    wanted.check()?;
    wanted.directory = exec.options.directory(&exec.sandbox)?;
    let user = exec.options.user;
    let call = || FileCall::configured(&exec.sandbox, wanted).user(user);
    Ok((!exec.target.returns.names.is_empty()).then(call))
}

/// Adds the files that are to come back to what there is of a result.
pub(super) async fn with_files(
    mut ended: Result<ExecResult>,
    returning: Option<FileCall<ReturnFiles>>,
) -> Result<ExecResult> {
    let result = match &mut ended {
        Ok(result) => Some(result),
        Err(error) => error.result_mut(),
    };
    if let (Some(result), Some(returning)) = (result, returning) {
        match returning.await {
            Ok(returned) => {
                result.files = returned.files;
                result.not_returned = returned.not_returned;
            }
            // What failed first is what is told.
            Err(error) if ended.is_ok() => return Err(error),
            Err(_) => {}
        }
    }
    ended
}
