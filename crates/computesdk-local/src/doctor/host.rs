//! Facts about the host, read and not judged.
//!
//! They only explain what was found by doing: whether a sandbox can be made is
//! never concluded from them.

use std::fs;
use std::path::Path;

use super::own_groups::own_directory;

/// What the host's files say; empty where a file does not exist.
#[derive(Clone, Debug, Default)]
pub(super) struct Host {
    /// `uname -r`.
    pub(super) release: String,
    /// Runs as root.
    pub(super) root: bool,
    /// Effective user id.
    pub(super) uid: u32,
    /// `/etc/passwd`.
    pub(super) passwd: String,
    /// `/etc/subuid`.
    pub(super) subuid: String,
    /// Both `newuidmap` and `newgidmap` are installed.
    pub(super) newuidmap: bool,
    /// `/proc/self/cgroup`.
    pub(super) cgroup: String,
    /// Controllers of the own group on the unified hierarchy.
    pub(super) controllers: String,
    /// `/proc/self/mountinfo`.
    pub(super) mountinfo: String,
    /// `/proc/meminfo`.
    pub(super) meminfo: String,
    /// Name of the container engine that this runs under.
    pub(super) container: Option<&'static str>,
    /// Debian's `kernel.unprivileged_userns_clone`.
    pub(super) userns_clone: Option<u64>,
    /// `user.max_user_namespaces`.
    pub(super) max_user_namespaces: Option<u64>,
    /// Ubuntu's `kernel.apparmor_restrict_unprivileged_userns`.
    pub(super) apparmor_restricts: Option<u64>,
}

impl Host {
    /// Reads them from this host.
    pub(super) fn read() -> Self {
        let cgroup = text("/proc/self/cgroup");
        let mountinfo = text("/proc/self/mountinfo");
        Host {
            release: text("/proc/sys/kernel/osrelease").trim().to_owned(),
            root: rustix::process::geteuid().is_root(),
            uid: rustix::process::geteuid().as_raw(),
            passwd: text("/etc/passwd"),
            subuid: text("/etc/subuid"),
            newuidmap: ["newuidmap", "newgidmap"]
                .iter()
                .all(|name| Path::new("/usr/bin").join(name).exists()),
            controllers: own_directory(&cgroup, &mountinfo)
                .map(|directory| text(directory.join("cgroup.controllers")))
                .unwrap_or_default(),
            cgroup,
            mountinfo,
            meminfo: text("/proc/meminfo"),
            container: container(),
            userns_clone: sysctl("kernel/unprivileged_userns_clone"),
            max_user_namespaces: sysctl("user/max_user_namespaces"),
            apparmor_restricts: sysctl("kernel/apparmor_restrict_unprivileged_userns"),
        }
    }

    /// Login name of the user that runs this.
    pub(super) fn login(&self) -> Option<&str> {
        let uid = self.uid.to_string();
        self.passwd.lines().find_map(|line| {
            let mut fields = line.split(':');
            let name = fields.next()?;
            (fields.nth(1)? == uid).then_some(name)
        })
    }
}

fn text(path: impl AsRef<Path>) -> String {
    fs::read(path)
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .unwrap_or_default()
}

fn sysctl(name: &str) -> Option<u64> {
    text(Path::new("/proc/sys").join(name)).trim().parse().ok()
}

/// The marks that container engines leave.
fn container() -> Option<&'static str> {
    let marks = [
        ("/.dockerenv", "Docker"),
        ("/run/.containerenv", "Podman"),
        ("/run/systemd/container", "a systemd container"),
    ];
    marks
        .into_iter()
        .find_map(|(path, engine)| Path::new(path).exists().then_some(engine))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_login_name_is_found_by_uid() {
        let host = Host {
            uid: 1001,
            passwd: "root:x:0:0::/root:/bin/sh\nann:x:1001:1001::/home/ann:/bin/sh\n".to_owned(),
            ..Host::default()
        };
        assert_eq!(host.login(), Some("ann"));
        assert_eq!(Host { uid: 7, ..host }.login(), None);
    }
}
