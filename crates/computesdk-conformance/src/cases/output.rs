//! What commands write.

use crate::Fixture;

pub async fn binary_is_kept(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let result = sandbox.exec(r"printf '\000\377\001'").await.unwrap();
    assert_eq!(result.stdout.as_bytes(), b"\x00\xff\x01");
}

pub async fn broken_utf8_is_replaced_in_the_text_alone(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let result = sandbox.exec(r"printf 'caf\303\251 \377'").await.unwrap();
    assert_eq!(result.stdout.as_str(), "café \u{fffd}");
    assert_eq!(result.stdout.as_bytes(), b"caf\xc3\xa9 \xff");
}

pub async fn large_is_complete(fixture: Fixture) {
    const SIZE: usize = 8 << 20;
    let sandbox = fixture.sandbox().await;
    let line = format!("head -c {SIZE} /dev/zero; head -c {SIZE} /dev/zero >&2");
    let result = sandbox.exec(line).await.unwrap();
    assert_eq!(result.stdout.as_bytes().len(), SIZE);
    assert_eq!(result.stderr.as_bytes().len(), SIZE);
    assert!(!result.truncated);
}

pub async fn the_excess_is_discarded(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let line = "printf start; head -c 1000000 /dev/zero; echo end >&2";
    let result = sandbox.exec(line).max_output_size(5).await.unwrap();
    assert_eq!(result.stdout, "start");
    assert_eq!(result.stderr, "end\n");
    assert!(result.truncated);
}

pub async fn what_just_fits_is_not_truncated(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let exec = sandbox.exec("printf 12345").max_output_size(5);
    let result = exec.await.unwrap();
    assert_eq!(result.stdout, "12345");
    assert!(!result.truncated);
}
