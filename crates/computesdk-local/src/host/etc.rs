//! `/etc` of a sandbox: users and hosts of our own, and from the host only what
//! programs need and what holds no secrets.

use std::fs;
use std::path::Path;

use computesdk_init::protocol::Entry;

use super::skeleton::{directory, file, link};

/// Host name of a sandbox that was given none.
pub(crate) const HOSTNAME: &str = "sandbox";

const PASSWD: &str = "\
root:x:0:0:root:/root:/bin/bash
daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
bin:x:2:2:bin:/bin:/usr/sbin/nologin
sys:x:3:3:sys:/dev:/usr/sbin/nologin
mail:x:8:8:mail:/var/mail:/usr/sbin/nologin
www-data:x:33:33:www-data:/var/www:/usr/sbin/nologin
_apt:x:42:65534::/nonexistent:/usr/sbin/nologin
user:x:1000:1000:user:/home/user:/bin/bash
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
";

const GROUP: &str = "\
root:x:0:
daemon:x:1:
bin:x:2:
sys:x:3:
adm:x:4:
tty:x:5:
mail:x:8:
shadow:x:42:
www-data:x:33:
staff:x:50:
users:x:100:
user:x:1000:
nogroup:x:65534:
";

/// Files of the host that are copied as they are, where they exist.
const COPIED_FILES: [&str; 16] = [
    "bash.bashrc",
    "debian_version",
    "ld.so.cache",
    "ld.so.conf",
    "localtime",
    "magic",
    "mime.types",
    "netconfig",
    "profile",
    "protocols",
    "rpc",
    "services",
    "ssl/certs/ca-certificates.crt",
    "ssl/openssl.cnf",
    "pki/tls/certs/ca-bundle.crt",
    "timezone",
];

/// Directories of the host that are copied with all they hold: settings of
/// interpreters and of the system's own choice among programs.
const COPIED_DIRECTORIES: [&str; 5] = ["alternatives", "fonts", "ld.so.conf.d", "perl", "terminfo"];

/// The Java runtime of Debian keeps its settings in `/etc/java-VERSION-openjdk`.
const JAVA: (&str, &str) = ("java-", "-openjdk");

/// Nothing larger than this is a setting.
const LARGEST_FILE: u64 = 1 << 20;

/// Everything in `/etc`.
pub(super) fn entries() -> Vec<Entry> {
    let mut entries = vec![
        file("etc/group", GROUP),
        file("etc/hostname", format!("{HOSTNAME}\n")),
        file(
            "etc/hosts",
            format!("127.0.0.1 localhost\n127.0.1.1 {HOSTNAME}\n::1 localhost ip6-localhost\n"),
        ),
        link("etc/mtab", "/proc/self/mounts".into()),
        file(
            "etc/nsswitch.conf",
            "passwd: files\ngroup: files\nhosts: files dns\nprotocols: files\nservices: files\n",
        ),
        file("etc/passwd", PASSWD),
        file("etc/resolv.conf", "# This sandbox has no network.\n"),
        file("etc/shells", "/bin/sh\n/bin/bash\n"),
    ];
    let mut copy = Copy {
        entries: &mut entries,
    };
    copy.os_release();
    for path in COPIED_FILES {
        copy.path(path);
    }
    for path in COPIED_DIRECTORIES {
        copy.tree(path);
    }
    for path in java_settings() {
        copy.tree(&path);
    }
    entries
}

fn java_settings() -> Vec<String> {
    let names = fs::read_dir("/etc").into_iter().flatten().flatten();
    let mut names: Vec<String> = names
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| name.starts_with(JAVA.0) && name.ends_with(JAVA.1))
        .collect();
    names.sort();
    names
}

/// Copies from the host's `/etc`. What cannot be read is left out.
struct Copy<'a> {
    entries: &'a mut Vec<Entry>,
}

impl Copy<'_> {
    fn os_release(&mut self) {
        if Path::new("/usr/lib/os-release").exists() {
            let target = "../usr/lib/os-release".into();
            self.entries.push(link("etc/os-release", target));
        } else {
            self.path("os-release");
        }
    }

    /// One file or link, with the directories above it.
    fn path(&mut self, path: &str) {
        let host = Path::new("/etc").join(path);
        let inside = format!("etc/{path}");
        let Ok(metadata) = host.symlink_metadata() else {
            return;
        };
        let copied = if metadata.is_symlink() {
            host.read_link().ok().map(|target| link(&inside, target))
        } else if metadata.is_file() && metadata.len() <= LARGEST_FILE {
            fs::read(&host).ok().map(|content| file(&inside, content))
        } else {
            None
        };
        if let Some(entry) = copied {
            self.parents(&inside);
            self.entries.push(entry);
        }
    }

    /// A directory with all it holds.
    fn tree(&mut self, path: &str) {
        let host = Path::new("/etc").join(path);
        let Ok(children) = host.read_dir() else {
            return;
        };
        let inside = format!("etc/{path}/");
        self.parents(&inside);
        let mut names: Vec<String> = children
            .flatten()
            .filter_map(|child| child.file_name().into_string().ok())
            .collect();
        names.sort();
        for name in names {
            let child = format!("{path}/{name}");
            let real_directory = Path::new("/etc")
                .join(&child)
                .symlink_metadata()
                .is_ok_and(|metadata| metadata.is_dir());
            if real_directory {
                self.tree(&child);
            } else {
                self.path(&child);
            }
        }
    }

    /// The directories above a path; those that are there already are dropped
    /// later.
    fn parents(&mut self, inside: &str) {
        let slashes = inside.match_indices('/').map(|(at, _)| at);
        for end in slashes.skip(1) {
            self.entries.push(directory(&inside[..end], 0o755));
        }
    }
}
