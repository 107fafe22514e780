//! Virtual environments at a path of the user's choice.

use computesdk::{Error, Sandbox, User};

use crate::world::World;

async fn output(sandbox: &Sandbox, command: &str) -> String {
    sandbox.exec(command).await.unwrap().stdout.to_string()
}

/// It is made where its user cannot make anything, is his, and is there for commands too.
#[tokio::test]
async fn an_environment_is_made_used_again_and_added_to() {
    let world = World::new();
    let sandbox = world.sandbox().await;
    let python = |code: &str, requirements: &[&'static str]| {
        let exec = sandbox.python(code).venv("/opt/venv");
        exec.requirements(requirements.iter().copied())
    };
    let told = python("import six, sys; print(sys.prefix)", &["six"]);
    assert_eq!(told.await.unwrap().stdout, "/opt/venv\n");
    let command = "/opt/venv/bin/python -c 'import six; print(six.__name__)'; stat -c %U /opt/venv";
    assert_eq!(output(&sandbox, command).await, "six\nuser\n");
    // More than once, so that an interpreter waits that was started before the next is there.
    for _ in 0..3 {
        python("import six", &[]).await.unwrap();
    }
    python("import six, idna", &["idna"]).await.unwrap();
    python("import six, idna", &[]).await.unwrap();
    // What a user puts there stays.
    let own = "echo 'x = 1' > \"$(echo /opt/venv/lib/python3*/site-packages)\"/own.py";
    output(&sandbox, own).await;
    python("import own, six, idna", &["six"]).await.unwrap();
    // Another sandbox has none of it.
    let other = world.sandbox().await;
    let failed = other.python("import six").venv("/opt/venv").await;
    assert!(matches!(failed, Err(Error::Execution(_))), "{failed:?}");
}

/// What was asked for last is what is imported, though the layers of both are seen.
#[tokio::test]
async fn the_version_that_was_asked_for_last_is_found() {
    let world = World::new();
    let sandbox = world.sandbox().await;
    for version in ["1.16.0", "1.17.0", "1.16.0"] {
        let code = "import six; print(six.__version__)";
        let exec = sandbox.python(code).venv("environments/a");
        let ran = exec
            .requirements([format!("six=={version}")])
            .await
            .unwrap();
        assert_eq!(ran.stdout, format!("{version}\n"));
    }
    assert_eq!(
        output(&sandbox, "ls environments/a").await,
        "bin\ninclude\nlib\nlib64\npyvenv.cfg\n"
    );
}

#[tokio::test]
async fn an_environment_that_code_made_is_used() {
    let world = World::new();
    let sandbox = world.sandbox().await;
    output(&sandbox, "python3 -m venv --without-pip mine").await;
    let code = "import six, sys; print(sys.prefix)";
    let exec = sandbox.python(code).venv("mine").requirements(["six"]);
    assert_eq!(exec.await.unwrap().stdout, "/home/user/mine\n");
}

#[tokio::test]
async fn root_may_have_one_too() {
    let world = World::new();
    let sandbox = world.sandbox().await;
    let exec = sandbox.python("import six, os; print(os.getuid())");
    let exec = exec
        .user(User::Root)
        .venv("/srv/venv")
        .requirements(["six"]);
    assert_eq!(exec.await.unwrap().stdout, "0\n");
    // Where its user cannot write to it, others can use it, and not add to it.
    let used = sandbox.python("import six").venv("/srv/venv");
    used.await.unwrap();
    let failed = sandbox
        .python("")
        .venv("/srv/venv")
        .requirements(["idna"])
        .await;
    assert!(
        matches!(failed, Err(Error::InvalidArgument(_))),
        "{failed:?}"
    );
}
