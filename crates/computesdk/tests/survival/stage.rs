//! Programs of their own, for tests that need one: to limit it, to fill its
//! memory, to kill it. The test program plays them itself, started once more.

use std::env;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::{
    callers, cancelled, crowds, destroyed, flood, killed, limits, made_ahead, mounted, pool, ports,
    pressure, refusal, starved, world,
};

pub(crate) const ROLE: &str = "SURVIVAL_ROLE";
const ARGUMENT: &str = "SURVIVAL_ARGUMENT";

/// No role takes that long: one that does hangs, and ends itself.
const LONGEST: Duration = Duration::from_secs(170);

/// All that can be played.
const ROLES: [(&str, fn()); 26] = [
    ("simple", simple),
    ("a thousand commands", crowds::a_thousand_commands),
    ("dropped creations", cancelled::dropped_creations),
    ("dropped sandbox", cancelled::dropped_sandbox),
    ("drinker", flood::drinker),
    ("slow reader", pressure::slow_reader),
    ("large", callers::large),
    ("short of descriptors", callers::short_of_descriptors),
    ("few descriptors", callers::few_descriptors),
    ("stopped", callers::stopped),
    ("many sandboxes", callers::many_sandboxes),
    ("busy", killed::host::busy),
    ("witness of both", killed::host::witness_of_both),
    ("witness", killed::host::witness),
    ("without spawner", killed::spawner::without_spawner),
    ("unanswered", killed::spawner::unanswered),
    ("without init", killed::init::without_init),
    ("mourning", killed::mourning::mourning),
    ("groups", limits::groups_of_sandboxes),
    ("ends with spares", made_ahead::ends_with_spares),
    ("pool without inits", pool::pool_without_inits),
    ("ports without init", ports::ending::ports_without_init),
    ("refused", refusal::refused),
    ("mounted", mounted::mounted),
    ("destroyed", destroyed::destroyed),
    ("starved", starved::starved),
];

/// The test program as a player of this role.
pub(crate) fn player(role: &str, argument: &str) -> Command {
    let mut command = Command::new(env::current_exe().unwrap());
    command
        .args(["--exact", "stage::a_program_of_its_own", "--nocapture"])
        .env(ROLE, role)
        .env(ARGUMENT, argument)
        .stdin(Stdio::null());
    command
}

/// Plays a role to its end; what it says and asserts counts as the test's own.
pub(crate) fn play(role: &str, argument: &str) -> String {
    let output = player(role, argument).output().unwrap();
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    let stderr = String::from_utf8_lossy(&output.stderr);
    let status = output.status;
    assert!(status.success(), "{role:?}: {status}\n{stdout}\n{stderr}");
    stdout
}

/// What [`player`] was given.
pub(crate) fn argument() -> String {
    env::var(ARGUMENT).unwrap()
}

/// Without a role: that a program of its own works at all. With one: plays it.
#[test]
fn a_program_of_its_own() {
    let Ok(role) = env::var(ROLE) else {
        assert!(play("simple", "world").contains("hello world"));
        return;
    };
    std::thread::spawn(|| {
        std::thread::sleep(LONGEST);
        eprintln!("still playing after {LONGEST:?}");
        std::process::abort();
    });
    let known = ROLES.iter().find(|(name, _)| *name == role);
    let (_, play) = known.expect("a role that exists");
    play();
}

#[allow(clippy::print_stdout, reason = "standard output is what is tested")]
fn simple() {
    world::run(async {
        let sandbox = world::sandbox().await;
        let line = format!("echo hello {}", argument());
        println!("{}", world::text(&sandbox, &line).await);
    });
}
