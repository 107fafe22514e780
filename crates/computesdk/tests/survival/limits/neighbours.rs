//! What happens in one sandbox is nothing to another.

use std::time::Duration;

use computesdk::{LimitKind, Outcome};
use tokio::time::timeout;

use super::{assert_usable, is_of_group, python};
use crate::world::{compute, run};

const MIB: u64 = 1 << 20;

/// What bombs do, one after the other; each is refused something or killed.
const BOMBS: [&str; 3] = [
    "x = b'x' * (200 << 20)",
    "import os\nwhile True: os.fork()",
    "open('bomb', 'wb').write(b'x' * (40 << 20))",
];

#[test]
fn bombs_leave_a_neighbour_of_the_same_program_unharmed() {
    run(async {
        let compute = compute();
        let quiet = compute.sandbox("local").await.unwrap();
        let builder = compute.sandbox("local").memory(64 * MIB).processes(40);
        let loud = builder.disk(8 * MIB).await.unwrap();
        let counted = is_of_group(&loud, LimitKind::Memory).await;
        // Waits until its input ends.
        let mut worker = quiet.exec_stream("cat; echo done").await.unwrap();
        for bomb in BOMBS {
            let exec = loud.exec(("python3", ["-c", bomb])).unchecked();
            let ended = exec.kill_stragglers(true).await.unwrap();
            assert!(ended.exit_code != 0 || !counted, "{bomb}: {ended:?}");
            assert_usable(&quiet).await;
        }
        drop(worker.stdin.take());
        let ended = worker.wait().await.unwrap();
        assert_eq!(ended.outcome, Outcome::Exited);
    });
}

#[test]
fn a_new_sandbox_is_made_while_another_spins_on_all_processors() {
    const SPINNERS: &str = "
import os
for _ in range(os.cpu_count() * 4 - 1): os.fork()
print('spinning', flush=True)
while True: pass
";
    run(async {
        let compute = compute();
        let busy = compute.sandbox("local").await.unwrap();
        let mut spinners = busy
            .exec_stream(("python3", ["-c", SPINNERS]))
            .await
            .unwrap();
        spinners.stdout.next_chunk().await.unwrap().unwrap();
        let made = timeout(Duration::from_secs(30), async {
            let sandbox = compute.sandbox("local").await.unwrap();
            python(&sandbox, "print('here')").await.stdout
        });
        assert_eq!(made.await.unwrap(), "here\n");
    });
}
