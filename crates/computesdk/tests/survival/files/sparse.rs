//! Files with holes, and full disks.

use std::time::Duration;

use computesdk::{Errno, Error, ResourceKind};
use tokio::io::AsyncWriteExt;
use tokio::time::sleep;

use crate::world::{compute, run, sandbox, text};

#[test]
fn holes_stay_holes() {
    run(async {
        let sandbox = sandbox().await;
        // Larger than the disk, but for its holes.
        text(&sandbox, "truncate -s 8G sparse; printf end >> sparse").await;
        let original = sandbox.stat("sparse").await.unwrap();
        assert_eq!(original.size, (8 << 30) + 3);
        assert!(original.allocated < 1 << 20, "{original:?}");
        sandbox.copy("sparse", "copy").await.unwrap();
        let copy = sandbox.stat("copy").await.unwrap();
        assert_eq!(copy.size, original.size);
        assert!(copy.allocated < 1 << 20, "{copy:?}");
        let end = sandbox.read_file("copy").range((8 << 30) - 2..).await;
        assert_eq!(end.unwrap(), b"\0\0end");
    });
}

#[test]
fn a_full_disk_is_told_and_what_was_there_stays() {
    run(async {
        let sandbox = compute().sandbox("local").disk(16 << 20).await.unwrap();
        sandbox.write_file("kept", "before").await.unwrap();
        let large = vec![1; 32 << 20];
        let refused = sandbox.write_file("kept", &large).await.unwrap_err();
        match &refused {
            Error::ResourceExhausted(error) => {
                assert_eq!(error.kind, ResourceKind::Space);
                assert_eq!(error.errno, Some(Errno::ENOSPC));
                assert!(error.detail.contains("/home/user/kept"), "{error}");
                assert!(!error.hints.is_empty());
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(sandbox.read_text("kept").await.unwrap(), "before");

        let mut file = sandbox.create_file("kept").await.unwrap();
        let mut written = Ok(());
        for piece in large.chunks(1 << 20) {
            written = file.write_all(piece).await;
            if written.is_err() {
                break;
            }
        }
        let finished = match written {
            Ok(()) => file.finish().await.map_err(|error| error.errno()),
            Err(error) => {
                drop(file);
                Err(error.raw_os_error().map(Errno::from_raw))
            }
        };
        assert_eq!(finished, Err(Some(Errno::ENOSPC)));
        assert_eq!(sandbox.read_text("kept").await.unwrap(), "before");

        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("large"), &large).unwrap();
        let refused = sandbox.upload(folder.path(), "folder").await.unwrap_err();
        assert_eq!(refused.errno(), Some(Errno::ENOSPC), "{refused:?}");
        sandbox.remove("folder").recursive().await.unwrap();
        // What was given up is let go of a moment later.
        while let Err(error) = sandbox.write_file("after", vec![1; 4 << 20]).await {
            assert_eq!(error.errno(), Some(Errno::ENOSPC), "{error:?}");
            sleep(Duration::from_millis(5)).await;
        }
    });
}
