//! Subordinate ids: ranges that the administrator gave to an ordinary user, and
//! the system's own tools that map them.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

/// Where distributions install the tools. Never looked up in `PATH`: they run
/// with privileges.
const TOOLS: [(&str, &str); 2] = [
    ("/usr/bin/newuidmap", "/etc/subuid"),
    ("/usr/bin/newgidmap", "/etc/subgid"),
];

/// Ids that a sandbox needs beside the user's own.
const COUNT: u32 = 65_536;

/// Maps the user's own id to 0 and a subordinate range to 1 and on, in the user
/// namespace of a process. False where the user has no range or no tool; then
/// nothing has been mapped. Blocks while the tools run.
pub(crate) fn map(pid: u32) -> bool {
    let uid = rustix::process::getuid().as_raw();
    let gid = rustix::process::getgid().as_raw();
    let Some(name) = user_name(uid) else {
        return false;
    };
    let ranges: Vec<u32> = TOOLS
        .iter()
        .filter(|(tool, _)| Path::new(tool).exists())
        .filter_map(|(_, file)| range(&fs::read_to_string(file).ok()?, &name, uid))
        .collect();
    let [first_uid, first_gid] = ranges[..] else {
        return false;
    };
    [(TOOLS[0].0, uid, first_uid), (TOOLS[1].0, gid, first_gid)]
        .into_iter()
        .all(|(tool, own, first)| run(tool, pid, own, first))
}

/// The first range of a user that is long enough, in `/etc/subuid` or
/// `/etc/subgid`: lines of `name-or-id:first:count`.
fn range(file: &str, name: &str, uid: u32) -> Option<u32> {
    file.lines().find_map(|line| {
        let mut fields = line.trim().split(':');
        let owner = fields.next()?;
        let first = fields.next()?.parse().ok()?;
        let count: u32 = fields.next()?.parse().ok()?;
        let ours = owner == name || owner == uid.to_string();
        (ours && count >= COUNT).then_some(first)
    })
}

fn user_name(uid: u32) -> Option<String> {
    let users = fs::read_to_string("/etc/passwd").ok()?;
    users.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        let id: u32 = fields.nth(1)?.parse().ok()?;
        (id == uid).then(|| name.to_owned())
    })
}

fn run(tool: &str, pid: u32, own: u32, first: u32) -> bool {
    let arguments = [pid, 0, own, 1, 1, first, COUNT].map(|number| number.to_string());
    Command::new(tool)
        .args(arguments)
        .env_clear()
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

#[cfg(test)]
mod tests {
    use super::range;

    #[test]
    fn finds_the_first_range_that_is_long_enough() {
        let file = "ann:100000:1000\nbob:200000:65536\nann:300000:65536\n1001:400000:65536\n";
        assert_eq!(range(file, "ann", 1000), Some(300_000));
        assert_eq!(range(file, "eve", 1001), Some(400_000));
        assert_eq!(range(file, "eve", 1002), None);
        assert_eq!(range("broken\nann:x:y\n", "ann", 1000), None);
    }
}
