//! Groups come and go with their sandboxes.

use std::path::{Path, PathBuf};

use computesdk::LimitKind;

use super::is_of_group;
use crate::groups::groups;
use crate::killed::{children_of, inits_of};
use crate::stage::play;
use crate::world::{compute, run};

#[test]
fn groups_go_with_their_sandbox() {
    play("groups", "");
}

/// Looks for the groups of its own spawner.
pub(crate) fn groups_of_sandboxes() {
    run(async {
        let compute = compute();
        let sandbox = compute.sandbox("local").await.unwrap();
        let spawner = children_of(std::process::id())[0];
        let init = inits_of(spawner)[0];
        let roots = groups(&[spawner]);
        assert_eq!(
            !roots.is_empty(),
            is_of_group(&sandbox, LimitKind::Memory).await
        );

        let of_init: Vec<PathBuf> = roots
            .iter()
            .map(|root| group_with(root, init).expect("init is in a group of its own"))
            .collect();
        sandbox.destroy().await.unwrap();
        let left: Vec<_> = of_init.iter().filter(|group| group.exists()).collect();
        assert!(left.is_empty(), "{left:?}");
        drop((sandbox, compute));
        // The spawner ends by itself, and clears up before.
        while !children_of(std::process::id()).is_empty() {
            tokio::task::yield_now().await;
        }
        assert_eq!(groups(&[spawner]), [""; 0].map(PathBuf::from));
    });
}

/// The group in a spawner's directory that has this process.
fn group_with(root: &Path, pid: u32) -> Option<PathBuf> {
    let pid = pid.to_string();
    let groups = std::fs::read_dir(root).unwrap().flatten();
    groups.map(|group| group.path()).find(|group| {
        let processes = std::fs::read_to_string(group.join("cgroup.procs"));
        processes.is_ok_and(|processes| processes.lines().any(|line| line == pid))
    })
}
