//! Folders made inside to do harm outside, when they are downloaded.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use crate::world::{run, sandbox, text};

const SECRET: &str = "a canary of the host";

/// A folder to download to, beside a canary that nothing may touch.
struct Target(tempfile::TempDir);

impl Target {
    fn new() -> Target {
        let directory = tempfile::tempdir().unwrap();
        fs::write(directory.path().join("canary"), SECRET).unwrap();
        fs::create_dir(directory.path().join("target")).unwrap();
        Target(directory)
    }

    fn folder(&self) -> std::path::PathBuf {
        self.0.path().join("target")
    }

    fn assert_untouched(&self) {
        assert_eq!(
            fs::read_to_string(self.0.path().join("canary")).unwrap(),
            SECRET
        );
        let names = fs::read_dir(self.0.path()).unwrap().count();
        assert_eq!(names, 2);
    }
}

fn is_link(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink())
}

#[test]
fn links_that_lead_out_are_left_out() {
    run(async {
        let sandbox = sandbox().await;
        let target = Target::new();
        let canary = target.0.path().join("canary");
        let plant = format!(
            "mkdir -p evil/deep; cd evil; ln -s {} absolute; ln -s ../canary above; \
             ln -s deep/../../canary through; ln -s .. up; ln -s ../../canary deep/above; \
             echo fine > file; ln -s file good; ln -s ../file deep/good",
            canary.display()
        );
        text(&sandbox, &plant).await;
        let got = sandbox.download("evil", target.folder()).await.unwrap();
        let mut left: Vec<_> = got.skipped.iter().map(ToString::to_string).collect();
        left.sort();
        let reason = "the link leads out of the folder";
        let expected = ["above", "absolute", "deep/above", "through", "up"];
        assert_eq!(left, expected.map(|path| format!("{path}: {reason}")));
        for good in ["good", "deep/good"] {
            assert_eq!(
                fs::read_to_string(target.folder().join(good)).unwrap(),
                "fine\n"
            );
        }
        target.assert_untouched();
    });
}

/// Links that are in the way, from an earlier download or planted by somebody else.
#[test]
fn links_that_are_in_the_way_are_not_followed() {
    run(async {
        let sandbox = sandbox().await;
        text(
            &sandbox,
            "mkdir -p tree/sub; echo evil | tee tree/canary > tree/sub/canary",
        )
        .await;
        let target = Target::new();
        symlink("../canary", target.folder().join("canary")).unwrap();
        symlink("..", target.folder().join("sub")).unwrap();
        sandbox.download("tree", target.folder()).await.unwrap();
        target.assert_untouched();
        assert!(!is_link(&target.folder().join("canary")));
        assert!(!is_link(&target.folder().join("sub")));
        let got = fs::read_to_string(target.folder().join("sub/canary"));
        assert_eq!(got.unwrap(), "evil\n");
    });
}

/// The same folder, downloaded while it turns from a directory into a link and back.
#[test]
fn a_directory_that_is_a_link_the_second_time() {
    run(async {
        let sandbox = sandbox().await;
        let target = Target::new();
        text(&sandbox, "mkdir -p tree; ln -s . tree/sub").await;
        sandbox.download("tree", target.folder()).await.unwrap();
        text(
            &sandbox,
            "cd tree; rm sub; mkdir -p sub; echo evil > sub/canary",
        )
        .await;
        sandbox.download("tree", target.folder()).await.unwrap();
        assert!(!is_link(&target.folder().join("sub")));
        assert!(target.folder().join("sub/canary").exists());
        assert!(!target.folder().join("canary").exists());
        target.assert_untouched();
    });
}

#[test]
fn rights_are_not_lent() {
    run(async {
        let sandbox = sandbox().await;
        text(
            &sandbox,
            "mkdir -p tree; cp /bin/true tree/tool; chmod 6755 tree/tool; \
                        chmod 1777 tree",
        )
        .await;
        let target = Target::new();
        sandbox.download("tree", target.folder()).await.unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o7000;
        assert_eq!(mode(&target.folder().join("tool")), 0);
        assert_eq!(mode(&target.folder()), 0);
        target.assert_untouched();
    });
}
