//! Paths of groups, as text.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;
use core::iter;

/// A path below another; the other itself where there is nothing to add.
pub(super) fn join(base: &str, path: &str) -> String {
    match path {
        "" => base.to_owned(),
        _ => format!("{base}/{path}"),
    }
}

/// The groups above one, nearest first; the last is the top, whose path is empty.
pub(super) fn above(group: &str) -> Vec<&str> {
    iter::successors(parent(group), |group| parent(group)).collect()
}

fn parent(group: &str) -> Option<&str> {
    match group {
        "" => None,
        _ => Some(group.rsplit_once('/').map_or("", |(parent, _)| parent)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joining_nothing_adds_nothing() {
        assert_eq!(
            join("/sys/fs/cgroup", "user.slice"),
            "/sys/fs/cgroup/user.slice"
        );
        assert_eq!(join("/sys/fs/cgroup", ""), "/sys/fs/cgroup");
    }

    #[test]
    fn groups_above_end_at_the_top() {
        assert_eq!(above("a/b/c"), ["a/b", "a", ""]);
        assert_eq!(above("a"), [""]);
        assert!(above("").is_empty());
    }
}
