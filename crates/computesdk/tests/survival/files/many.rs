//! Very many files, and very deep directories.

use computesdk::User;

use crate::world::{run, sandbox, text};

const MANY: usize = 100_000;

#[test]
fn a_hundred_thousand_in_one_directory() {
    run(async {
        let sandbox = sandbox().await;
        text(
            &sandbox,
            &format!("mkdir many; cd many; seq {MANY} | xargs touch"),
        )
        .await;
        let listed = sandbox.list("many").await.unwrap();
        assert_eq!(listed.len(), MANY);
        assert!(listed.is_sorted_by(|a, b| a.path < b.path));
        assert!(listed.iter().all(|entry| entry.stat.is_file()));
        let found = sandbox.find("many").name("9999*").await.unwrap();
        assert_eq!(found.len(), 11);
        sandbox.remove("many").recursive().await.unwrap();
        assert!(!sandbox.exists("many").await.unwrap());
        assert_eq!(text(&sandbox, "echo fine").await, "fine");
    });
}

/// Deeper than any path may be long.
const DIG: &str = "python3 -c \"
import os
for depth in range(2000):
    os.mkdir('d' * 50)
    os.chdir('d' * 50)
open('bottom', 'w').write('deep')
\"";

#[test]
fn deeper_than_a_path_can_tell() {
    run(async {
        let sandbox = sandbox().await;
        text(&sandbox, &format!("mkdir deep; cd deep; {DIG}")).await;
        let listed = sandbox.list("deep").recursive().await.unwrap();
        assert_eq!(listed.len(), 2001);
        assert!(listed.last().unwrap().path.ends_with("bottom"));
        sandbox.copy("deep", "copy").await.unwrap();
        let copied = sandbox.list("copy").recursive().await.unwrap();
        assert_eq!(copied.len(), 2001);
        for tree in ["deep", "copy"] {
            sandbox.remove(tree).recursive().await.unwrap();
            assert!(!sandbox.exists(tree).await.unwrap());
        }
    });
}

#[test]
fn a_deep_directory_goes_with_its_sandbox() {
    run(async {
        let sandbox = sandbox().await;
        text(&sandbox, &format!("cd /tmp; {DIG}")).await;
        sandbox.destroy().await.unwrap();
    });
}

/// More calls at once than there may be processes for them.
#[test]
fn calls_at_once_wait_for_one_another() {
    run(async {
        let sandbox = sandbox().await;
        let calls = (0..500).map(|number| {
            let sandbox = sandbox.clone();
            tokio::spawn(async move {
                let user = if number % 2 == 0 {
                    User::User
                } else {
                    User::Root
                };
                let path = format!("/tmp/file-{number}");
                sandbox
                    .write_file(&path, number.to_string())
                    .user(user)
                    .await
                    .unwrap();
                sandbox.read_text(&path).user(user).await.unwrap()
            })
        });
        for (number, call) in calls.collect::<Vec<_>>().into_iter().enumerate() {
            assert_eq!(call.await.unwrap(), number.to_string());
        }
    });
}
