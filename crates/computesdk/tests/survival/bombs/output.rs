//! Ten million lines.

use computesdk::Outcome;

use super::{MIB, Scene};
use crate::world::run;

const LINES: usize = 10_000_000;

/// Bytes that `seq` writes for them.
const BYTES: usize = 78_888_897;

const LINE: &str = "seq 10000000 && echo last >&2";

#[test]
fn are_cut_after_what_is_kept_by_default() {
    run(async {
        let scene = Scene::set(|builder| builder).await;
        let result = scene.outlast(scene.loud.exec(LINE)).await.unwrap();
        assert_eq!(result.outcome, Outcome::OutputLimit);
        assert!(result.truncated);
        assert_eq!(result.stdout.as_bytes().len() as u64, 64 * MIB);
        assert!(result.stdout.as_bytes().starts_with(b"1\n2\n3\n"));
        // It ran to its end.
        assert_eq!((&*result.stderr, result.exit_code), ("last\n", 0));
        scene.assert_as_before().await;
    });
}

#[test]
fn are_all_kept_on_request() {
    run(async {
        let scene = Scene::set(|builder| builder).await;
        let exec = scene.loud.exec(LINE).max_output_size(100 * MIB);
        let result = scene.outlast(exec).await.unwrap();
        assert_eq!((result.outcome, result.truncated), (Outcome::Exited, false));
        assert_eq!(result.stdout.as_bytes().len(), BYTES);
        assert!(result.stdout.as_bytes().ends_with(b"\n9999999\n10000000\n"));
        scene.assert_as_before().await;
    });
}

#[test]
fn all_come_through_a_stream() {
    run(async {
        let scene = Scene::set(|builder| builder).await;
        let mut stream = scene.loud.exec_stream(LINE).await.unwrap();
        let count = async {
            let (mut lines, mut bytes) = (0, 0);
            while let Some(chunk) = stream.stdout.next_chunk().await.unwrap() {
                lines += chunk.iter().filter(|byte| **byte == b'\n').count();
                bytes += chunk.len();
            }
            (lines, bytes)
        };
        assert_eq!(scene.outlast(count).await, (LINES, BYTES));
        stream.wait().await.unwrap();
        scene.assert_as_before().await;
    });
}
