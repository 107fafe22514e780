//! git, by the plainest of its protocols.

use std::process::Command;

use tokio::io::AsyncWriteExt;

use crate::world::{Server, line, request, run, sandbox_for};

/// A bare repository with one commit, as files that any server can serve.
fn repository() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let script = "
        git init -q work && cd work && echo hello > file && git add file &&
        git -c user.name=a -c user.email=a@b.test commit -qm first &&
        git clone -q --bare . ../bare.git && git -C ../bare.git update-server-info";
    let mut git = Command::new("sh");
    let git = git.args(["-c", script]).current_dir(folder.path());
    // Nothing of the user's own settings.
    let git = git
        .env("HOME", folder.path())
        .env("GIT_CONFIG_NOSYSTEM", "1");
    assert!(git.status().unwrap().success());
    folder
}

#[test]
fn git_clones_a_repository() {
    run(async {
        let folder = repository();
        let root = folder.path().to_owned();
        let server = Server::of(move |mut stream| {
            let root = root.clone();
            async move {
                while let Some(head) = request(&mut stream).await {
                    let path = head.split(' ').nth(1).unwrap().split('?').next().unwrap();
                    let (status, body) = match std::fs::read(root.join(&path[1..])) {
                        Ok(body) => ("200 OK", body),
                        Err(_) => ("404 Not Found", Vec::new()),
                    };
                    let length = body.len();
                    let head = format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\n\r\n");
                    if stream
                        .write_all(&[head.as_bytes(), &body].concat())
                        .await
                        .is_err()
                    {
                        break;
                    }
                }
            }
        })
        .await;
        let sandbox = sandbox_for(&server).await;
        let clone = format!(
            "git clone -q http://api.test:{}/bare.git && cat bare/file",
            server.port
        );
        let cloned = line(&sandbox, &clone).await;
        assert_eq!(cloned.stdout, "hello\n", "{cloned:?}");
    });
}
