//! What passes through a port.

use sha2::{Digest, Sha256};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::{ECHO, connect, serve_published};
use crate::world::{appears, run, sandbox};

const LARGE: usize = 64 << 20;

/// What both sides make of the same number.
fn piece(number: usize) -> Vec<u8> {
    Sha256::digest(number.to_string()).repeat(2048)
}

const PIECE: usize = 32 * 2048;

/// Each says all of it while the other does.
#[test]
fn much_goes_both_ways_at_once() {
    run(async {
        let sandbox = sandbox().await;
        let script = "
server = socket.create_server(('127.0.0.1', 8000))
listening()
peer = server.accept()[0]
def send():
    for number in range(1000, 2024):
        peer.sendall(hashlib.sha256(str(number).encode()).digest() * 2048)
    peer.shutdown(socket.SHUT_WR)
sender = threading.Thread(target=send)
sender.start()
total, length = hashlib.sha256(), 0
while data := peer.recv(65536):
    total.update(data)
    length += len(data)
sender.join()
with open('heard', 'w') as file: file.write(f'{length} {total.hexdigest()}\\n')
";
        let published = serve_published(&sandbox, script).await;
        let (mut from, mut to) = connect(published.address).await.into_split();
        let sending = tokio::spawn(async move {
            let mut total = Sha256::new();
            for number in 0..LARGE / PIECE {
                let piece = piece(number);
                total.update(&piece);
                to.write_all(&piece).await.unwrap();
            }
            to.shutdown().await.unwrap();
            total.finalize()
        });
        let mut expected = Sha256::new();
        (1000..2024).for_each(|number| expected.update(piece(number)));
        let mut heard = Sha256::new();
        let mut length = 0;
        let mut buffer = vec![0; PIECE];
        loop {
            match from.read(&mut buffer).await.unwrap() {
                0 => break,
                count => {
                    heard.update(&buffer[..count]);
                    length += count;
                }
            }
        }
        assert_eq!(length, LARGE);
        assert_eq!(heard.finalize(), expected.finalize());
        let sent = sending.await.unwrap();
        let sent: String = sent.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(appears(&sandbox, "heard").await, format!("{LARGE} {sent}"));
    });
}

/// The server says all at once, and hears the client long after.
#[test]
fn either_side_may_be_done_first() {
    run(async {
        let sandbox = sandbox().await;
        let script = "
server = socket.create_server(('127.0.0.1', 8000))
listening()
peer = server.accept()[0]
peer.sendall(b'all')
peer.shutdown(socket.SHUT_WR)
words = b''
while data := peer.recv(100): words += data
with open('heard', 'wb') as file: file.write(words + b'\\n')
peer = server.accept()[0]
while peer.recv(100): pass
peer.sendall(b'goodbye')
";
        let published = serve_published(&sandbox, script).await;
        let mut client = connect(published.address).await;
        let mut all = String::new();
        client.read_to_string(&mut all).await.unwrap();
        assert_eq!(all, "all");
        client.write_all(b"still ").await.unwrap();
        client.write_all(b"here").await.unwrap();
        client.shutdown().await.unwrap();
        assert_eq!(appears(&sandbox, "heard").await, "still here");

        let mut client = connect(published.address).await;
        client.write_all(b"hello").await.unwrap();
        client.shutdown().await.unwrap();
        let mut answer = String::new();
        client.read_to_string(&mut answer).await.unwrap();
        assert_eq!(answer, "goodbye");
    });
}

/// As a WebSocket does: small words in turns, for long.
#[test]
fn a_conversation_in_turns() {
    run(async {
        let sandbox = sandbox().await;
        let published = serve_published(&sandbox, ECHO).await;
        let mut client = connect(published.address).await;
        for turn in 0..1000u32 {
            client.write_u32(turn).await.unwrap();
            assert_eq!(client.read_u32().await.unwrap(), turn);
        }
    });
}

#[test]
fn a_hundred_clients_at_once() {
    run(async {
        let sandbox = sandbox().await;
        let published = serve_published(&sandbox, ECHO).await;
        let mut clients = Vec::new();
        for number in 0..100u32 {
            let mut client = connect(published.address).await;
            client.write_u32(number).await.unwrap();
            clients.push(client);
        }
        for (client, number) in clients.iter_mut().zip(0..) {
            assert_eq!(client.read_u32().await.unwrap(), number);
        }
    });
}

/// Sends without end to a client that does not read, until nothing more goes.
#[test]
fn a_slow_reader_slows_the_server() {
    run(async {
        let sandbox = sandbox().await;
        let script = "
server = socket.create_server(('127.0.0.1', 8000))
listening()
peer = server.accept()[0]
peer.settimeout(1)
sent, piece = 0, bytes(65536)
try:
    while sent < 1 << 30: sent += peer.send(piece)
except TimeoutError: pass
with open('sent', 'w') as file: file.write(f'{sent}\\n')
";
        let published = serve_published(&sandbox, script).await;
        let mut client = connect(published.address).await;
        let sent: usize = appears(&sandbox, "sent").await.parse().unwrap();
        assert!(sent < 64 << 20, "{sent} bytes are somewhere");
        // None of them is lost.
        let mut heard = 0;
        let mut buffer = vec![0; PIECE];
        loop {
            match client.read(&mut buffer).await.unwrap() {
                0 => break,
                count => heard += count,
            }
        }
        assert_eq!(heard, sent);
    });
}

/// What a server says before it hangs up on a client that still talks.
#[test]
fn last_words_are_heard() {
    run(async {
        let sandbox = sandbox().await;
        let script = "
server = socket.create_server(('127.0.0.1', 8000))
listening()
peer = server.accept()[0]
peer.recv(1)
peer.sendall(b'too large')
peer.close()
time.sleep(1000)
";
        let published = serve_published(&sandbox, script).await;
        let mut client = connect(published.address).await;
        client.write_all(&[1; 10]).await.unwrap();
        let mut words = [0; 9];
        client.read_exact(&mut words).await.unwrap();
        assert_eq!(&words, b"too large");
        // It did not read all: that is no end, but a reset.
        assert!(client.read(&mut [0; 1]).await.is_err());
    });
}
