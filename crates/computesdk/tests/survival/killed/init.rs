//! The init of a sandbox is killed from outside.

use computesdk::Error;

use super::{children_of, inits_of, kill};
use crate::stage::play;
use crate::world::{appears, compute_without_pool, run, text};

#[test]
fn its_sandbox_is_gone_and_no_other() {
    play("without init", "");
}

pub(crate) fn without_init() {
    run(async {
        let compute = compute_without_pool();
        let victim = compute.sandbox("local").await.unwrap();
        let other = compute.sandbox("local").await.unwrap();
        let spawner = children_of(std::process::id())[0];
        let inits = inits_of(spawner);
        assert_eq!(inits.len(), 2);

        let mut stream = victim.exec_stream("echo > up; yes").await.unwrap();
        let waiting = tokio::spawn(victim.exec("sleep 1000").into_future());
        let beside = tokio::spawn(
            other
                .exec("until [ -e go ]; do sleep 0.01; done")
                .into_future(),
        );
        appears(&victim, "up").await;
        kill(inits[0]);

        let ended = waiting.await.unwrap();
        assert!(matches!(ended, Err(Error::SandboxGone(_))), "{ended:?}");
        while stream.stdout.next_chunk().await.unwrap().is_some() {}
        let ended = stream.wait().await;
        assert!(matches!(ended, Err(Error::SandboxGone(_))), "{ended:?}");
        let ended = victim.exec("true").await;
        assert!(matches!(ended, Err(Error::SandboxGone(_))), "{ended:?}");
        let ended = victim.read_file("/etc/passwd").await;
        assert!(matches!(ended, Err(Error::SandboxGone(_))), "{ended:?}");
        victim.destroy().await.unwrap();

        other.write_file("go", "").await.unwrap();
        beside.await.unwrap().unwrap();
        assert_eq!(inits_of(spawner), [inits[1]]);
        let next = compute.sandbox("local").await.unwrap();
        assert_eq!(text(&next, "echo next").await, "next");
    });
}
