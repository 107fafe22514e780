//! Compiled programs are kept, and nothing that ran in a sandbox has a say in what another
//! one runs.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use computesdk::{Compute, Error, Sandbox, User};
use tempfile::TempDir;

/// A cache of its own.
pub(crate) struct Cached {
    compute: Compute,
    directory: TempDir,
}

impl Cached {
    pub(crate) fn new() -> Cached {
        let directory = tempfile::tempdir().unwrap();
        let builder = Compute::builder().cache_directory(directory.path().join("cache"));
        Cached {
            compute: builder.build().unwrap(),
            directory,
        }
    }

    pub(crate) async fn sandbox(&self) -> Sandbox {
        self.compute.sandbox("local").await.unwrap()
    }

    /// The programs that are kept.
    pub(crate) fn programs(&self) -> Vec<PathBuf> {
        self.kept(|begin| *begin != ARCHIVE)
    }

    /// What Java starts sooner with.
    fn archives(&self) -> Vec<PathBuf> {
        self.kept(|begin| *begin == ARCHIVE)
    }

    /// Waits for so many.
    async fn archives_are(&self, count: usize) {
        let began = Instant::now();
        while self.archives().len() < count {
            let time = began.elapsed();
            assert!(time < Duration::from_secs(120), "no archive is made");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    fn kept(&self, is_one: impl Fn(&[u8; 4]) -> bool) -> Vec<PathBuf> {
        let directory = self.directory.path().join("cache/programs");
        let entries = fs::read_dir(directory).into_iter().flatten();
        let paths = entries.map(|entry| entry.unwrap().path());
        let found = paths.filter(|path| {
            let mut begin = [0; 4];
            // One that is being put there has no name yet.
            if path.file_name().unwrap().as_encoded_bytes()[0] == b'.' {
                return false;
            }
            let file = fs::File::open(path.join("main"));
            file.and_then(|mut file| file.read_exact(&mut begin))
                .is_ok()
                && is_one(&begin)
        });
        found.collect()
    }

    /// Puts something else in the place of the only one: whoever says this ran it.
    fn replace(&self, script: &str) {
        let [program] = self.programs().try_into().unwrap();
        fs::write(program.join("main"), script).unwrap();
    }
}

/// What an archive of classes begins with that is put on top of another.
const ARCHIVE: [u8; 4] = 0xf00b_aba8_u32.to_le_bytes();

const MARK: &str = "#!/bin/sh\necho kept \"$@\"\n";

const RUST: &str = "fn main() { println!(\"{:?}\", std::env::args().nth(1)); }";

const GO: &str = "package main\n\nimport \"fmt\"\n\nfunc main() { fmt.Println(\"made\") }\n";

async fn output(sandbox: &Sandbox, language: &str, code: &str) -> String {
    let ran = sandbox.run_code(language, code).args(["x"]).await;
    ran.unwrap().stdout.to_string()
}

#[tokio::test]
async fn the_same_code_is_compiled_once() {
    let cached = Cached::new();
    let made = output(&cached.sandbox().await, "rust", RUST).await;
    assert_eq!(made, "Some(\"x\")\n");
    cached.replace(MARK);
    assert_eq!(
        output(&cached.sandbox().await, "rust", RUST).await,
        "kept x\n"
    );
    // Other code is another program.
    let other = RUST.replace("nth(1)", "nth(2)");
    assert_eq!(
        output(&cached.sandbox().await, "rust", &other).await,
        "None\n"
    );
    assert_eq!(cached.programs().len(), 2);
}

#[tokio::test]
async fn a_go_program_and_the_library_that_it_needs_are_kept() {
    let cached = Cached::new();
    assert_eq!(output(&cached.sandbox().await, "go", GO).await, "made\n");
    let parts = cached.directory.path().join("cache/parts");
    let [of_the_compiler] = fs::read_dir(parts)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect::<Vec<_>>()
        .try_into()
        .unwrap();
    let list = fs::read_to_string(of_the_compiler.join("list")).unwrap();
    assert!(list.lines().any(|name| name == "fmt"), "{list}");
    cached.replace(MARK);
    assert_eq!(output(&cached.sandbox().await, "go", GO).await, "kept x\n");
}

/// The compiler was replaced by a newer one.
#[tokio::test]
async fn the_library_of_a_compiler_that_is_there_no_more_goes() {
    let cached = Cached::new();
    output(&cached.sandbox().await, "go", GO).await;
    let parts = cached.directory.path().join("cache/parts");
    let names = || {
        let entries = fs::read_dir(&parts).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        names
    };
    let [current] = names().try_into().unwrap();
    // As if each had been made by another one in the same place, but for the last.
    for (name, owner) in [
        ("old", None),
        ("used", None),
        (".gone-x", None),
        ("other", Some("x")),
    ] {
        fs::create_dir(parts.join(name)).unwrap();
        fs::write(parts.join(name).join("lock"), "").unwrap();
        let same = fs::read_to_string(parts.join(&current).join("compiler")).unwrap();
        let owner = owner.map_or(same, str::to_owned);
        fs::write(parts.join(name).join("compiler"), owner).unwrap();
    }
    let lock = fs::File::open(parts.join("used/lock")).unwrap();
    lock.lock_shared().unwrap();
    fs::remove_dir_all(parts.join(&current)).unwrap();
    let other = GO.replace("made", "again");
    assert_eq!(
        output(&cached.sandbox().await, "go", &other).await,
        "again\n"
    );
    let mut wanted = vec![current, "other".into(), "used".into()];
    wanted.sort();
    assert_eq!(names(), wanted);
    // What is there stays as it is, for as long as it belongs to the compiler that is there.
    drop(lock);
    let third = GO.replace("made", "third");
    assert_eq!(
        output(&cached.sandbox().await, "go", &third).await,
        "third\n"
    );
    assert_eq!(names(), wanted);
}

/// Most programs have nothing to keep.
#[tokio::test]
async fn a_cache_is_made_when_something_is_compiled() {
    let cached = Cached::new();
    let sandbox = cached.sandbox().await;
    assert_eq!(output(&sandbox, "bash", "echo $1").await, "x\n");
    assert!(!cached.directory.path().join("cache").exists());
}

/// Where more than the code decides what the program is, it is made in the sandbox itself.
#[tokio::test]
async fn what_depends_on_more_than_the_code_is_not_kept() {
    let cached = Cached::new();
    let sandbox = cached.sandbox().await;
    sandbox
        .write_file("other.rs", "pub const NAME: &str = \"other\";")
        .await
        .unwrap();
    let code = "mod other; fn main() { println!(\"{}\", other::NAME); }";
    assert_eq!(output(&sandbox, "rust", code).await, "other\n");
    let code = "fn main() { print!(\"{}\", include_str!(\"other.rs\")); }";
    assert!(
        output(&sandbox, "rust", code)
            .await
            .starts_with("pub const")
    );
    assert_eq!(cached.programs(), Vec::<PathBuf>::new());
}

#[tokio::test]
async fn variables_that_a_program_names_are_part_of_it() {
    let cached = Cached::new();
    let sandbox = cached.sandbox().await;
    let code = "fn main() { println!(\"{}\", env!(\"ANSWER\")); }";
    for answer in ["41", "42"] {
        let ran = sandbox.rust(code).env("ANSWER", answer).await.unwrap();
        assert_eq!(ran.stdout, format!("{answer}\n"));
    }
    assert_eq!(cached.programs().len(), 2);
}

/// As the compiler says it: where the code is.
#[tokio::test]
async fn code_that_does_not_compile_is_not_kept() {
    let cached = Cached::new();
    let sandbox = cached.sandbox().await;
    for _ in 0..2 {
        let failed = sandbox.rust("fn main() {\n    missing();\n}\n").await;
        let Err(Error::Compilation(error)) = failed else {
            panic!("{failed:?}");
        };
        assert!(error.diagnostics[0].to_string().starts_with("main.rs:2:5"));
    }
    assert_eq!(cached.programs(), Vec::<PathBuf>::new());
}

/// Somebody puts something else in the place of the compiler, and has a program made.
#[tokio::test]
async fn a_compiler_that_was_changed_makes_nothing_that_others_run() {
    let cached = Cached::new();
    let first = cached.sandbox().await;
    let evil = "#!/bin/sh\n\
                while [ \"$1\" != -o ]; do shift; done\n\
                printf '#!/bin/sh\\necho evil\\n' > \"$2\"; chmod 755 \"$2\"\n";
    first
        .write_file("bin/rustc", evil)
        .mode(0o755)
        .await
        .unwrap();
    let path = first.get_env_var("PATH").unwrap().unwrap();
    let path = format!("/home/user/bin:{}", path.display());
    first.set_env("PATH", path).unwrap();
    assert_eq!(output(&first, "rust", RUST).await, "evil\n");
    assert_eq!(cached.programs(), Vec::<PathBuf>::new());
    let honest = output(&cached.sandbox().await, "rust", RUST).await;
    assert_eq!(honest, "Some(\"x\")\n");
    // And what is kept is not what that sandbox runs.
    assert_eq!(output(&first, "rust", RUST).await, "evil\n");
}

/// Neither what the cache shows nor what of it was copied.
#[tokio::test]
async fn a_program_that_overwrites_itself_changes_no_other() {
    let cached = Cached::new();
    let code = |number: u32| {
        format!(
            "fn main() {{
                let me = std::env::current_exe().unwrap();
                let written = std::fs::write(&me, \"#!/bin/sh\\necho evil\\n\").is_ok();
                println!(\"{{:?}}\", written || std::fs::remove_file(&me).is_ok());
            }} // {number}"
        )
    };
    let sandbox = cached.sandbox().await;
    for _ in 0..2 {
        // More than are shown: the last are copies.
        for number in 0..10 {
            assert_eq!(output(&sandbox, "rust", &code(number)).await, "false\n");
        }
    }
    // A copy is the sandbox's own, and its root's: there it may be. What is shown is not.
    let as_root = |sandbox: &Sandbox| sandbox.rust(code(0)).user(User::Root).into_future();
    assert_eq!(as_root(&sandbox).await.unwrap().stdout, "true\n");
    let other = cached.sandbox().await;
    for _ in 0..2 {
        assert_eq!(as_root(&other).await.unwrap().stdout, "false\n");
    }
    for program in cached.programs() {
        let kept = fs::read(program.join("main")).unwrap();
        assert!(kept.starts_with(b"\x7fELF"));
    }
}

#[tokio::test]
async fn a_program_that_was_removed_where_it_ran_is_put_there_again() {
    let cached = Cached::new();
    let sandbox = cached.sandbox().await;
    for number in 0..10 {
        let code = format!("{RUST} // {number}");
        assert_eq!(output(&sandbox, "rust", &code).await, "Some(\"x\")\n");
    }
    let remove = sandbox.exec("rm -rf /opt/computesdk/programs/* || true");
    remove.user(User::Root).await.unwrap();
    let last = format!("{RUST} // 9");
    assert_eq!(output(&sandbox, "rust", &last).await, "Some(\"x\")\n");
}

#[tokio::test]
async fn the_cache_is_nowhere_in_a_sandbox() {
    let cached = Cached::new();
    let sandbox = cached.sandbox().await;
    output(&sandbox, "rust", RUST).await;
    let key = cached.programs()[0].file_name().unwrap().to_owned();
    let find = format!("find / -xdev -name '{}' 2>/dev/null || true", key.display());
    let found = sandbox.exec(find).user(User::Root).await.unwrap();
    assert_eq!(found.stdout, "");
    let path: &Path = cached.directory.path();
    assert!(!sandbox.exists(path).await.unwrap());
}

#[tokio::test]
async fn without_a_cache_everything_is_compiled_where_it_runs() {
    let cached = Cached::new();
    let builder = Compute::builder().cache_directory(cached.directory.path().join("cache"));
    let compute = builder.cache_size(0).build().unwrap();
    let sandbox = compute.sandbox("local").await.unwrap();
    assert_eq!(output(&sandbox, "rust", RUST).await, "Some(\"x\")\n");
    assert_eq!(cached.programs(), Vec::<PathBuf>::new());
}

/// Java code that was asked for twice is compiled where nobody waits for it, and runs as that
/// from then on.
#[tokio::test]
async fn java_code_that_is_asked_for_again_is_compiled_once() {
    let cached = Cached::new();
    let code = "class First { public static void main(String[] args) throws Exception {
    System.out.println(args[0] + Second.WORD + First.class.getClassLoader().toString().contains(\"Memory\"));
    if (System.in.read() >= 0) throw new IllegalStateException(\"here\");
} }
class Second { static final String WORD = \" \\u00e9 \"; }";
    let run = async |sandbox: &Sandbox, input: &str| {
        let ran = sandbox.java(code).args(["x"]).input(input.to_owned());
        ran.unchecked().await.unwrap()
    };
    let sandbox = cached.sandbox().await;
    let source = run(&sandbox, "").await;
    assert_eq!(source.stdout, "x \u{e9} true\n");
    let fails = run(&sandbox, "y").await;
    while cached.programs().is_empty() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    for sandbox in [sandbox, cached.sandbox().await] {
        assert_eq!(run(&sandbox, "").await.stdout, "x \u{e9} false\n");
        // It fails as it did.
        let failed = run(&sandbox, "y").await;
        assert_eq!(failed.stderr, fails.stderr);
        assert_eq!(failed.exit_code, fails.exit_code);
    }
}

/// What the compiler says it says each time, and what has no `main` of the usual kind is as
/// the launcher makes it.
#[tokio::test]
async fn java_code_that_says_more_than_it_runs_is_not_kept() {
    let cached = Cached::new();
    let sandbox = cached.sandbox().await;
    let warns = "import java.util.*;
class Main { public static void main(String[] args) { List raw = new ArrayList(); raw.add(1); } }";
    let has_none = "class Main { void main() { System.out.println(1); } }";
    for code in [warns, has_none] {
        let run = || sandbox.java(code).unchecked().into_future();
        let first = run().await.unwrap();
        assert!(!first.stderr.is_empty(), "{first:?}");
        for _ in 0..3 {
            let again = run().await.unwrap();
            assert_eq!(again.stderr, first.stderr);
        }
    }
    assert_eq!(cached.programs(), Vec::<PathBuf>::new());
}

/// What prints whether Java was started with an archive, and its classes are from there.
const ARCHIVED: &str = "import java.nio.file.*;
class Main { public static void main(String[] args) throws Exception {
    String command = Files.readString(Path.of(\"/proc/self/cmdline\"));
    String maps = Files.readString(Path.of(\"/proc/self/maps\"));
    System.out.print(command.contains(\"SharedArchiveFile\") + \" \" + maps.contains(\"/opt/computesdk/programs/\"));
} }";

async fn is_archived(sandbox: &Sandbox, number: u32, standby: bool) -> String {
    let code = format!("{ARCHIVED} // {number}");
    let ran = sandbox.java(code).standby(standby).await.unwrap();
    ran.stdout.to_string()
}

/// Java's own classes, and its compiler's, are made ready once on a machine. Code cannot reach
/// what others start with.
#[tokio::test]
async fn java_starts_with_the_classes_of_its_launcher_ready() {
    let cached = Cached::new();
    let sandbox = cached.sandbox().await;
    for number in 0..2 {
        assert_eq!(is_archived(&sandbox, number, false).await, "false false");
    }
    cached.archives_are(1).await;
    assert_eq!(is_archived(&sandbox, 2, false).await, "true true");
    let small = cached.compute.sandbox("local").memory(256 << 20);
    let small = small.await.unwrap();
    assert_eq!(is_archived(&small, 3, false).await, "true true");
    // One that waits has it too.
    small.warm("java").await.unwrap();
    assert_eq!(is_archived(&small, 4, true).await, "true true");
    let attack = "cd /opt/computesdk/programs && for it in *; do \
        echo no > $it/main; rm -rf $it; mv $it gone; umount $it; done 2>/dev/null; cat */main | wc -c";
    let before = fs::read(cached.archives()[0].join("main")).unwrap();
    let seen = small.exec(attack).user(User::Root).await.unwrap();
    let seen: usize = seen.stdout.trim().parse().unwrap();
    assert!(seen == 0 || seen == before.len(), "{seen} bytes");
    let after = fs::read(cached.archives()[0].join("main")).unwrap();
    assert!(before == after, "the archive was changed");
    let other = cached.sandbox().await;
    assert_eq!(is_archived(&other, 5, false).await, "true true");
}

/// Of each Java that is there: an archive that it would have something to say about is none.
#[tokio::test]
async fn each_java_has_an_archive_of_its_own_and_says_nothing_of_it() {
    let cached = Cached::new();
    let sandbox = cached.sandbox().await;
    let languages = sandbox.languages().await.unwrap();
    let java = languages.into_iter().find(|one| one.name == "java");
    let mut count = 0;
    for one in java.unwrap().versions {
        let version: u32 = one.version.split('.').next().unwrap().parse().unwrap();
        let run = async |number: u32| {
            let code = format!("{ARCHIVED} // {number}");
            let call = sandbox.java(code).version(&one.version).standby(false);
            let ran = call.await.unwrap();
            assert_eq!(ran.stderr, "", "{one:?}");
            ran.stdout.to_string()
        };
        // Older ones make none.
        if version >= 13 {
            run(0).await;
            run(1).await;
            count += 1;
            cached.archives_are(count).await;
            assert_eq!(run(2).await, "true true", "{one:?}");
        }
    }
    assert!(count > 0, "there is no Java that makes archives");
}
