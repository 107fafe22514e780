//! Too many processes.

use computesdk::{LimitKind, Outcome};

use super::{mechanism, python};
use crate::world::{compute, run};

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
