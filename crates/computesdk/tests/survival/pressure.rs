//! A slow reader slows the writer; nothing piles up.

use std::time::Duration;

use computesdk::Sandbox;
use tokio::time::sleep;

use super::flood::peak_memory;
use super::stage::play;
use super::world::{run, sandbox};

/// Counts each KiB that it has got rid of.
const WRITER: &str = "
import os
block = b'x' * 1024
for count in range(1, 1 << 20):
    os.write(1, block)
    with open('progress.new', 'w') as file: file.write(str(count))
    os.rename('progress.new', 'progress')
";

/// What may be under way, in KiB: pipes of at most a MiB and a few buffers.
const UNDER_WAY: u64 = 2 << 10;

/// KiB that the writer has written, once it is stuck: when two looks half a
/// second apart find the same.
async fn stuck_at(sandbox: &Sandbox) -> u64 {
    let mut before = None;
    loop {
        let text = sandbox.read_text("progress").await.unwrap_or_default();
        let now = text.parse::<u64>().ok();
        match (before, now) {
            (Some(before), Some(now)) if before == now => return now,
            _ => before = now,
        }
        sleep(Duration::from_millis(500)).await;
    }
}

#[test]
fn a_slow_reader_slows_the_writer() {
    play("slow reader", "");
}

/// Reads now and then, and looks how far the writer has come.
pub(crate) fn slow_reader() {
    run(async {
        let sandbox = sandbox().await;
        let exec = sandbox.exec_stream(("python3", ["-c", WRITER]));
        let mut stream = exec.await.unwrap();
        let mut read = 0;
        let before = peak_memory();
        for _ in 0..4 {
            let written = stuck_at(&sandbox).await;
            assert!(
                written - read / 1024 <= UNDER_WAY,
                "{written} KiB, {read} bytes read"
            );
            while read < (written + 100) * 1024 {
                let chunk = stream.stdout.next_chunk().await.unwrap().unwrap();
                read += chunk.len() as u64;
            }
        }
        let grown = peak_memory() - before;
        assert!(grown < 16 << 10, "{grown} KiB more");
    });
}

#[test]
fn a_slow_command_slows_its_input() {
    run(async {
        let sandbox = sandbox().await;
        let exec = sandbox.exec_stream("until [ -e go ]; do sleep 0.01; done; wc -c");
        let mut stream = exec.await.unwrap();
        let mut stdin = stream.stdin.take().unwrap();
        let bytes = vec![0; 8 << 20];
        let mut writing = Box::pin(tokio::io::AsyncWriteExt::write_all(&mut stdin, &bytes));
        let early = tokio::time::timeout(Duration::from_millis(300), &mut writing).await;
        assert!(early.is_err(), "8 MiB were taken though nobody read them");
        sandbox.write_file("go", "").await.unwrap();
        writing.await.unwrap();
        drop(stdin);
        let count = stream.stdout.next_chunk().await.unwrap().unwrap();
        assert_eq!(count, format!("{}\n", 8 << 20));
    });
}
