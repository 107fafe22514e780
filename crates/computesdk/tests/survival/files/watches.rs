//! More changes than can be told.

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
