//! What a command leaves running.

use crate::Fixture;
use crate::fixture::{dies, lives};

pub async fn do_not_hold_the_call(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let result = sandbox.exec("sleep 1000 & echo $!").await.unwrap();
    assert!(lives(&sandbox, result.stdout.trim_end()).await);
}

pub async fn are_killed_on_request(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let exec = sandbox.exec("sleep 1000 & echo $!").kill_stragglers(true);
    let result = exec.await.unwrap();
    dies(&sandbox, result.stdout.trim_end()).await;
}
