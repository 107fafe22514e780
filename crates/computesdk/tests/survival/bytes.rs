//! Output is bytes: none is lost, changed or moved.

use std::fmt::Write;

use super::world::{run, sandbox};

/// Bytes without a pattern, the same every time (xorshift64*).
fn random(length: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut bytes = Vec::with_capacity(length + 8);
    while bytes.len() < length {
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        bytes.extend(state.wrapping_mul(0x2545_f491_4f6c_dd1d).to_le_bytes());
    }
    bytes.truncate(length);
    bytes
}

#[test]
fn every_byte_passes() {
    run(async {
        let sandbox = sandbox().await;
        let all: Vec<u8> = (0..=255).collect();
        let mut line = String::from("printf '");
        for byte in &all {
            write!(line, "\\{byte:03o}").unwrap();
        }
        line.push('\'');
        let result = sandbox.exec(format!("{line}; {line} >&2")).await.unwrap();
        assert_eq!(result.stdout.as_bytes(), all);
        assert_eq!(result.stderr.as_bytes(), all);
    });
}

#[test]
fn broken_text_is_kept_as_it_came() {
    run(async {
        let sandbox = sandbox().await;
        // A lone continuation, an overlong form, a surrogate, a cut character.
        let line = r"printf 'a\200b\300\257c\355\240\200d\342\202'";
        let result = sandbox.exec(line).await.unwrap();
        let bytes = b"a\x80b\xc0\xafc\xed\xa0\x80d\xe2\x82";
        assert_eq!(result.stdout.as_bytes(), bytes);
        assert_eq!(result.stdout.as_str(), String::from_utf8_lossy(bytes));
    });
}

#[test]
fn sixty_four_mebibytes_go_in_and_come_back() {
    run(async {
        let sandbox = sandbox().await;
        let sent = random(64 << 20);
        let result = sandbox.exec("cat").input(sent.clone()).await.unwrap();
        assert!(result.stdout.as_bytes() == sent, "what came back differs");
        assert!(!result.truncated);
    });
}

#[test]
fn the_order_within_a_stream_is_kept() {
    run(async {
        let sandbox = sandbox().await;
        let line = "for i in $(seq 20000); do echo $i; echo $i >&2; done";
        let result = sandbox.exec(line).await.unwrap();
        let numbers: String = (1..=20000).map(|number| format!("{number}\n")).collect();
        assert!(result.stdout == *numbers);
        assert!(result.stderr == *numbers);
    });
}

#[test]
fn nothing_is_lost_at_the_exit() {
    const SIZE: usize = 1 << 20;
    run(async {
        let sandbox = sandbox().await;
        let sent = random(SIZE);
        sandbox.write_file("payload", &sent).await.unwrap();
        for round in 0..200 {
            let result = sandbox.exec(("cat", ["payload"])).await.unwrap();
            assert!(result.stdout.as_bytes() == sent, "round {round}");
        }
    });
}

#[test]
fn nothing_is_lost_when_a_straggler_holds_the_pipe() {
    run(async {
        let sandbox = sandbox().await;
        let line = "sleep 1000 & head -c 1M /dev/zero; head -c 60000 /dev/zero >&2";
        for round in 0..20 {
            let result = sandbox.exec(line).await.unwrap();
            assert_eq!(result.stdout.as_bytes().len(), 1 << 20, "round {round}");
            assert_eq!(result.stderr.as_bytes().len(), 60000, "round {round}");
        }
    });
}
