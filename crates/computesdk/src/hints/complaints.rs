//! What programs write when they meet a limit of the sandbox.

use computesdk_model::Hint;

use super::{Reach, disk, file_size, memory, processes};

/// How much of the end of stderr is looked at.
const TAIL: usize = 4096;

/// Texts of the C library and of well-known programs, and what is behind them.
const COMPLAINTS: [(&str, Limit); 25] = [
    ("No space left on device", Limit::Disk),
    ("Disk quota exceeded", Limit::Disk),
    ("Cannot allocate memory", Limit::Memory),
    ("MemoryError", Limit::Memory),
    ("JavaScript heap out of memory", Limit::Memory),
    ("java.lang.OutOfMemoryError: Java heap", Limit::Memory),
    ("insufficient memory for the Java Runtime", Limit::Memory),
    ("runtime: out of memory", Limit::Memory),
    ("std::bad_alloc", Limit::Memory),
    ("File too large", Limit::FileSize),
    ("File size limit exceeded", Limit::FileSize),
    ("Too many open files", Limit::OpenFiles),
    ("fork: Resource temporarily unavailable", Limit::Processes),
    ("can't start new thread", Limit::Processes),
    ("unable to create native thread", Limit::Processes),
    ("failed to create new OS thread", Limit::Processes),
    ("Temporary failure in name resolution", Limit::Network),
    ("Could not resolve host", Limit::Network),
    ("getaddrinfo EAI_AGAIN", Limit::Network),
    ("Network is unreachable", Limit::Network),
    ("Name or service not known", Limit::Rules),
    ("getaddrinfo ENOTFOUND", Limit::Rules),
    ("Connection reset by peer", Limit::Rules),
    ("ECONNRESET", Limit::Rules),
    ("403 Forbidden", Limit::Rules),
];

#[derive(Clone, Copy, Debug)]
enum Limit {
    Disk,
    Memory,
    OpenFiles,
    FileSize,
    Processes,
    Network,
    Rules,
}

/// Advice about what a program complained of last.
pub(crate) fn hints(stderr: &str, reach: &impl Reach) -> Vec<Hint> {
    let start = stderr.len().saturating_sub(TAIL);
    let start = (start..=stderr.len()).find(|at| stderr.is_char_boundary(*at));
    let tail = &stderr[start.unwrap_or_default()..];
    let complaint = COMPLAINTS
        .iter()
        .filter_map(|(text, limit)| Some((tail.rfind(text)?, *limit)))
        .max_by_key(|(at, _)| *at);
    complaint
        .and_then(|(_, limit)| advice(limit, reach))
        .into_iter()
        .collect()
}

fn advice(limit: Limit, reach: &impl Reach) -> Option<Hint> {
    Some(match limit {
        Limit::Disk => disk(),
        Limit::Memory => memory(),
        Limit::OpenFiles => Hint::new(
            "raise the sandbox's `open_files`: .open_files(count) in code, `open_files` in \
             [limits] of compute.toml, or COMPUTE_OPEN_FILES",
        ),
        Limit::FileSize => file_size(),
        Limit::Processes => processes(),
        Limit::Network if reach.is_none() => Hint::new(
            "this sandbox has no network: its `network` is `none`. Allow what the command needs: \
             .allow(\"HOST:PORT\") in code, --allow HOST:PORT, or `allow` in compute.toml",
        ),
        // Others than rules cause these too: a refusal must be known.
        Limit::Network | Limit::Rules => {
            let denied = reach.denied()?;
            Hint::new(format!(
                "the sandbox's network rules refused this: {denied}. To allow it: \
                 .allow(\"HOST:PORT\") in code, --allow HOST:PORT, or `allow` in compute.toml"
            ))
        }
    })
}
