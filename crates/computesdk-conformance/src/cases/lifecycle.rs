//! Sandboxes come and go.

use computesdk::{Error, Result, Signal, User, blocking};
use tokio::task::JoinSet;

use crate::Fixture;
use crate::fixture::appears;

pub async fn everything_is_gone_after_destroy(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let clone = sandbox.clone();
    sandbox.destroy().await.unwrap();
    sandbox.destroy().await.unwrap();
    let refused: [Result<()>; 9] = [
        clone.exec("true").await.map(drop),
        clone.exec_stream("true").await.map(drop),
        clone.run("a.sh").await.map(drop),
        clone.read_file("a").await.map(drop),
        clone.write_file("a", "").await,
        clone.info().await.map(drop),
        clone.cd("/tmp").await,
        clone.pwd().map(drop),
        clone.get_env().map(drop),
    ];
    for refused in refused {
        match refused {
            Err(Error::SandboxGone(error)) => assert_eq!(&error.id, clone.id()),
            other => panic!("{other:?}"),
        }
    }
}

pub async fn destroying_ends_running_commands(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let exec = sandbox.exec("echo > ready; sleep 1000");
    let destroy = async {
        appears(&sandbox, "ready").await;
        sandbox.destroy().await.unwrap();
    };
    let (ended, ()) = tokio::join!(exec.into_future(), destroy);
    match ended {
        Err(Error::SandboxGone(_)) => {}
        Err(Error::Execution(error)) => assert_eq!(error.result.signal, Some(Signal::KILL)),
        other => panic!("{other:?}"),
    }
}

pub async fn two_share_nothing(fixture: Fixture) {
    let compute = fixture.builder().build().unwrap();
    let one = compute.default_sandbox().await.unwrap();
    let two = compute.default_sandbox().await.unwrap();
    assert_ne!(one.id(), two.id());
    one.set_env("MINE", "one").unwrap();
    one.write_file("/tmp/mine", "one").await.unwrap();
    assert_eq!(two.get_env_var("MINE").unwrap(), None);
    assert!(two.read_file("/tmp/mine").await.is_err());
}

pub async fn many_live_at_once(fixture: Fixture) {
    let compute = fixture.builder().build().unwrap();
    let mut making = JoinSet::new();
    for _ in 0..20 {
        making.spawn(compute.default_sandbox().into_future());
    }
    let sandboxes = making.join_all().await;
    for (number, sandbox) in sandboxes.iter().enumerate() {
        let sandbox = sandbox.as_ref().unwrap();
        let result = sandbox.exec(format!("echo {number}")).await.unwrap();
        assert_eq!(result.stdout, format!("{number}\n").as_str());
    }
}

pub async fn too_many_are_refused(fixture: Fixture) {
    let compute = fixture.builder().max_sandboxes(2).build().unwrap();
    let one = compute.default_sandbox().await.unwrap();
    let two = compute.default_sandbox().await.unwrap();
    match compute.default_sandbox().await {
        Err(Error::ResourceExhausted(error)) => {
            assert!(error.to_string().contains("`max_sandboxes`"), "{error}");
        }
        other => panic!("{other:?}"),
    }
    one.destroy().await.unwrap();
    let three = compute.default_sandbox().await.unwrap();
    drop(two);
    compute.default_sandbox().await.unwrap();
    drop((one, three));
}

pub async fn info_names_id_and_provider(fixture: Fixture) {
    let sandbox = fixture.sandbox().await;
    let info = sandbox.info().await.unwrap();
    assert_eq!(&info.id, sandbox.id());
    assert_eq!(info.provider, fixture.name());
}

pub async fn redirects_lead_here(fixture: Fixture) {
    let compute = fixture.builder().redirect("elsewhere", fixture.name());
    let compute = compute.build().unwrap();
    let sandbox = compute.sandbox("elsewhere").await.unwrap();
    assert_eq!(sandbox.exec("echo here").await.unwrap().stdout, "here\n");
}

pub async fn works_without_async(fixture: Fixture) {
    let compute = fixture.builder().build().unwrap();
    let without_async = move || -> Result<()> {
        let compute = blocking::Compute::new(compute)?;
        let sandbox = compute.default_sandbox().env("WHO", "you").create()?;
        sandbox.write_file("a.sh", "echo hello $WHO")?;
        assert_eq!(sandbox.run("a.sh").run()?.stdout, "hello you\n");
        assert_eq!(sandbox.exec("cat").input("in").run()?.stdout, "in");
        sandbox.write_file_as(User::Root, "/root/file", "of root")?;
        assert_eq!(sandbox.read_file_as(User::Root, "/root/file")?, b"of root");
        // Ended by its drop, outside of any runtime.
        drop(sandbox);
        compute.default_sandbox().create()?.destroy()
    };
    // A thread that no runtime knows.
    let joined = tokio::task::spawn_blocking(|| std::thread::spawn(without_async).join());
    joined.await.unwrap().unwrap().unwrap();
}

pub async fn blocking_calls_refuse_to_block_a_runtime(fixture: Fixture) {
    let compute = fixture.builder().build().unwrap();
    let compute = blocking::Compute::new(compute).unwrap();
    let refused = compute.default_sandbox().create();
    let invalid = matches!(refused, Err(Error::InvalidArgument(_)));
    assert!(invalid, "{refused:?}");
}
