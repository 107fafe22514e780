//! Too many processes.

use computesdk::{LimitKind, Outcome};

use super::{assert_usable, is_of_group, mechanism, python};
use crate::world::{compute, run, text_with_room};

/// Forks until it is refused, and tells how often it was not.
const FORKER: &str = "
import os, signal
children = []
try:
    for _ in range(1000):
        child = os.fork()
        if child == 0:
            signal.pause()
        children.append(child)
except BlockingIOError:
    print(len(children))
for child in children: os.kill(child, signal.SIGKILL)
";

/// Forks in every process that it has become, and gives up where it is refused.
const BOMB: &str = "
import os
while True: os.fork()
";

#[test]
fn processes_are_limited() {
    run(async {
        let sandbox = compute().sandbox("local").processes(20).await.unwrap();
        let found = mechanism(&sandbox, LimitKind::Processes).await;
        let result = python(&sandbox, FORKER).await;
        // Who copes with the refusal has not failed.
        assert_eq!(result.outcome, Outcome::Exited, "{result:?}");
        let forked: u32 = result.stdout.trim().parse().unwrap();
        // Python and perhaps init are among the 20.
        assert!((15..20).contains(&forked), "{forked} by {found}");
    });
}

#[test]
fn a_fork_bomb_is_told_and_leaves_a_usable_sandbox() {
    run(async {
        let sandbox = compute().sandbox("local").processes(40).await.unwrap();
        let exec = sandbox.exec(("python3", ["-c", BOMB])).unchecked();
        let bomb = exec.kill_stragglers(true).await.unwrap();
        assert_eq!(bomb.exit_code, 1, "{bomb:?}");
        let expected = match is_of_group(&sandbox, LimitKind::Processes).await {
            true => Outcome::ProcessLimit,
            false => Outcome::Exited,
        };
        assert_eq!(bomb.outcome, expected, "{bomb:?}");
        assert_eq!(text_with_room(&sandbox, "echo fine").await, "fine");
        // What was killed has gone once `ps` sees but itself and init.
        while text_with_room(&sandbox, "ls -d /proc/[0-9]* | wc -l").await != "4" {}
        assert_usable(&sandbox).await;
    });
}
