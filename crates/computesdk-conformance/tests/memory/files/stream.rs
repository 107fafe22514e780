//! Values that are all there already.

use std::collections::VecDeque;

use computesdk::Result;
use computesdk::provider::{Stream, async_trait};

/// Gives them one after another.
pub(crate) struct Batches<T>(pub(super) VecDeque<T>);

#[async_trait]
impl<T: Send> Stream<T> for Batches<T> {
    async fn next(&mut self) -> Result<Option<T>> {
        Ok(self.0.pop_front())
    }
}
