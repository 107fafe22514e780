//! Devices of the host.

use computesdk::User;

use crate::probe::{probe, shell};
use crate::sandbox::{USERS, sandbox};

#[tokio::test]
async fn only_harmless_devices_exist() {
    let sandbox = sandbox().await;
    for user in USERS {
        let listing = shell(&sandbox, user, "ls -A /dev").await;
        let names: Vec<&str> = listing.lines().collect();
        let wanted = [
            "fd", "full", "null", "ptmx", "pts", "random", "shm", "stderr", "stdin", "stdout",
            "tty", "urandom", "zero",
        ];
        assert_eq!(names, wanted, "{user:?}");
        let special = shell(&sandbox, user, "find / -xdev \\( -type b -o -type c \\)").await;
        assert_eq!(special, "", "{user:?}");
    }
}

/// Nodes of the console, memory, the first disks, and the like.
#[tokio::test]
async fn no_device_can_be_made() {
    let sandbox = sandbox().await;
    for user in USERS {
        let answers = probe(&sandbox, user, include_str!("probes/devices.py"), &[]).await;
        for (attempt, answer) in answers.all() {
            let wanted: &[&str] = match attempt.split(' ').next() {
                // Where the directory is another's, that is said first.
                Some("make") => &["EPERM", "EACCES", "EROFS"],
                _ => &["ENOENT", "EACCES"],
            };
            assert!(wanted.contains(&answer), "{user:?} {attempt}: {answer}");
        }
    }
}

/// A node that is there is the host's own: nobody inside owns it.
#[tokio::test]
async fn the_devices_cannot_be_changed() {
    let sandbox = sandbox().await;
    let script = "\
        for change in 'chmod 600 /dev/null' 'chown 1000 /dev/null' 'rm /dev/null' \
            'mv /dev/zero /dev/null' 'touch /dev/new' 'ln -sf /tmp /dev/fd'; do
            $change 2>/dev/null && echo \"$change\"
        done
        stat -c '%a %t:%T' /dev/null";
    for user in USERS {
        assert_eq!(shell(&sandbox, user, script).await, "666 1:3\n", "{user:?}");
    }
    let host = std::process::Command::new("stat")
        .args(["-c", "%a", "/dev/null"])
        .output();
    assert_eq!(host.unwrap().stdout, b"666\n");
}

/// Shared memory inside is the sandbox's own.
#[tokio::test]
async fn shared_memory_is_the_sandboxes_own() {
    let name = format!("computesdk-canary-{}", std::process::id());
    let (one, two) = tokio::join!(sandbox(), sandbox());
    shell(&one, User::User, &format!("echo x > /dev/shm/{name}")).await;
    assert_eq!(shell(&two, User::User, "ls -A /dev/shm").await, "");
    assert!(!std::path::Path::new("/dev/shm").join(&name).exists());
}

/// System V segments of the host.
#[tokio::test]
async fn segments_of_the_host_are_invisible() {
    let segment = Segment::new();
    let sandbox = sandbox().await;
    for user in USERS {
        let script = "tail -n +2 /proc/sysvipc/shm | wc -l; ipcs -m | grep -c 0x";
        assert_eq!(shell(&sandbox, user, script).await, "0\n0\n", "{user:?}");
        let remove = format!("ipcrm -m {} 2>/dev/null && echo removed", segment.id);
        assert_eq!(shell(&sandbox, user, &remove).await, "", "{user:?}");
    }
    assert!(segment.exists(), "it was removed");
}

/// A shared memory segment of the host that everybody may use.
struct Segment {
    id: String,
}

impl Segment {
    fn new() -> Segment {
        let mut make = std::process::Command::new("ipcmk");
        let output = make.args(["-M", "4096", "-p", "0666"]).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let id = text.split_whitespace().last().unwrap().to_owned();
        Segment { id }
    }

    fn exists(&self) -> bool {
        let list = std::fs::read_to_string("/proc/sysvipc/shm").unwrap();
        let mut lines = list.lines();
        lines.any(|line| line.split_whitespace().nth(1) == Some(&self.id))
    }
}

impl Drop for Segment {
    fn drop(&mut self) {
        let _ = std::process::Command::new("ipcrm")
            .args(["-m", &self.id])
            .status();
    }
}
