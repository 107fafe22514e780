//! What commands read.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use computesdk::{Error, Input};
use tokio::io::{AsyncRead, AsyncReadExt, ReadBuf};

use crate::Fixture;

pub async fn text_and_bytes(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let text = sandbox.exec("cat").input("Hello from input!");
    assert_eq!(text.await.unwrap().stdout, "Hello from input!");
    let bytes: Vec<u8> = (0..=255).collect();
    let result = sandbox.exec("cat").input(bytes.clone()).await.unwrap();
    assert_eq!(result.stdout.as_bytes(), bytes);
}

pub async fn none_is_the_end(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    assert_eq!(sandbox.exec("cat; echo end").await.unwrap().stdout, "end\n");
}

pub async fn a_reader_of_many_bytes_there_and_back(fixture: Fixture) {
    const SIZE: u64 = 16 << 20;
    let sandbox = fixture.sandbox().await;
    let input = Input::reader(tokio::io::repeat(b'x').take(SIZE));
    let result = sandbox.exec("cat").input(input).await.unwrap();
    assert_eq!(result.stdout.as_bytes().len() as u64, SIZE);
    assert!(result.stdout.bytes().all(|byte| byte == b'x'));
}

pub async fn what_is_not_read_is_no_error(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let much = vec![b'x'; 4 << 20];
    let result = sandbox.exec("head -c 3").input(much.clone()).await.unwrap();
    assert_eq!(result.stdout, "xxx");
    let result = sandbox.exec("exit 0").input(much).await.unwrap();
    assert_eq!(result.stdout, "");
    let endless = Input::reader(tokio::io::repeat(b'x'));
    sandbox.exec("exit 0").input(endless).await.unwrap();
}

pub async fn a_broken_reader_is_an_error(fixture: Fixture) {
    struct Broken;

    impl AsyncRead for Broken {
        fn poll_read(
            self: Pin<&mut Self>,
            _: &mut Context<'_>,
            _: &mut ReadBuf<'_>,
        ) -> Poll<io::Result<()>> {
            Poll::Ready(Err(io::Error::other("broken")))
        }
    }

    let sandbox = fixture.sandbox().await;
    let failed = sandbox.exec("cat").input(Input::reader(Broken)).await;
    assert!(matches!(failed, Err(Error::Engine(_))), "{failed:?}");
}
