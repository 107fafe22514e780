//! The lines about files.

use super::Report;
use super::table::passed;
use crate::files::Pair;

/// Microseconds that a small file may take more than in a plain folder.
const SMALL_TARGET: f64 = 60.0;
/// Of the speed of a plain copy, at least.
const COPY_TARGET: f64 = 0.8;
/// Of the speed of `cp -r`, at least.
const UPLOAD_TARGET: f64 = 0.5;

impl Report {
    /// None where files were not measured.
    pub(super) fn files_lines(&self) -> Option<String> {
        let files = self.files.as_ref()?;
        let mut text = String::new();
        for (call, tight, quiet) in [
            ("write_file", &files.tight.write, &files.quiet.write),
            ("read_file", &files.tight.read, &files.quiet.read),
        ] {
            let more = |pair: &Pair| pair.sandbox - pair.plain;
            text += &format!(
                "| `{call}` of 1 KiB | {:.0} µs, {:.0} more than in a plain folder; after quiet \
                 {:.0} µs, {:.0} more, where a byte to any other process and back takes {:.0} \
                 (else {:.0}) | ≤ {SMALL_TARGET} µs more | {} |\n",
                tight.sandbox,
                more(tight),
                quiet.sandbox,
                more(quiet),
                files.quiet.round_trip,
                files.tight.round_trip,
                match (more(tight) <= SMALL_TARGET, more(quiet) <= SMALL_TARGET) {
                    (true, false) => "falls short after quiet",
                    (met, _) => passed(met),
                },
            );
        }
        for (what, pair, peer, target) in [
            (
                "1 GiB from `open_file` to `create_file`",
                &files.copy,
                "a plain copy",
                COPY_TARGET,
            ),
            (
                "`upload` of 10,000 files of 1 KiB",
                &files.upload,
                "`cp -r`",
                UPLOAD_TARGET,
            ),
            (
                "`download` of the same",
                &files.download,
                "`cp -r`",
                UPLOAD_TARGET,
            ),
        ] {
            let speed = pair.plain / pair.sandbox;
            text += &format!(
                "| {what} | {:.2} s, {speed:.2} of {peer} ({:.2} s) | ≥ {target} of {peer} | {} |\n",
                pair.sandbox,
                pair.plain,
                passed(speed >= target),
            );
        }
        Some(text)
    }
}
