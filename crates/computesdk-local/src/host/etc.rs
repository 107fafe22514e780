//! `/etc` of a sandbox: users and hosts of our own, and from the host only what
//! programs need and what holds no secrets.

use std::fs;
use std::path::Path;

use computesdk_init::protocol::Entry;

use super::apt;
use super::entry::{copied, file, link};

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

/// What is copied of the host as it is, where it exists: files, and directories
/// with all they hold.
const COPIED: [&str; 23] = [
    "alternatives",
    "bash.bashrc",
    "debian_version",
    "fonts",
    "ld.so.cache",
    "ld.so.conf",
    "ld.so.conf.d",
    "localtime",
    "magic",
    "mime.types",
    "netconfig",
    "perl",
    "profile",
    "protocols",
    "rpc",
    "services",
    "ssl/certs/ca-certificates.crt",
    "ssl/certs/java/cacerts",
    "ssl/openssl.cnf",
    "pki/java/cacerts",
    "pki/tls/certs/ca-bundle.crt",
    "terminfo",
    "timezone",
];

/// The Java runtime of Debian keeps its settings in `/etc/java-VERSION-openjdk`.
const JAVA: (&str, &str) = ("java-", "-openjdk");

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
        file(
            "etc/resolv.conf",
            "# Answers for the names that the sandbox's network rules cover.\nnameserver 198.18.0.1\n",
        ),
        file("etc/shells", "/bin/sh\n/bin/bash\n"),
    ];
    entries.push(match Path::new("/usr/lib/os-release").exists() {
        true => link("etc/os-release", "../usr/lib/os-release".into()),
        false => copied("etc/os-release"),
    });
    let copies = COPIED.iter().map(|path| copied(&format!("etc/{path}")));
    entries.extend(copies.chain(java_settings()));
    entries.extend(apt::entries());
    entries
}

fn java_settings() -> Vec<Entry> {
    let names = fs::read_dir("/etc").into_iter().flatten().flatten();
    names
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| name.starts_with(JAVA.0) && name.ends_with(JAVA.1))
        .map(|name| copied(&format!("etc/{name}")))
        .collect()
}
