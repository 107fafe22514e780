//! The kernel's version.

use super::report::{Check, Remedy, Status};

/// `mount_setattr`, by which mounts are made read-only as a whole tree.
const NEEDED: (u32, u32) = (5, 12);

/// `MAJOR.MINOR` of a release such as `6.8.0-45-generic`.
fn version(release: &str) -> Option<(u32, u32)> {
    let mut numbers = release.split(['.', '-', '+']);
    let major = numbers.next()?.parse().ok()?;
    let minor = numbers.next()?.parse().ok()?;
    Some((major, minor))
}

/// What `uname -r` says.
pub(super) fn check(release: &str) -> Check {
    let found = format!("Linux {release}");
    match version(release) {
        None => Check::new("kernel", Status::Unknown, found),
        Some(version) if version < NEEDED => Check::new("kernel", Status::Missing, found)
            .remedy(Remedy::new("Sandboxes need Linux 5.12 or newer")),
        Some(_) => Check::new("kernel", Status::Ok, found),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_of_distributions_are_understood() {
        assert_eq!(version("6.8.0-45-generic"), Some((6, 8)));
        assert_eq!(version("5.14.0-427.el9.x86_64"), Some((5, 14)));
        assert_eq!(version("6.12-rc1"), Some((6, 12)));
        assert_eq!(version("unknown"), None);
    }

    #[test]
    fn only_a_kernel_without_mount_setattr_is_refused() {
        let status = |release| check(release).status;
        assert_eq!(status("5.10.0-30-amd64"), Status::Missing);
        assert_eq!(status("5.12.0"), Status::Ok);
        assert_eq!(status("6.18.1"), Status::Ok);
        assert_eq!(status("?"), Status::Unknown);
    }
}
