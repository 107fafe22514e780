//! Commands that behave oddly.

use std::process::Command;

use computesdk::{Error, LayerKind, ResourceKind, Signal};
use tokio::io::AsyncReadExt;

use super::world::{all_gone, appears, run, sandbox, text};

#[test]
fn closing_all_streams_is_no_end() {
    run(async {
        let sandbox = sandbox().await;
        let line = "echo before; exec <&- >&- 2>&-; sleep 0.3; echo lives > file; exit 7";
        let result = sandbox.exec(line).unchecked().await.unwrap();
        assert_eq!((result.exit_code, &*result.stdout), (7, "before\n"));
        assert_eq!(appears(&sandbox, "file").await, "lives");

        let mut stream = sandbox.exec_stream(line).unchecked().await.unwrap();
        let mut got = String::new();
        stream.stdout.read_to_string(&mut got).await.unwrap();
        assert_eq!(got, "before\n");
        assert_eq!(stream.wait().await.unwrap().exit_code, 7);
    });
}

#[test]
fn a_missing_interpreter_is_told() {
    run(async {
        let sandbox = sandbox().await;
        let script = "printf '#!/no/such\\n' > script; chmod +x script";
        sandbox.exec(script).await.unwrap();
        match sandbox.exec(("./script", [""; 0])).await {
            Err(Error::NotFound(error)) => assert_eq!(error.kind, ResourceKind::Program),
            other => panic!("{other:?}"),
        }
        match sandbox.run("script").await {
            Err(Error::NotFound(error)) => {
                assert_eq!(error.kind, ResourceKind::Interpreter);
                assert!(error.name.contains("/no/such"), "{error}");
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(text(&sandbox, "echo fine").await, "fine");
    });
}

#[test]
fn orphans_are_reaped() {
    run(async {
        let sandbox = sandbox().await;
        let line = "for i in $(seq 50); do (sleep 0.1 &) ; done";
        sandbox.exec(line).await.unwrap();
        let line = "while pgrep -x sleep; do sleep 0.05; done > /dev/null; ps -eo stat | grep ^Z";
        let zombies = sandbox.exec(line).unchecked().await.unwrap();
        assert_eq!(zombies.stdout, "");
    });
}

#[test]
fn signals_of_the_command_itself_are_told() {
    run(async {
        let sandbox = sandbox().await;
        for signal in [Signal::KILL, Signal::TERM, Signal::PIPE, Signal::HUP] {
            let line = format!("echo before; kill -{} $$", signal.number());
            let result = sandbox.exec(line).unchecked().await.unwrap();
            assert_eq!(result.signal, Some(signal));
            assert_eq!(result.exit_code, 128 + signal.number());
            assert_eq!(result.stdout, "before\n");
        }
    });
}

/// From inside, PID 1 cannot be killed, and trying ends nothing.
#[test]
fn killing_everything_inside_ends_only_that() {
    run(async {
        let sandbox = sandbox().await;
        text(&sandbox, "sleep 1000 &").await;
        let result = sandbox
            .exec("kill -9 1; kill -9 -1; exit 3")
            .unchecked()
            .await;
        assert_eq!(result.unwrap().exit_code, 3);
        // Killed at once, gone a moment later.
        all_gone(&sandbox, "sleep").await;
        assert_eq!(text(&sandbox, "echo fine").await, "fine");
    });
}

/// The engine starts them on one, for speed, and must let them go.
#[test]
fn commands_use_every_processor() {
    run(async {
        let allowed = "grep Cpus_allowed_list /proc/self/status";
        let outside = Command::new("sh").args(["-c", allowed]).output().unwrap();
        let outside = String::from_utf8(outside.stdout).unwrap();
        let sandbox = sandbox().await;
        for _ in 0..3 {
            let inside = sandbox.exec(allowed).await.unwrap();
            assert_eq!(inside.stdout, outside);
        }
    });
}

/// One whose name the host side does not know would be left out without a word.
#[test]
fn every_layer_is_told() {
    run(async {
        let info = sandbox().await.info().await.unwrap();
        let last = LayerKind::GroupsDropped as usize;
        assert_eq!(info.layers.len(), last + 1, "{:?}", info.layers);
    });
}
