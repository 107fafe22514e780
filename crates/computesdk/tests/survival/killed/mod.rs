//! Sudden deaths: of the host program, of the spawner, of a sandbox's init.

pub(crate) mod host;
pub(crate) mod init;
pub(crate) mod mourning;
pub(crate) mod spawner;
pub(crate) mod traffic;

use std::fs;

use rustix::io::Errno;
use rustix::process::{Pid, Signal, kill_process};

/// Process ids of the children of a process, oldest first.
pub(crate) fn children_of(parent: u32) -> Vec<u32> {
    let pids = fs::read_dir("/proc").unwrap().flatten();
    let pids = pids.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    let mut children: Vec<_> = pids
        .filter_map(|pid| {
            let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
            // After the name, which may have anything in it: state, parent, ...
            // and the start time as field 22 of all.
            let (_, rest) = stat.rsplit_once(')')?;
            let fields: Vec<&str> = rest.split_whitespace().collect();
            let born: u64 = fields[19].parse().ok()?;
            (fields[1].parse() == Ok(parent) && fields[0] != "Z").then_some((born, pid))
        })
        .collect();
    children.sort_unstable();
    children.into_iter().map(|(_, pid)| pid).collect()
}

/// Process ids of the inits of a spawner's sandboxes, oldest first. It may have
/// another child for a moment, which fills the base of all root file systems.
pub(crate) fn inits_of(spawner: u32) -> Vec<u32> {
    let mut children = children_of(spawner);
    children.retain(|pid| {
        fs::read_to_string(format!("/proc/{pid}/comm")).is_ok_and(|name| name == "compute-init\n")
    });
    children
}

/// `kill -9`, also of one who has just ended by itself.
pub(crate) fn kill(pid: u32) {
    let pid = Pid::from_raw(pid.try_into().unwrap()).unwrap();
    match kill_process(pid, Signal::KILL) {
        Ok(()) | Err(Errno::SRCH) => {}
        Err(error) => panic!("{error}"),
    }
}
