//! Nobody sees half of what is written.

use std::time::Duration;

use computesdk::User;

use crate::world::{run, sandbox, text};

#[test]
fn readers_inside_see_all_or_nothing() {
    run(async {
        let sandbox = sandbox().await;
        sandbox
            .write_file("file", vec![b'a'; 100_000])
            .await
            .unwrap();
        let reader = "python3 -u -c \"
print('ready')
while True:
    text = open('file').read()
    assert len(text) == 100000 and text == text[0] * 100000, text[:50]
\"";
        let mut stream = sandbox.exec_stream(reader).unchecked().await.unwrap();
        let first = stream.stdout.next_chunk().await.unwrap().unwrap();
        assert!(first.starts_with(b"ready"), "{first:?}");
        let until = tokio::time::Instant::now() + Duration::from_secs(2);
        let mut letter = b'a';
        while tokio::time::Instant::now() < until {
            letter = if letter == b'z' { b'a' } else { letter + 1 };
            sandbox
                .write_file("file", vec![letter; 100_000])
                .await
                .unwrap();
        }
        let still = tokio::time::timeout(Duration::from_millis(100), stream.wait()).await;
        assert!(still.is_err(), "{still:?}");
    });
}

/// Where to replace it would lose something, a file is written in place.
#[test]
fn what_a_file_has_besides_stays() {
    run(async {
        let sandbox = sandbox().await;
        let prepare = "mkdir /shared; echo 1 > /shared/file; chmod 666 /shared/file; \
                       chmod 755 /shared";
        sandbox.exec(prepare).user(User::Root).await.unwrap();
        let before = sandbox.stat("/shared/file").await.unwrap();
        sandbox.write_file("/shared/file", "of user").await.unwrap();
        let after = sandbox.stat("/shared/file").await.unwrap();
        assert_eq!(before.uid, after.uid);
        // With a single id it is the user's own, and is replaced.
        if before.uid != 1000 {
            assert_eq!(before.inode, after.inode);
        }
        assert_eq!(text(&sandbox, "cat /shared/file").await, "of user");
    });
}

/// A file that is mounted cannot be replaced, and is the host's own.
#[test]
fn a_mounted_file_is_written_in_place() {
    run(async {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, "before").unwrap();
        let compute = crate::world::compute();
        let sandbox = compute.sandbox("local").mount(&file, "/shown", false);
        let sandbox = sandbox.await.unwrap();
        sandbox.write_file("/shown", "after").await.unwrap();
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "after");
        let mut writer = sandbox.create_file("/shown").await.unwrap();
        tokio::io::AsyncWriteExt::write_all(&mut writer, b"again")
            .await
            .unwrap();
        writer.finish().await.unwrap();
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "again");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    });
}
