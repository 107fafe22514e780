//! What code does to its packages changes nothing for others, and the host's settings are
//! not told to it.

use computesdk::User;

use crate::world::World;

/// It tries to change, replace, cover and remove what it imports.
const PATCH: &str = "
import os, pathlib, shutil, six
file = pathlib.Path(six.__file__)
layer = next(above for above in file.parents if above.name == 'lib').parent

def attempt(what, *words):
    try:
        what(*words)
        print('done', what.__name__)
    except OSError as error:
        print(what.__name__, os.strerror(error.errno))

def write(): file.write_text('evil')
def add(): (file.parent / 'sitecustomize.py').write_text('evil')
def permit(): file.chmod(0o777)
def remove(): file.unlink()
def move(): layer.rename('/tmp/layer')
def link(): os.link(file, '/tmp/six.py')
for what in write, add, permit, remove, move, link:
    attempt(what)
";

#[tokio::test]
async fn code_cannot_change_what_others_are_shown() {
    let world = World::new();
    for user in [User::User, User::Root] {
        let sandbox = world.sandbox().await;
        let tried = sandbox
            .python(PATCH)
            .requirements(["six"])
            .user(user)
            .await
            .unwrap();
        let read_only = "Read-only file system";
        for what in ["write", "add", "permit", "remove"] {
            let expected = format!("{what} {read_only}");
            assert!(
                tried.stdout.lines().any(|line| line == expected),
                "{tried:?}"
            );
        }
        assert!(!tried.stdout.as_str().contains("done"), "{tried:?}");
        let other = world.sandbox().await;
        let code = "import six; print(six.__name__, six.PY3)";
        let honest = other.python(code).requirements(["six"]).await.unwrap();
        assert_eq!(honest.stdout, "six True\n");
    }
}

/// What one sandbox's environment, links and interpreter become is its own affair.
#[tokio::test]
async fn what_code_makes_of_its_environment_is_seen_by_no_other() {
    let world = World::new();
    let evil = world.sandbox().await;
    let code = "import glob
for directory in glob.glob('/opt/venv/lib/python3*/site-packages'):
    open(directory + '/computesdk.pth', 'w').write('import os; print(\"evil\")')
    open(directory + '/six.py', 'w').write('evil = True')";
    let python = |sandbox: &computesdk::Sandbox, code: &str| {
        sandbox
            .python(code)
            .venv("/opt/venv")
            .requirements(["six"])
            .into_future()
    };
    python(&evil, code).await.unwrap();
    let link = "mkdir -p /node_modules && echo 'evil' > /node_modules/is-number";
    evil.exec(link).user(User::Root).await.unwrap();
    let honest = world.sandbox().await;
    let told = python(&honest, "import six; print(hasattr(six, 'evil'))").await;
    assert_eq!(told.unwrap().stdout, "False\n");
}

/// An interpreter that is not the one of new sandboxes gets no say in what is installed.
#[tokio::test]
async fn a_python_that_was_put_there_installs_nothing() {
    let world = World::new();
    let evil = world.sandbox().await;
    let script = "#!/bin/sh\necho evil\n";
    let write = evil.write_file("bin/python3", script).mode(0o755);
    write.await.unwrap();
    let path = evil.get_env_var("PATH").unwrap().unwrap();
    let path = format!("/home/user/bin:{}", path.display());
    let exec = evil.python("").requirements(["six"]).env("PATH", path);
    let error = exec.await.unwrap_err();
    assert!(
        error
            .to_string()
            .contains("is not the python3 that a new sandbox has"),
        "{error}"
    );
    assert!(world.layers().is_empty());
}
