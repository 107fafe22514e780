//! Looking into other processes: init, and other commands' jobs.

use computesdk::LayerKind;
use computesdk::{Sandbox, User};

use crate::probe::{Answers, probe};
use crate::sandbox::{USERS, has, sandbox};

const SECRET: &str = "a-secret-of-another-job";

async fn look_into(sandbox: &Sandbox, user: User, pid: &str) -> Answers {
    probe(sandbox, user, include_str!("probes/tracing.py"), &[pid]).await
}

#[tokio::test]
async fn nobody_can_look_into_init() {
    let sandbox = sandbox().await;
    for user in USERS {
        let answers = look_into(&sandbox, user, "1").await;
        for (attempt, answer) in answers.all() {
            assert!(is_refusal(answer), "{user:?} {attempt}: {answer}");
        }
    }
}

/// What root must not do to a job of the user, and nobody to one of root's.
#[tokio::test]
async fn users_cannot_look_into_one_anothers_jobs() {
    let sandbox = sandbox().await;
    for (victim, attacker) in [(User::User, User::Root), (User::Root, User::User)] {
        let job = Job::start(&sandbox, victim).await;
        let answers = look_into(&sandbox, attacker, &job.pid).await;
        for (attempt, answer) in answers.all() {
            assert!(is_refusal(answer), "{attacker:?} {attempt}: {answer}");
        }
    }
}

#[tokio::test]
async fn a_user_cannot_look_into_another_job_of_its_own() {
    let sandbox = sandbox().await;
    // Reading through /proc is what Landlock's domains add to the filter.
    let landlock = has(&sandbox, LayerKind::Landlock).await;
    for user in USERS {
        let job = Job::start(&sandbox, user).await;
        let answers = look_into(&sandbox, user, &job.pid).await;
        for (attempt, answer) in answers.all() {
            let by_filter = !attempt.starts_with("/proc");
            if landlock || by_filter {
                assert!(is_refusal(answer), "{user:?} {attempt}: {answer}");
            }
        }
    }
}

/// ENOSYS: not every kernel can compare processes.
fn is_refusal(answer: &str) -> bool {
    ["EPERM", "EACCES", "ENOSYS"].contains(&answer)
}

/// A job that waits, with a secret in its environment.
struct Job {
    pid: String,
    _stream: computesdk::ExecStream,
}

impl Job {
    async fn start(sandbox: &Sandbox, user: User) -> Job {
        let command = sandbox.exec_stream("echo $$; exec sleep 1000").user(user);
        let mut stream = command.env("SECRET", SECRET).await.unwrap();
        let first = stream.stdout.next_chunk().await.unwrap().unwrap();
        let pid = String::from_utf8(first.to_vec()).unwrap().trim().to_owned();
        Job {
            pid,
            _stream: stream,
        }
    }
}
