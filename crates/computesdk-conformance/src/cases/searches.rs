//! Finding files, text in them, and their checksums.

use computesdk::{Digest, Error, FileType, Sandbox};

use crate::Fixture;

async fn project(fixture: &Fixture) -> Sandbox {
    let sandbox = fixture.sandbox().await;
    for (path, text) in [
        ("p/src/main.rs", "fn main() {\n    todo();\n}\n"),
        ("p/src/lib.rs", "pub fn todo() {}\n// TODO: more\n"),
        ("p/notes.md", "Todo: write\n"),
        ("p/target/out.rs", "todo\n"),
        ("p/.gitignore", "/target\n*.log\n!keep.log\n"),
        ("p/a.log", "todo\n"),
        ("p/keep.log", "todo\n"),
        ("p/binary", "todo\0\n"),
        ("p/.git/config", "todo\n"),
    ] {
        sandbox.write_file(path, text).await.unwrap();
    }
    sandbox
}

pub async fn files_are_found_by_what_they_are(fixture: Fixture) {
    let sandbox = project(&fixture).await;
    let names = |entries: Vec<computesdk::DirectoryEntry>| -> Vec<String> {
        let name = |entry: &computesdk::DirectoryEntry| {
            let path = entry.path.strip_prefix("/home/user/p").unwrap();
            path.display().to_string()
        };
        entries.iter().map(name).collect()
    };
    let sources = sandbox.find("p").name("*.rs").await.unwrap();
    assert_eq!(
        names(sources),
        ["src/lib.rs", "src/main.rs", "target/out.rs"]
    );
    let sources = sandbox.find("p").name("*.{rs,md}").gitignore().await;
    assert_eq!(
        names(sources.unwrap()),
        ["notes.md", "src/lib.rs", "src/main.rs"]
    );
    let below = sandbox.find("p").name("src/*.rs").await.unwrap();
    assert_eq!(names(below), ["src/lib.rs", "src/main.rs"]);
    let directories = sandbox.find("p").file_type(FileType::Directory).depth(1);
    assert_eq!(names(directories.await.unwrap()), [".git", "src", "target"]);
    let large = sandbox.find("p").larger_than(25).await.unwrap();
    let large: Vec<_> = large
        .into_iter()
        .filter(|entry| entry.stat.is_file())
        .collect();
    assert_eq!(names(large), ["src/lib.rs", "src/main.rs"]);
    let logs = sandbox.find("p").name("*.log").gitignore().await.unwrap();
    assert_eq!(names(logs), ["keep.log"]);
    let refused = sandbox.find("p").name("[").await;
    assert!(
        matches!(refused, Err(Error::InvalidArgument(_))),
        "{refused:?}"
    );
}

pub async fn text_is_found_in_files(fixture: Fixture) {
    let sandbox = project(&fixture).await;
    let found = sandbox.grep("todo", "p").gitignore().await.unwrap();
    let shown: Vec<String> = found
        .iter()
        .map(|found| {
            let path = found.path.strip_prefix("/home/user/p").unwrap();
            format!("{}:{}:{}", path.display(), found.line_number, found.text())
        })
        .collect();
    let expected = [
        "keep.log:1:todo",
        "src/lib.rs:1:pub fn todo() {}",
        "src/main.rs:2:    todo();",
    ];
    assert_eq!(shown, expected);
    let call = &found[2];
    assert_eq!((call.offset, call.range), (12, (4, 8)));
    let all = sandbox.grep("TODO", "p/src").ignore_case().await.unwrap();
    assert_eq!(all.len(), 3);
    let one = sandbox.grep("t.do", "p/src").fixed().await.unwrap();
    assert!(one.is_empty());
    let named = sandbox.grep("(?i)todo", "p").name("*.md").await.unwrap();
    assert_eq!(named.len(), 1);
    let file = sandbox.grep("main", "p/src/main.rs").await.unwrap();
    assert_eq!(file.len(), 1);
    let most = sandbox.grep("(?i)todo", "p").max_matches(2).await.unwrap();
    assert_eq!(most.len(), 2);
    let refused = sandbox.grep("(", "p").await;
    assert!(
        matches!(refused, Err(Error::InvalidArgument(_))),
        "{refused:?}"
    );
}

pub async fn lines_around_are_shown(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let text = "one\ntwo\r\nhit\nfour\nfive\nsix\nhit";
    sandbox.write_file("file", text).await.unwrap();
    let found = sandbox.grep("hit", "file").context(2).await.unwrap();
    let around = |number: usize| (found[number].before.concat(), found[number].after.concat());
    assert_eq!(found.len(), 2);
    assert_eq!(around(0), (b"onetwo".to_vec(), b"fourfive".to_vec()));
    assert_eq!(around(1), (b"six".to_vec(), Vec::new()));
    let found = sandbox.grep("hit", "file").context(1).max_matches(1).await;
    let found = found.unwrap();
    assert_eq!((found.len(), &found[0].after), (1, &vec![b"four".to_vec()]));
}

pub async fn what_is_no_text_is_passed_over(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let endless = "x".repeat(20 << 20) + "hit";
    sandbox.write_file("d/endless", endless).await.unwrap();
    sandbox.write_file("d/late", "hit\n\0\n").await.unwrap();
    sandbox.write_file("d/text", "hit\n").await.unwrap();
    let found = sandbox.grep("hit", "d").await.unwrap();
    let paths: Vec<_> = found.iter().map(|found| found.path.clone()).collect();
    assert_eq!(paths, [std::path::Path::new("/home/user/d/text")]);
    let refused = sandbox.grep("hit", "nothing").await;
    assert!(matches!(refused, Err(Error::NotFound(_))), "{refused:?}");
}

pub async fn checksums_are_the_known_ones(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    sandbox.write_file("abc", "abc").await.unwrap();
    let sum = async |digest| sandbox.checksum("abc").digest(digest).await.unwrap();
    // RFC 1321, RFC 3174 and FIPS 180-2.
    assert_eq!(sum(Digest::Md5).await, "900150983cd24fb0d6963f7d28e17f72");
    assert_eq!(
        sum(Digest::Sha1).await,
        "a9993e364706816aba3e25717850c26c9cd0d89d"
    );
    let sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(sandbox.checksum("abc").await.unwrap(), sha256);
    assert!(
        sum(Digest::Sha512)
            .await
            .starts_with("ddaf35a193617abacc417349ae204131")
    );
}
