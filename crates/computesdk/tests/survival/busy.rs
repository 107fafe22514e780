//! Programs that are open to be written when they are to run.

use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use computesdk::{Errno, Error};

use super::world::{run, sandbox};

const PROGRAM: &str = "#!/bin/sh\necho ran\n";

/// The host's program forks all the time, as programs with threads may: each child has
/// what is being written open until it executes.
#[test]
fn a_program_runs_that_was_just_written_by_a_program_that_forks() {
    let over = Arc::new(AtomicBool::new(false));
    let forks = [(); 4].map(|()| {
        let over = Arc::clone(&over);
        thread::spawn(move || {
            while !over.load(Ordering::Relaxed) {
                Command::new("true").status().unwrap();
            }
        })
    });
    run(async {
        let sandbox = sandbox().await;
        // Longer than what travels with the call.
        let program = format!("{PROGRAM}exit 0\n{}", "#".repeat(1 << 20));
        for round in 0..200 {
            let path = format!("/tmp/program-{}", round % 8);
            sandbox
                .write_file(&path, &program)
                .mode(0o755)
                .await
                .unwrap();
            let ran = sandbox.exec((path, [""; 0])).await;
            assert_eq!(ran.unwrap().stdout, "ran\n", "{round}");
        }
    });
    over.store(true, Ordering::Relaxed);
    for thread in forks {
        thread.join().unwrap();
    }
}

/// What stays open is told, and is not waited for.
#[test]
fn a_program_that_stays_open_to_be_written_does_not_run() {
    run(async {
        let sandbox = sandbox().await;
        let write = sandbox.write_file("program", PROGRAM).mode(0o755);
        write.await.unwrap();
        let holder = sandbox.start_background("exec 3>>program; touch held; exec sleep 1000");
        let holder = holder.await.unwrap();
        while !sandbox.exists("held").await.unwrap() {}
        let refused = sandbox.exec(("./program", [""; 0])).await;
        let errno = refused.as_ref().err().and_then(Error::errno);
        assert_eq!(errno, Some(Errno::from_raw(26)), "{refused:?}");
        holder.kill().await.unwrap();
        let ran = sandbox.exec(("./program", [""; 0])).await.unwrap();
        assert_eq!(ran.stdout, "ran\n");
    });
}
