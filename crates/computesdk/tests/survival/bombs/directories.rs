//! Directories in directories, deeper than any path can tell.

use computesdk::{Error, Outcome};

use super::Scene;
use crate::world::{compute, run, text};

const DEPTH: usize = 2000;

/// Goes down by one name at a time.
const DIGGER: &str = "
import os
os.mkdir('deep')
os.chdir('deep')
for _ in range(DEPTH):
    os.mkdir('d' * 100)
    os.chdir('d' * 100)
open('bottom', 'w').close()
print('there', flush=True)
input()
";

#[test]
fn can_be_dug_and_removed() {
    run(async {
        let scene = Scene::set(|builder| builder).await;
        let program = DIGGER.replace("DEPTH", &DEPTH.to_string());
        let digger = scene.loud.exec_stream(("python3", ["-c", &program]));
        let mut digger = digger.await.unwrap();
        let there = scene.outlast(digger.stdout.next_chunk()).await.unwrap();
        assert_eq!(there.unwrap(), "there\n");
        // Whose directory has no path can be seen all the same.
        assert_eq!(scene.loud.ps().await.unwrap().len(), 1);
        drop(digger.stdin.take());
        digger.wait().await.unwrap_err();

        let count = scene.outlast(scene.loud.exec("find deep -depth | wc -l"));
        let count: usize = count.await.unwrap().stdout.trim().parse().unwrap();
        assert_eq!(count, DEPTH + 2);
        let removed = scene.outlast(scene.loud.exec("rm -r deep")).await.unwrap();
        assert_eq!(removed.outcome, Outcome::Exited);
        scene.assert_as_before().await;
    });
}

#[test]
fn end_with_their_sandbox() {
    run(async {
        let sandbox = compute().sandbox("local").cpus(super::CPUS).await.unwrap();
        let program = DIGGER.replace("DEPTH", &DEPTH.to_string());
        sandbox
            .exec(("python3", ["-c", &program]))
            .input("\n")
            .await
            .unwrap();
        // Some with a process at the bottom.
        let digger = sandbox.exec_stream((
            "python3",
            [
                "-c",
                &program
                    .replace("mkdir('deep')", "mkdir('deeper')")
                    .replace("'deep'", "'deeper'"),
            ],
        ));
        let mut digger = digger.await.unwrap();
        digger.stdout.next_chunk().await.unwrap().unwrap();
        sandbox.destroy().await.unwrap();
        assert!(matches!(digger.wait().await, Err(Error::SandboxGone(_))));
    });
}

#[test]
fn too_long_a_path_is_the_callers_mistake() {
    run(async {
        let scene = Scene::set(|builder| builder).await;
        let long = "/d".repeat(3000);
        let named = scene.loud.exec("true").cwd(&long).await.unwrap_err();
        assert!(matches!(named, Error::InvalidArgument(_)), "{named}");
        let named = scene.loud.exec((&*long, [""; 0])).await.unwrap_err();
        assert!(matches!(named, Error::InvalidArgument(_)), "{named}");
        assert_eq!(text(&scene.loud, "echo here").await, "here");
        scene.assert_as_before().await;
    });
}
