//! The lines about the network.

use super::Report;
use super::table::passed;

/// Of the throughput without a relay, at least.
const STREAM_TARGET: f64 = 0.5;
/// Milliseconds that a connection may take more than without a relay.
const CONNECT_TARGET: f64 = 1.0;

impl Report {
    /// None where the network was not measured.
    pub(super) fn network_lines(&self) -> Option<String> {
        let network = self.network.as_ref()?;
        let mut text = String::new();
        for (what, pair, target) in [
            ("1 GiB to a sandbox by `allow`", &network.down, true),
            ("1 GiB from a sandbox by `allow`", &network.up, true),
            ("1 GiB to a sandbox by plain HTTP", &network.http, false),
        ] {
            let ratio = pair.direct / pair.sandbox;
            let (words, verdict) = match target {
                true => (
                    format!("≥ {STREAM_TARGET} of the host's loopback"),
                    passed(ratio >= STREAM_TARGET),
                ),
                false => Default::default(),
            };
            text += &format!(
                "| {what} | {:.2} GiB/s, {ratio:.2} of the same program over the host's loopback \
                 ({:.2} GiB/s) | {words} | {verdict} |\n",
                1.0 / pair.sandbox,
                1.0 / pair.direct,
            );
        }
        let (sandbox, direct) = (network.connect.sandbox * 1e3, network.connect.direct * 1e3);
        text += &format!(
            "| a connection by `allow`, and a byte there and back | {sandbox:.2} ms, {:.2} more \
             than over the host's loopback | ≤ {CONNECT_TARGET} ms more | {} |\n",
            sandbox - direct,
            passed(sandbox - direct <= CONNECT_TARGET),
        );
        Some(text)
    }
}
