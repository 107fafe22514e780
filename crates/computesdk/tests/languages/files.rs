//! Files that go in with code, and come back with its result.

use std::path::Path;

use computesdk::{Error, NotReturnedReason, Sandbox, create_compute};

async fn sandbox() -> Sandbox {
    create_compute().unwrap().sandbox("local").await.unwrap()
}

#[tokio::test]
async fn files_go_in_and_come_back() {
    let sandbox = sandbox().await;
    let code = "
import helper, os
os.makedirs('deep/er', exist_ok=True)
for name in ['a.csv', 'b.csv', 'plot.png', 'deep/c.csv', 'deep/er/d.csv']:
    open(name, 'w').write(helper.text(name))
";
    let ran = sandbox
        .python(code)
        .files([("helper.py", "def text(name): return name.upper()")])
        .return_files(["plot.png", "*.csv", "deep/**/*.csv", "nothing.txt", "*.py"])
        .await
        .unwrap();
    let files = ran.files.iter();
    let got: Vec<_> = files
        .map(|file| (file.path.to_str().unwrap(), &*file.mime, &*file.contents))
        .collect();
    assert_eq!(
        got,
        [
            ("plot.png", "image/png", "PLOT.PNG"),
            ("a.csv", "text/csv", "A.CSV"),
            ("b.csv", "text/csv", "B.CSV"),
            ("deep/c.csv", "text/csv", "DEEP/C.CSV"),
            ("deep/er/d.csv", "text/csv", "DEEP/ER/D.CSV"),
            // And not the code itself.
            (
                "helper.py",
                "text/plain",
                "def text(name): return name.upper()"
            ),
        ]
    );
    let [missing] = &ran.not_returned[..] else {
        panic!("{:?}", ran.not_returned);
    };
    assert_eq!(missing.path, Path::new("nothing.txt"));
    assert_eq!(missing.reason, NotReturnedReason::Missing);
}

#[tokio::test]
async fn files_come_back_with_an_error_too() {
    let sandbox = sandbox().await;
    let code = "open('log.txt', 'w').write('so far')\nraise SystemExit(3)";
    let failed = sandbox.python(code).return_files(["log.txt"]).await;
    let Err(Error::Execution(error)) = failed else {
        panic!("{failed:?}");
    };
    assert_eq!(error.result.exit_code, 3);
    assert_eq!(error.result.files[0].contents, "so far");
}

#[tokio::test]
async fn what_does_not_come_back_is_told() {
    let sandbox = sandbox().await;
    let code = "
import os
for name in 'abc': open(name + '.txt', 'w').write(name * 4)
open('huge.txt', 'w').truncate(1 << 40)
os.mkfifo('pipe'), os.symlink('a.txt', 'link'), os.symlink('/etc/shadow', 'secret')
";
    let ran = sandbox
        .python(code)
        .return_files(["huge.txt", "pipe", "/home", "link", "[abc].txt"])
        .return_limits(3, 10)
        .await
        .unwrap();
    let names: Vec<_> = ran.files.iter().map(|file| file.path.to_str()).collect();
    assert_eq!(names, [Some("link"), Some("a.txt")]);
    let told: Vec<_> = ran.not_returned.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "huge.txt: it has 1099511627776 bytes, more than may come back",
            "pipe: it cannot be read: EINVAL",
            "/home: it cannot be read: EISDIR",
            "b.txt: it has 4 bytes, more than may come back",
            "c.txt: it has 4 bytes, more than may come back",
        ]
    );
    let many = sandbox
        .return_files(["*.txt"])
        .limits(1, 100)
        .await
        .unwrap();
    assert_eq!(many.files.len(), 1);
    let reasons: Vec<_> = many.not_returned.iter().map(|one| one.reason).collect();
    assert_eq!(reasons, [NotReturnedReason::TooMany; 3]);
}

#[tokio::test]
async fn a_pattern_that_is_none_is_told_before_anything_runs() {
    let sandbox = sandbox().await;
    let code = "open('ran', 'w')";
    let failed = sandbox.python(code).return_files(["[a"]).await;
    assert!(
        matches!(failed, Err(Error::InvalidArgument(_))),
        "{failed:?}"
    );
    assert!(!sandbox.exists("ran").await.unwrap());
}
