//! The default filter in the running kernel, on threads of their own.

use std::path::PathBuf;
use std::process::{Command, Output};
use std::{env, fs, thread};

use computesdk_seccomp::default_filter;
use rustix::fs::{AtFlags, CWD, FileType, MemfdFlags, Mode, OFlags, ResolveFlags, StatxFlags};
use rustix::io::Errno;
use rustix::mount::MountFlags;
use rustix::net::{AddressFamily, Protocol, SocketFlags, SocketType, netlink};
use rustix::process::{PidfdFlags, PidfdGetfdFlags};
use seccompiler::{BpfProgram, sock_filter};

/// Runs `body` on a thread that the default profile confines, and all that it starts.
fn confined<T: Send + 'static>(body: impl FnOnce() -> T + Send + 'static) -> T {
    let filter: BpfProgram = default_filter().chunks_exact(8).map(instruction).collect();
    let confined = thread::spawn(move || {
        seccompiler::apply_filter(&filter).unwrap();
        body()
    });
    confined.join().unwrap()
}

fn instruction(bytes: &[u8]) -> sock_filter {
    sock_filter {
        code: u16::from_le_bytes(bytes[..2].try_into().unwrap()),
        jt: bytes[2],
        jf: bytes[3],
        k: u32::from_le_bytes(bytes[4..].try_into().unwrap()),
    }
}

fn socket(family: AddressFamily, kind: SocketType, protocol: Option<Protocol>) -> Option<Errno> {
    rustix::net::socket_with(family, kind, SocketFlags::CLOEXEC, protocol).err()
}

#[test]
fn sockets() {
    use SocketType as Kind;
    confined(|| {
        for family in [AddressFamily::UNIX, AddressFamily::INET] {
            assert_eq!(socket(family, Kind::STREAM, None), None);
            assert_eq!(socket(family, Kind::DGRAM, None), None);
        }
        assert_eq!(socket(AddressFamily::NETLINK, Kind::RAW, None), None);

        let raw = socket(
            AddressFamily::INET,
            Kind::RAW,
            Some(rustix::net::ipproto::ICMP),
        );
        assert_eq!(raw, Some(Errno::PERM));
        let audit = socket(AddressFamily::NETLINK, Kind::RAW, Some(netlink::AUDIT));
        assert_eq!(audit, Some(Errno::PROTONOSUPPORT));
        for family in [
            AddressFamily::PACKET,
            AddressFamily::VSOCK,
            AddressFamily::CAN,
        ] {
            assert_eq!(socket(family, Kind::DGRAM, None), Some(Errno::AFNOSUPPORT));
        }
    });
}

/// The kernel would answer ENOENT, were it asked.
#[test]
fn mounting() {
    confined(|| {
        let nowhere = "/no/such/place";
        let mount = rustix::mount::mount("none", nowhere, "tmpfs", MountFlags::empty(), None);
        assert_eq!(mount, Err(Errno::PERM));
        let unmount = rustix::mount::unmount(nowhere, rustix::mount::UnmountFlags::empty());
        assert_eq!(unmount, Err(Errno::PERM));
        assert_eq!(rustix::process::chroot(nowhere), Err(Errno::PERM));
        assert_eq!(
            rustix::process::pivot_root(nowhere, nowhere),
            Err(Errno::PERM)
        );
    });
}

#[test]
fn nodes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("node");
    confined(move || {
        let make = |kind| rustix::fs::mknodat(CWD, &path, kind, Mode::RUSR, 0);
        assert_eq!(make(FileType::CharacterDevice), Err(Errno::PERM));
        assert_eq!(make(FileType::BlockDevice), Err(Errno::PERM));
        assert_eq!(make(FileType::Fifo), Ok(()));
    });
}

/// A process may take descriptors from itself, for the kernel.
#[test]
fn other_processes_descriptors() {
    let take = || {
        let me = rustix::process::getpid();
        let pidfd = rustix::process::pidfd_open(me, PidfdFlags::empty()).unwrap();
        rustix::process::pidfd_getfd(pidfd, 1, PidfdGetfdFlags::empty()).err()
    };
    assert_eq!(take(), None);
    assert_eq!(confined(take), Some(Errno::PERM));
}

#[test]
fn newer_calls_work() {
    confined(|| {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY;
        rustix::fs::openat2(CWD, "/", flags, Mode::empty(), ResolveFlags::NO_SYMLINKS).unwrap();
        rustix::fs::statx(CWD, "/", AtFlags::empty(), StatxFlags::BASIC_STATS).unwrap();
        rustix::fs::memfd_create("test", MemfdFlags::CLOEXEC).unwrap();
    });
}

/// A filter of the program's own is taken, and softens nothing.
#[test]
fn filters_nest() {
    confined(|| {
        let allow_all = vec![sock_filter {
            code: 6,
            jt: 0,
            jf: 0,
            k: 0x7fff_0000,
        }];
        seccompiler::apply_filter(&allow_all).unwrap();
        assert_eq!(rustix::process::chroot("/"), Err(Errno::PERM));
    });
}

/// Threads, processes, pipes, sockets, files and mappings of a real program; and of
/// the compiler, the C compiler behind it and the linker, all under the filter.
#[test]
fn programs_are_built_and_run() {
    const SOURCE: &str = r#"
        use std::io::{Read, Write};
        fn main() {
            let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
            let address = listener.local_addr().unwrap();
            let server = std::thread::spawn(move || {
                listener.accept().unwrap().0.write_all(b"from a thread").unwrap();
            });
            let mut text = String::new();
            std::net::TcpStream::connect(address).unwrap().read_to_string(&mut text).unwrap();
            server.join().unwrap();
            let shell = std::process::Command::new("/bin/sh")
                .args(["-c", "echo and from a shell | cat; exit 3"])
                .output()
                .unwrap();
            print!("{text} {}", String::from_utf8(shell.stdout).unwrap());
            std::process::exit(shell.status.code().unwrap());
        }
    "#;
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("main.rs");
    let program = folder.path().join("main");
    fs::write(&source, SOURCE).unwrap();

    let ran = confined(move || {
        let mut rustc = Command::new(rustc());
        succeed(rustc.arg(&source).arg("-o").arg(&program).output().unwrap());
        Command::new(&program).output().unwrap()
    });
    assert_eq!(
        String::from_utf8(ran.stdout).unwrap(),
        "from a thread and from a shell\n"
    );
    assert_eq!(ran.status.code(), Some(3));
}

/// The compiler beside the cargo that runs this test.
fn rustc() -> PathBuf {
    PathBuf::from(env::var_os("CARGO").expect("cargo sets it for tests")).with_file_name("rustc")
}

#[track_caller]
fn succeed(output: Output) {
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
