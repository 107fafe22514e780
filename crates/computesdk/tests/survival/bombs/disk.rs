//! Disks: bytes and inodes.

use computesdk::{Error, Outcome};

use super::{MIB, Scene};
use crate::world::{run, text};

/// Many write at once, until each is refused.
const BYTES: &str = "
for i in $(seq 8); do
    (while head -c 64K /dev/zero >> bomb.$i; do :; done) 2>/dev/null &
done
wait; head -c 64K /dev/zero > last";

#[test]
fn full_of_bytes() {
    run(async {
        let scene = Scene::set(|builder| builder.disk(16 * MIB)).await;
        let bomb = scene.outlast(scene.loud.exec(BYTES).unchecked()).await;
        let bomb = bomb.unwrap();
        assert_eq!(bomb.outcome, Outcome::DiskLimit, "{bomb:?}");
        // Full as it is, it runs what writes nothing, and files can be read.
        assert_eq!(text(&scene.loud, "echo here").await, "here");
        let size = scene.loud.read_file("bomb.1").await.unwrap().len();
        assert!(size > 0);
        let more = vec![0; MIB as usize];
        let refused = scene.loud.write_file("more", more).await.unwrap_err();
        assert!(!matches!(refused, Error::SandboxGone(_)), "{refused}");
        text(&scene.loud, "rm -f bomb.* last more").await;
        scene.assert_as_before().await;
    });
}

#[test]
fn full_of_inodes() {
    run(async {
        let scene = Scene::set(|builder| builder.inodes(3000)).await;
        let line = "mkdir many && cd many && seq 5000 | xargs mkdir";
        let bomb = scene.outlast(scene.loud.exec(line).unchecked()).await;
        let bomb = bomb.unwrap();
        assert_eq!(bomb.outcome, Outcome::DiskLimit, "{bomb:?}");
        assert_eq!(text(&scene.loud, "echo here").await, "here");
        text(&scene.loud, "rm -r many").await;
        scene.assert_as_before().await;
    });
}

/// What takes no room is no bomb.
#[test]
fn full_of_holes() {
    run(async {
        let scene = Scene::set(|builder| builder.disk(16 * MIB)).await;
        let line = "truncate -s 1T sparse && ln sparse other && stat -c '%s %h' sparse";
        let sparse = scene.outlast(scene.loud.exec(line)).await.unwrap();
        assert_eq!(sparse.stdout, format!("{} 2\n", 1u64 << 40));
        scene.assert_as_before().await;
    });
}
