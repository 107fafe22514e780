//! Sizes as people write them.

use computesdk_model::{InvalidArgumentError, Result};

/// Reads a size in bytes: `1048576`, `64MiB`, `2GiB`, `1.5 GB`. With an `i`
/// units are powers of 1024, without one powers of 1000.
///
/// # Errors
///
/// `InvalidArgument` where it is no size.
///
/// ```
/// assert_eq!(computesdk::parse_size("256MiB")?, 256 << 20);
/// assert_eq!(computesdk::parse_size("2GB")?, 2_000_000_000);
/// assert!(computesdk::parse_size("much").is_err());
/// # Ok::<(), computesdk::Error>(())
/// ```
pub fn parse_size(text: &str) -> Result<u64> {
    parse_size::parse_size(text).map_err(|cause| {
        let reason = format!("{text:?} is no number of bytes and no size such as 256MiB: {cause}");
        InvalidArgumentError::new("size", reason).into()
    })
}
