//! Many at once.

use computesdk::Compute;
use tokio::task::JoinSet;

use super::world::{compute, run, sandbox, text};

const MANY: usize = 100;

#[test]
fn a_hundred_commands_in_one_sandbox() {
    run(async {
        let sandbox = sandbox().await;
        let mut commands = JoinSet::new();
        for number in 0..MANY {
            let sandbox = sandbox.clone();
            commands.spawn(async move {
                // Each waits for all the others: they do run at once.
                let line = format!(
                    "touch here-{number}; \
                     until [ $(ls | grep -c here) = {MANY} ]; do sleep 0.1; done; \
                     cat; echo {number}; exit {code}",
                    code = number % 2
                );
                let exec = sandbox.exec(line).input(format!("in {number} "));
                let result = exec.unchecked().await.unwrap();
                assert_eq!(result.stdout, format!("in {number} {number}\n").as_str());
                assert_eq!(result.exit_code, (number % 2) as i32);
            });
        }
        commands.join_all().await;
    });
}

#[test]
fn a_hundred_sandboxes() {
    run(async {
        let compute = compute();
        let mut making = JoinSet::new();
        for number in 0..MANY {
            making.spawn(make(compute.clone(), number));
        }
        let sandboxes = making.join_all().await;
        // All live, and each is itself.
        for (number, sandbox) in &sandboxes {
            assert_eq!(text(sandbox, "cat name").await, number.to_string());
        }
        let mut ending = JoinSet::new();
        for (_, sandbox) in sandboxes {
            ending.spawn(async move { sandbox.destroy().await.unwrap() });
        }
        ending.join_all().await;
    });
}

async fn make(compute: Compute, number: usize) -> (usize, computesdk::Sandbox) {
    let sandbox = compute.sandbox("local").await.unwrap();
    let line = format!("echo {number} > name");
    sandbox.exec(line).await.unwrap();
    (number, sandbox)
}

#[test]
fn a_thousand_commands_leave_nothing() {
    super::stage::play("a thousand commands", "");
}

/// In a program of its own, whose descriptors nobody else opens.
pub(crate) fn a_thousand_commands() {
    run(async {
        let sandbox = sandbox().await;
        text(&sandbox, "true").await;
        let (descriptors, processes) = (descriptors(), text(&sandbox, "ps -e | wc -l").await);
        for _ in 0..1000 {
            sandbox.exec(("true", [""; 0])).await.unwrap();
        }
        assert_eq!(text(&sandbox, "ps -e | wc -l").await, processes);
        assert_eq!(super::crowds::descriptors(), descriptors);
        let inside = "ls /proc/self/fd | wc -l; ls /proc/self/fd";
        assert_eq!(text(&sandbox, inside).await, "4\n0\n1\n2\n3");
    });
}

/// How many descriptors this program has.
pub(crate) fn descriptors() -> usize {
    std::fs::read_dir("/proc/self/fd").unwrap().count()
}
