//! More changes than can be told.

use std::collections::HashSet;
use std::time::Duration;

use computesdk::WatchKind;

use crate::world::{run, sandbox, text};

/// Who does not listen for a while learns that something was missed, and from then
/// on all is told again.
#[test]
fn what_was_missed_is_told() {
    run(async {
        let sandbox = sandbox().await;
        sandbox.mkdir("tree").await.unwrap();
        let watch = sandbox.watch("tree").recursive();
        let mut watch = watch.debounce(Duration::ZERO).await.unwrap();
        // The kernel keeps 16,384 unless it was told otherwise.
        text(&sandbox, "cd tree; seq 60000 | xargs touch; mkdir late").await;
        let mut seen = 0;
        loop {
            let event = watch.next().await.unwrap().unwrap();
            if event.kind == WatchKind::Overflow {
                assert_eq!(event.path, std::path::Path::new("/home/user/tree"));
                break;
            }
            seen += 1;
            assert!(seen < 120_000, "nothing was missed");
        }
        // Also in what was made meanwhile.
        text(&sandbox, "echo 1 > tree/late/file").await;
        loop {
            let event = watch.next().await.unwrap().unwrap();
            if event.path.ends_with("late/file") {
                break;
            }
        }
    });
}

/// A directory is listed once it is watched: what was made in it between the two, in the
/// other order, nobody ever heard of.
#[test]
fn what_is_made_in_new_directories_at_once_is_told() {
    const TREES: usize = 3000;
    run(async {
        let sandbox = sandbox().await;
        sandbox.mkdir("tree").await.unwrap();
        let watch = sandbox.watch("tree").recursive();
        let mut watch = watch.debounce(Duration::ZERO).await.unwrap();
        let script = format!(
            "
import os, time
for number in range({TREES}):
    path = f'tree/{{number}}/a'
    os.makedirs(path)
    # Into each moment of what the watch does with it.
    then = time.perf_counter_ns() + number % 100 * 2000
    while time.perf_counter_ns() < then: pass
    open(path + '/file', 'w').close()
"
        );
        sandbox.exec(("python3", ["-c", &script])).await.unwrap();
        let mut files = HashSet::new();
        while files.len() < TREES {
            let event = watch.next().await.unwrap().unwrap();
            assert_ne!(event.kind, WatchKind::Overflow);
            if event.path.ends_with("file") {
                files.insert(event.path);
            }
        }
    });
}
