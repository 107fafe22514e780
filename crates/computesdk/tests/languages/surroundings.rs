//! Where code runs, and what it leaves there.

use std::time::Duration;

use computesdk::{Error, Sandbox, create_compute};

async fn sandbox() -> Sandbox {
    create_compute().unwrap().sandbox("local").await.unwrap()
}

async fn listed(sandbox: &Sandbox) -> String {
    let listed = sandbox.exec("ls -A; ls -A /tmp").await.unwrap();
    listed.stdout.to_string()
}

#[tokio::test]
async fn a_file_of_the_same_name_stays_what_it_is() {
    let sandbox = sandbox().await;
    sandbox
        .write_file("main.py", "VALUE = 'mine'")
        .await
        .unwrap();
    let result = sandbox
        .python("import main; print(main.VALUE, __file__)")
        .await
        .unwrap();
    assert_eq!(result.stdout, "mine /home/user/main-2.py\n");
    assert_eq!(
        sandbox.read_file("main.py").await.unwrap(),
        b"VALUE = 'mine'"
    );
    assert_eq!(listed(&sandbox).await, "__pycache__\nmain.py\n");
}

#[tokio::test]
async fn a_directory_that_cannot_be_written_is_one_to_run_in() {
    let sandbox = sandbox().await;
    let result = sandbox.bash("pwd").cwd("/usr").await.unwrap();
    assert_eq!(result.stdout, "/usr\n");
    assert_eq!(listed(&sandbox).await, "");
    let missing = sandbox.bash("pwd").cwd("/nowhere").await.unwrap_err();
    assert!(missing.to_string().contains("/nowhere"), "{missing}");
}

#[tokio::test]
async fn nothing_is_left_of_code_that_is_ended_early() {
    let sandbox = sandbox().await;
    let slow = "import time\nprint('begun', flush=True)\ntime.sleep(100)";
    let timeout = sandbox.python(slow).timeout(Duration::from_secs(2)).await;
    let Err(Error::Timeout(error)) = timeout else {
        panic!("{timeout:?}");
    };
    assert_eq!(error.result.stdout, "begun\n");
    assert_eq!(listed(&sandbox).await, "");

    let dropped = sandbox.python(slow).into_future();
    let _ = tokio::time::timeout(Duration::from_millis(300), dropped).await;
    for _ in 0..100 {
        if listed(&sandbox).await.is_empty() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{}", listed(&sandbox).await);
}

#[tokio::test]
async fn output_can_be_read_while_it_runs() {
    let sandbox = sandbox().await;
    let code = "import sys\nprint('ready', flush=True)\nprint(sys.stdin.readline().upper())";
    let mut stream = sandbox.run_code_stream("py", code).await.unwrap();
    let first = stream.stdout.next_chunk().await.unwrap().unwrap();
    assert_eq!(&first[..], b"ready\n");
    let mut stdin = stream.stdin.take().unwrap();
    tokio::io::AsyncWriteExt::write_all(&mut stdin, b"loud\n")
        .await
        .unwrap();
    drop(stdin);
    let second = stream.stdout.next_chunk().await.unwrap().unwrap();
    assert_eq!(&second[..], b"LOUD\n\n");
    stream.wait().await.unwrap();
    assert_eq!(listed(&sandbox).await, "");
}

#[tokio::test]
async fn many_snippets_run_at_once() {
    let sandbox = sandbox().await;
    let runs = (0..8).map(|n| sandbox.python(format!("print({n} * 2)")).into_future());
    let runs: Vec<_> = runs.map(tokio::spawn).collect();
    for (n, run) in runs.into_iter().enumerate() {
        assert_eq!(run.await.unwrap().unwrap().stdout, format!("{}\n", n * 2));
    }
    assert_eq!(listed(&sandbox).await, "");
}

/// Those that the tests of this machine run with are all there.
#[tokio::test]
async fn the_languages_of_a_sandbox_are_listed() {
    let found = sandbox().await.languages().await.unwrap();
    let names: Vec<_> = found.iter().map(|language| language.name).collect();
    assert_eq!(
        names,
        ["python", "node", "typescript", "bash", "go", "rust", "java"]
    );
    for language in &found {
        assert!(language.is_complete(), "{language:?}");
        let version = language.tools[0].version.as_deref().unwrap();
        assert!(
            version.contains(|letter: char| letter.is_ascii_digit()),
            "{language:?}"
        );
    }
}
