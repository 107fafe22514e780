//! What a layer is found by: all that it is made from.

use super::Request;
use crate::code::programs::Lengths;

/// Changes where the same is to make another layer.
const EDITION: &str = "2";

impl Request<'_> {
    /// Different for different packages, and for different programs that they are for.
    pub(super) fn key(&self) -> String {
        let mut digest = Lengths::default();
        digest.add(EDITION);
        digest.add(self.workshop.kind());
        digest.add(self.packages.title);
        digest.add(self.compiler.key());
        for package in &self.list {
            digest.add(package);
        }
        digest.finish()
    }
}
