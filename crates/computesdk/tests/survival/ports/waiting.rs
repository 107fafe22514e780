//! Clients that are there before the server.

use std::io::ErrorKind;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::{ECHO, ask, connect, get, publish, serve};
use crate::world::{appears, run, sandbox};

#[test]
fn a_server_may_start_after_its_url_was_asked_for() {
    run(async {
        let sandbox = sandbox().await;
        let url = sandbox.get_url(8000).await.unwrap();
        serve(&sandbox, ECHO).await;
        assert!(get(&url, "/").await.starts_with("GET /"));
    });
}

/// Each has said all that it will say before anybody listens.
#[test]
fn clients_wait_for_a_server() {
    run(async {
        let sandbox = sandbox().await;
        let published = publish(&sandbox, 8000).await;
        let mut clients = Vec::new();
        for _ in 0..20 {
            let mut client = connect(published.address).await;
            client.write_all(b"early").await.unwrap();
            client.shutdown().await.unwrap();
            clients.push(client);
        }
        serve(&sandbox, ECHO).await;
        for mut client in clients {
            let mut answer = String::new();
            client.read_to_string(&mut answer).await.unwrap();
            assert_eq!(answer, "early");
        }
    });
}

#[test]
fn where_nobody_ever_listens_a_client_is_reset() {
    run(async {
        let sandbox = sandbox().await;
        let published = publish(&sandbox, 8000).await;
        let began = Instant::now();
        let mut client = connect(published.address).await;
        client.write_all(b"anybody?").await.unwrap();
        let error = client.read(&mut [0; 10]).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionReset);
        assert!(began.elapsed() >= Duration::from_secs(5));
        // The port is still there for whoever comes next.
        serve(&sandbox, ECHO).await;
        assert_eq!(ask(published.address, "late").await, "late");
    });
}

#[test]
fn a_client_that_has_gone_is_waited_with_no_longer() {
    run(async {
        let sandbox = sandbox().await;
        let published = publish(&sandbox, 8000).await;
        let gone = connect(published.address).await;
        gone.set_zero_linger().unwrap();
        drop(gone);
        // Taken after it, and so served after it.
        let mut stays = connect(published.address).await;
        stays.write_all(b"here").await.unwrap();
        let count = "
server = socket.create_server(('127.0.0.1', 8000))
listening()
with open('first', 'w') as file: file.write(server.accept()[0].recv(10).decode() + '\\n')
time.sleep(1000)
";
        serve(&sandbox, count).await;
        assert_eq!(appears(&sandbox, "first").await, "here");
    });
}
