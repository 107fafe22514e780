//! The one instruction that everything here comes down to.

use core::arch::asm;
use core::fmt;

/// A system call that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Error {
    /// Name of the call, with the arguments that tell one use from another.
    pub call: &'static str,
    /// What the kernel answered, a positive number.
    pub errno: i32,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: errno {}", self.call, self.errno)
    }
}

impl core::error::Error for Error {}

/// Result of a system call.
pub type Result<T> = core::result::Result<T, Error>;

/// Error numbers that callers tell apart.
#[allow(missing_docs)]
pub mod errno {
    pub const EPERM: i32 = 1;
    pub const ENOENT: i32 = 2;
    pub const ESRCH: i32 = 3;
    pub const EINTR: i32 = 4;
    pub const EIO: i32 = 5;
    pub const ENXIO: i32 = 6;
    pub const ENOEXEC: i32 = 8;
    pub const ECHILD: i32 = 10;
    pub const EAGAIN: i32 = 11;
    pub const ENOMEM: i32 = 12;
    pub const EACCES: i32 = 13;
    pub const EBUSY: i32 = 16;
    pub const EEXIST: i32 = 17;
    pub const EXDEV: i32 = 18;
    pub const ENOTDIR: i32 = 20;
    pub const EISDIR: i32 = 21;
    pub const EINVAL: i32 = 22;
    pub const EMFILE: i32 = 24;
    pub const ETXTBSY: i32 = 26;
    pub const EROFS: i32 = 30;
    pub const ENAMETOOLONG: i32 = 36;
    pub const ENOSYS: i32 = 38;
    pub const ENOTEMPTY: i32 = 39;
    pub const ELOOP: i32 = 40;
    pub const EOPNOTSUPP: i32 = 95;
    pub const ECONNRESET: i32 = 104;
    pub const ESTALE: i32 = 116;
    pub const ECANCELED: i32 = 125;
}

/// Numbers of the calls used here (arch/x86/entry/syscalls/syscall_64.tbl).
pub(crate) mod nr {
    pub(crate) const READ: usize = 0;
    pub(crate) const WRITE: usize = 1;
    pub(crate) const CLOSE: usize = 3;
    pub(crate) const FSTAT: usize = 5;
    pub(crate) const LSEEK: usize = 8;
    pub(crate) const MMAP: usize = 9;
    pub(crate) const MUNMAP: usize = 11;
    pub(crate) const RT_SIGACTION: usize = 13;
    pub(crate) const RT_SIGPROCMASK: usize = 14;
    pub(crate) const IOCTL: usize = 16;
    pub(crate) const PREAD64: usize = 17;
    pub(crate) const PWRITE64: usize = 18;
    pub(crate) const PAUSE: usize = 34;
    pub(crate) const GETPID: usize = 39;
    pub(crate) const SOCKET: usize = 41;
    pub(crate) const SENDMSG: usize = 46;
    pub(crate) const RECVMSG: usize = 47;
    pub(crate) const BIND: usize = 49;
    pub(crate) const LISTEN: usize = 50;
    pub(crate) const SOCKETPAIR: usize = 53;
    pub(crate) const SETSOCKOPT: usize = 54;
    pub(crate) const EXECVE: usize = 59;
    pub(crate) const WAIT4: usize = 61;
    pub(crate) const KILL: usize = 62;
    pub(crate) const FCNTL: usize = 72;
    pub(crate) const FTRUNCATE: usize = 77;
    pub(crate) const CHDIR: usize = 80;
    pub(crate) const FCHDIR: usize = 81;
    pub(crate) const FCHMOD: usize = 91;
    pub(crate) const FCHOWN: usize = 93;
    pub(crate) const UMASK: usize = 95;
    pub(crate) const GETEUID: usize = 107;
    pub(crate) const GETEGID: usize = 108;
    pub(crate) const SETSID: usize = 112;
    pub(crate) const SETGROUPS: usize = 116;
    pub(crate) const SETRESUID: usize = 117;
    pub(crate) const SETRESGID: usize = 119;
    pub(crate) const SETFSUID: usize = 122;
    pub(crate) const SETFSGID: usize = 123;
    pub(crate) const CAPGET: usize = 125;
    pub(crate) const CAPSET: usize = 126;
    pub(crate) const FSTATFS: usize = 138;
    pub(crate) const PIVOT_ROOT: usize = 155;
    pub(crate) const PRCTL: usize = 157;
    pub(crate) const MOUNT: usize = 165;
    pub(crate) const UMOUNT2: usize = 166;
    pub(crate) const SETHOSTNAME: usize = 170;
    pub(crate) const SETXATTR: usize = 188;
    pub(crate) const SCHED_SETAFFINITY: usize = 203;
    pub(crate) const SCHED_GETAFFINITY: usize = 204;
    pub(crate) const GETDENTS64: usize = 217;
    pub(crate) const EXIT_GROUP: usize = 231;
    pub(crate) const WAITID: usize = 247;
    pub(crate) const KEYCTL: usize = 250;
    pub(crate) const INOTIFY_ADD_WATCH: usize = 254;
    pub(crate) const INOTIFY_RM_WATCH: usize = 255;
    pub(crate) const OPENAT: usize = 257;
    pub(crate) const MKDIRAT: usize = 258;
    pub(crate) const MKNODAT: usize = 259;
    pub(crate) const FCHOWNAT: usize = 260;
    pub(crate) const NEWFSTATAT: usize = 262;
    pub(crate) const UNLINKAT: usize = 263;
    pub(crate) const LINKAT: usize = 265;
    pub(crate) const SYMLINKAT: usize = 266;
    pub(crate) const READLINKAT: usize = 267;
    pub(crate) const FCHMODAT: usize = 268;
    pub(crate) const PPOLL: usize = 271;
    pub(crate) const UNSHARE: usize = 272;
    pub(crate) const UTIMENSAT: usize = 280;
    pub(crate) const SIGNALFD4: usize = 289;
    pub(crate) const DUP3: usize = 292;
    pub(crate) const PIPE2: usize = 293;
    pub(crate) const INOTIFY_INIT1: usize = 294;
    pub(crate) const PRLIMIT64: usize = 302;
    pub(crate) const SETNS: usize = 308;
    pub(crate) const GETCPU: usize = 309;
    pub(crate) const RENAMEAT2: usize = 316;
    pub(crate) const SECCOMP: usize = 317;
    pub(crate) const GETRANDOM: usize = 318;
    pub(crate) const MEMFD_CREATE: usize = 319;
    pub(crate) const COPY_FILE_RANGE: usize = 326;
    pub(crate) const OPEN_TREE: usize = 428;
    pub(crate) const MOVE_MOUNT: usize = 429;
    pub(crate) const FSOPEN: usize = 430;
    pub(crate) const FSCONFIG: usize = 431;
    pub(crate) const FSMOUNT: usize = 432;
    pub(crate) const FSPICK: usize = 433;
    pub(crate) const CLOCK_GETTIME: usize = 228;
    pub(crate) const CLONE3: usize = 435;
    pub(crate) const CLOSE_RANGE: usize = 436;
    pub(crate) const OPENAT2: usize = 437;
    pub(crate) const MOUNT_SETATTR: usize = 442;
    pub(crate) const LANDLOCK_CREATE_RULESET: usize = 444;
    pub(crate) const LANDLOCK_ADD_RULE: usize = 445;
    pub(crate) const LANDLOCK_RESTRICT_SELF: usize = 446;
}

/// Makes a system call.
///
/// # Safety
///
/// The caller answers for what call `number` does with these arguments: every
/// one that is a pointer must be valid for what the kernel reads or writes.
#[inline]
pub(crate) unsafe fn raw(number: usize, args: [usize; 6]) -> isize {
    let result: isize;
    // SAFETY: the syscall instruction changes rax, rcx and r11 and whatever
    // memory the call writes, for which the caller answers.
    unsafe {
        asm!(
            "syscall",
            inlateout("rax") number as isize => result,
            in("rdi") args[0],
            in("rsi") args[1],
            in("rdx") args[2],
            in("r10") args[3],
            in("r8") args[4],
            in("r9") args[5],
            lateout("rcx") _,
            lateout("r11") _,
            options(nostack),
        );
    }
    result
}

/// Tells success from failure: the kernel answers -4095 to -1 for an error.
#[inline]
pub(crate) fn check(call: &'static str, result: isize) -> Result<usize> {
    if (-4095..0).contains(&result) {
        Err(Error {
            call,
            errno: -result as i32,
        })
    } else {
        Ok(result as usize)
    }
}

/// A call with its name, number and up to six arguments.
///
/// Must be used inside an `unsafe` block whose comment says why the pointers
/// among the arguments are valid.
macro_rules! call {
    ($name:expr, $number:expr $(, $arg:expr)* $(,)?) => {{
        #[allow(unused_mut)]
        let mut args = [0usize; 6];
        #[allow(unused_mut)]
        let mut _next = 0;
        $(
            args[_next] = $arg as usize;
            _next += 1;
        )*
        $crate::syscall::check($name, $crate::syscall::raw($number, args))
    }};
}
pub(crate) use call;

/// Repeats a call that a signal interrupted.
pub(crate) fn retry<T>(mut call: impl FnMut() -> Result<T>) -> Result<T> {
    loop {
        match call() {
            Err(error) if error.errno == errno::EINTR => continue,
            result => return result,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::nr;

    #[test]
    fn numbers_agree_with_libc() {
        let pairs: [(usize, libc::c_long); 80] = [
            (nr::LISTEN, libc::SYS_listen),
            (nr::SETSOCKOPT, libc::SYS_setsockopt),
            (nr::READ, libc::SYS_read),
            (nr::LANDLOCK_ADD_RULE, libc::SYS_landlock_add_rule),
            (nr::WAITID, libc::SYS_waitid),
            (nr::PWRITE64, libc::SYS_pwrite64),
            (nr::FCHMOD, libc::SYS_fchmod),
            (nr::FCHOWN, libc::SYS_fchown),
            (nr::INOTIFY_ADD_WATCH, libc::SYS_inotify_add_watch),
            (nr::INOTIFY_RM_WATCH, libc::SYS_inotify_rm_watch),
            (nr::NEWFSTATAT, libc::SYS_newfstatat),
            (nr::LINKAT, libc::SYS_linkat),
            (nr::FCHMODAT, libc::SYS_fchmodat),
            (nr::UTIMENSAT, libc::SYS_utimensat),
            (nr::INOTIFY_INIT1, libc::SYS_inotify_init1),
            (nr::RENAMEAT2, libc::SYS_renameat2),
            (nr::GETRANDOM, libc::SYS_getrandom),
            (nr::COPY_FILE_RANGE, libc::SYS_copy_file_range),
            (nr::FSTATFS, libc::SYS_fstatfs),
            (nr::FSPICK, libc::SYS_fspick),
            (nr::WRITE, libc::SYS_write),
            (nr::CLOSE, libc::SYS_close),
            (nr::FSTAT, libc::SYS_fstat),
            (nr::SETXATTR, libc::SYS_setxattr),
            (nr::MMAP, libc::SYS_mmap),
            (nr::MUNMAP, libc::SYS_munmap),
            (nr::RT_SIGACTION, libc::SYS_rt_sigaction),
            (nr::RT_SIGPROCMASK, libc::SYS_rt_sigprocmask),
            (nr::IOCTL, libc::SYS_ioctl),
            (nr::PAUSE, libc::SYS_pause),
            (nr::GETPID, libc::SYS_getpid),
            (nr::GETDENTS64, libc::SYS_getdents64),
            (nr::SOCKET, libc::SYS_socket),
            (nr::SENDMSG, libc::SYS_sendmsg),
            (nr::RECVMSG, libc::SYS_recvmsg),
            (nr::BIND, libc::SYS_bind),
            (nr::SOCKETPAIR, libc::SYS_socketpair),
            (nr::EXECVE, libc::SYS_execve),
            (nr::WAIT4, libc::SYS_wait4),
            (nr::KILL, libc::SYS_kill),
            (nr::FCNTL, libc::SYS_fcntl),
            (nr::GETEUID, libc::SYS_geteuid),
            (nr::GETEGID, libc::SYS_getegid),
            (nr::FTRUNCATE, libc::SYS_ftruncate),
            (nr::UNLINKAT, libc::SYS_unlinkat),
            (nr::PREAD64, libc::SYS_pread64),
            (nr::SETSID, libc::SYS_setsid),
            (nr::SETGROUPS, libc::SYS_setgroups),
            (nr::SETRESUID, libc::SYS_setresuid),
            (nr::SETRESGID, libc::SYS_setresgid),
            (nr::SETFSUID, libc::SYS_setfsuid),
            (nr::SETFSGID, libc::SYS_setfsgid),
            (nr::CAPSET, libc::SYS_capset),
            (nr::PIVOT_ROOT, libc::SYS_pivot_root),
            (nr::PRCTL, libc::SYS_prctl),
            (nr::LSEEK, libc::SYS_lseek),
            (nr::MEMFD_CREATE, libc::SYS_memfd_create),
            (nr::SCHED_SETAFFINITY, libc::SYS_sched_setaffinity),
            (nr::SCHED_GETAFFINITY, libc::SYS_sched_getaffinity),
            (nr::GETCPU, libc::SYS_getcpu),
            (nr::MOUNT, libc::SYS_mount),
            (nr::UMOUNT2, libc::SYS_umount2),
            (nr::OPENAT, libc::SYS_openat),
            (nr::OPENAT2, libc::SYS_openat2),
            (nr::KEYCTL, libc::SYS_keyctl),
            (nr::MKNODAT, libc::SYS_mknodat),
            (nr::FCHOWNAT, libc::SYS_fchownat),
            (nr::PPOLL, libc::SYS_ppoll),
            (nr::SIGNALFD4, libc::SYS_signalfd4),
            (nr::PRLIMIT64, libc::SYS_prlimit64),
            (nr::SETNS, libc::SYS_setns),
            (nr::SECCOMP, libc::SYS_seccomp),
            (nr::OPEN_TREE, libc::SYS_open_tree),
            (nr::MOVE_MOUNT, libc::SYS_move_mount),
            (nr::FSMOUNT, libc::SYS_fsmount),
            (nr::CLOCK_GETTIME, libc::SYS_clock_gettime),
            (nr::CLONE3, libc::SYS_clone3),
            (nr::CLOSE_RANGE, libc::SYS_close_range),
            (nr::MOUNT_SETATTR, libc::SYS_mount_setattr),
            (
                nr::LANDLOCK_CREATE_RULESET,
                libc::SYS_landlock_create_ruleset,
            ),
        ];
        for (ours, theirs) in pairs {
            assert_eq!(ours as libc::c_long, theirs);
        }
    }
}
