//! Requirements of Python code.

use std::fs;

use computesdk::{Error, Sandbox, Warm};

use crate::world::World;

const SIX: &str = "import six, sys; print(six.__file__, 'site' in sys.modules)";

async fn run(sandbox: &Sandbox, code: &str, requirements: &[&str]) -> String {
    let ran = sandbox
        .python(code)
        .requirements(requirements.iter().copied());
    ran.await.unwrap().stdout.to_string()
}

/// The second sandbox is shown the very files that were installed for the first.
#[tokio::test]
async fn what_was_installed_once_others_are_shown() {
    let world = World::new();
    let first = world.sandbox().await;
    let told = run(&first, SIX, &["six"]).await;
    assert!(told.starts_with("/opt/computesdk/packages/"), "{told}");
    // It needs no network of its own.
    assert!(first.network().is_none());
    let [layer] = world.layers().try_into().unwrap();
    let file = told.split_once("/lib/").unwrap().1;
    let file = file.split_once(' ').unwrap().0;
    let file = layer.join("layer/lib").join(file);
    let compiled = file.with_file_name("__pycache__/six.cpython-311.pyc");
    let all = fs::read_dir(compiled.parent().unwrap()).unwrap();
    let [compiled] = all
        .map(|entry| entry.unwrap().path())
        .collect::<Vec<_>>()
        .try_into()
        .unwrap();
    fs::remove_file(compiled).unwrap();
    fs::write(file, "__file__ = 'kept'").unwrap();
    for sandbox in [&first, &world.sandbox().await] {
        assert_eq!(run(sandbox, SIX, &["Six"]).await, "kept True\n");
    }
    assert_eq!(world.layers().len(), 1);
}

#[tokio::test]
async fn packages_with_compiled_parts_and_programs_work() {
    let world = World::new();
    let sandbox = world.sandbox().await;
    let code = "import numpy, subprocess
print(numpy.arange(5).sum())
print(subprocess.run(['f2py', '-v'], capture_output=True, text=True).stdout == numpy.__version__ + '\\n')";
    assert_eq!(run(&sandbox, code, &["numpy"]).await, "10\nTrue\n");
    // Who does not ask for it does not see it.
    let failed = sandbox.python("import numpy").await;
    assert!(matches!(failed, Err(Error::Execution(_))), "{failed:?}");
}

/// Each version of Python has its own.
#[tokio::test]
async fn packages_are_of_the_version_that_is_asked_for() {
    let world = World::new();
    let sandbox = world.sandbox().await;
    let languages = sandbox.languages().await.unwrap();
    let python = languages.iter().find(|found| found.name == "python");
    // The newest come first. Old ones have a pip that cannot install for another.
    let versions = &python.unwrap().versions;
    let versions = &versions[..versions.len().min(2)];
    let code = "import six, sys; print('%d.%d.%d' % sys.version_info[:3])";
    for found in versions {
        let exec = sandbox.python(code).version(&found.version);
        let ran = exec.requirements(["six"]).await.unwrap();
        assert_eq!(ran.stdout, format!("{}\n", found.version));
    }
    assert_eq!(world.layers().len(), versions.len());
}

/// Python waits with a package loaded: the code finds it there.
#[tokio::test]
async fn an_interpreter_that_waits_has_loaded_them() {
    let world = World::new();
    let python = Warm::new("python").requirements(["six"]).modules(["six"]);
    let like = world.compute.sandbox("local").warm(python.clone());
    let sandbox = like.await.unwrap();
    // Whether it was loaded before the code ran.
    let code = "import sys; print('six' in sys.modules); import six; print(six.__file__)";
    let run = || sandbox.python(code).requirements(["six"]).into_future();
    let told = run().await.unwrap().stdout.to_string();
    assert!(
        told.starts_with("True\n/opt/computesdk/packages/"),
        "{told}"
    );
    // Of calls without it, none is served.
    let without = sandbox.python("import sys; print('six' in sys.modules)");
    assert_eq!(without.await.unwrap().stdout, "False\n");
    let other = world.sandbox().await;
    other.warm(python.clone()).await.unwrap();
    let run = other.python(code).requirements(["six"]);
    assert!(run.await.unwrap().stdout.as_str().starts_with("True\n"));
    // In those of the pool it waits already, and what it loaded stays in the cache.
    let like = || world.compute.sandbox("local").warm(python.clone());
    assert_eq!(like().prepare(1).await.unwrap(), 1);
    let ready = like().await.unwrap();
    assert!(world.compute.pool().stats().hits > 0);
    let run = ready.python(code).requirements(["six"]);
    assert!(run.await.unwrap().stdout.as_str().starts_with("True\n"));
    ready.destroy().await.unwrap();
    // What cannot be installed fails at once.
    let missing = Warm::new("python").requirements(["computesdk-there-is-no-such-package"]);
    let failed = world.compute.sandbox("local").warm(missing).await;
    assert!(matches!(failed, Err(Error::Packages(_))), "{failed:?}");
}
