//! Failures of the engine itself.

use std::fmt;
use std::path::PathBuf;

use super::Hint;

/// An error number of the operating system.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Errno(i32);

/// Those that callers tell apart (asm-generic/errno.h).
#[allow(missing_docs)]
impl Errno {
    pub const EPERM: Errno = Errno(1);
    pub const ENOENT: Errno = Errno(2);
    pub const EAGAIN: Errno = Errno(11);
    pub const ENOMEM: Errno = Errno(12);
    pub const EACCES: Errno = Errno(13);
    pub const EBUSY: Errno = Errno(16);
    pub const EEXIST: Errno = Errno(17);
    pub const EXDEV: Errno = Errno(18);
    pub const ENOTDIR: Errno = Errno(20);
    pub const EISDIR: Errno = Errno(21);
    pub const EINVAL: Errno = Errno(22);
    pub const ENFILE: Errno = Errno(23);
    pub const EMFILE: Errno = Errno(24);
    pub const EFBIG: Errno = Errno(27);
    pub const ENOSPC: Errno = Errno(28);
    pub const EROFS: Errno = Errno(30);
    pub const EMLINK: Errno = Errno(31);
    pub const ENAMETOOLONG: Errno = Errno(36);
    pub const ENOTEMPTY: Errno = Errno(39);
    pub const ELOOP: Errno = Errno(40);
    pub const EADDRINUSE: Errno = Errno(98);
    pub const EADDRNOTAVAIL: Errno = Errno(99);
    pub const ECONNREFUSED: Errno = Errno(111);
    pub const ESTALE: Errno = Errno(116);
    pub const EDQUOT: Errno = Errno(122);
}

impl Errno {
    /// The error of this number.
    pub const fn from_raw(number: i32) -> Self {
        Errno(number)
    }

    /// Its number.
    pub const fn raw(self) -> i32 {
        self.0
    }

    /// Its name, such as `ENOENT`, for those that a caller may meet.
    pub fn name(self) -> Option<&'static str> {
        Some(match self.0 {
            1 => "EPERM",
            2 => "ENOENT",
            3 => "ESRCH",
            4 => "EINTR",
            5 => "EIO",
            7 => "E2BIG",
            8 => "ENOEXEC",
            9 => "EBADF",
            11 => "EAGAIN",
            12 => "ENOMEM",
            13 => "EACCES",
            16 => "EBUSY",
            17 => "EEXIST",
            18 => "EXDEV",
            19 => "ENODEV",
            20 => "ENOTDIR",
            21 => "EISDIR",
            22 => "EINVAL",
            23 => "ENFILE",
            24 => "EMFILE",
            26 => "ETXTBSY",
            27 => "EFBIG",
            28 => "ENOSPC",
            30 => "EROFS",
            31 => "EMLINK",
            32 => "EPIPE",
            36 => "ENAMETOOLONG",
            38 => "ENOSYS",
            39 => "ENOTEMPTY",
            40 => "ELOOP",
            75 => "EOVERFLOW",
            87 => "EUSERS",
            90 => "EMSGSIZE",
            95 => "EOPNOTSUPP",
            98 => "EADDRINUSE",
            99 => "EADDRNOTAVAIL",
            104 => "ECONNRESET",
            110 => "ETIMEDOUT",
            111 => "ECONNREFUSED",
            116 => "ESTALE",
            122 => "EDQUOT",
            _ => return None,
        })
    }
}

impl fmt::Display for Errno {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = std::io::Error::from_raw_os_error(self.0).to_string();
        let text = text.split(" (os error").next().unwrap_or(&text);
        match self.name() {
            Some(name) => write!(f, "{text} ({name})"),
            None => write!(f, "{text} (errno {})", self.0),
        }
    }
}

impl fmt::Debug for Errno {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.write_str(name),
            None => write!(f, "errno {}", self.0),
        }
    }
}

/// A step of the engine that failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub struct EngineError {
    /// What was being done, such as "mount the writable layer".
    pub step: String,
    /// The system call that failed, with its arguments.
    pub call: Option<String>,
    /// The path it was about.
    pub path: Option<PathBuf>,
    /// Its error number.
    pub errno: Option<Errno>,
    /// The error below, where it was no system call.
    #[source]
    pub cause: Option<Box<dyn std::error::Error + Send + Sync>>,
    /// What failed while cleaning up after it.
    pub cleanup: Vec<EngineError>,
    /// What to do about it.
    pub hints: Vec<Hint>,
}

impl EngineError {
    /// A failure of this step.
    pub fn new(step: impl Into<String>) -> Self {
        EngineError {
            step: step.into(),
            call: None,
            path: None,
            errno: None,
            cause: None,
            cleanup: Vec::new(),
            hints: Vec::new(),
        }
    }

    /// Adds the system call.
    pub fn call(mut self, call: impl Into<String>) -> Self {
        self.call = Some(call.into());
        self
    }

    /// Adds the path.
    pub fn path(mut self, path: impl Into<PathBuf>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// Adds the error number.
    pub fn errno(mut self, errno: Errno) -> Self {
        self.errno = Some(errno);
        self
    }

    /// Adds the error below; its error number too, where it has one.
    pub fn cause(mut self, cause: std::io::Error) -> Self {
        match cause.raw_os_error() {
            Some(number) => self.errno = Some(Errno(number)),
            None => self.cause = Some(Box::new(cause)),
        }
        self
    }

    /// Adds advice.
    pub fn hint(mut self, hint: Hint) -> Self {
        self.hints.push(hint);
        self
    }
}

impl fmt::Display for EngineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "could not {}", self.step)?;
        if let Some(path) = &self.path {
            write!(f, " at {}", path.display())?;
        }
        if let Some(errno) = self.errno {
            write!(f, ": {errno}")?;
        }
        if let Some(call) = &self.call {
            write!(f, " in {call}")?;
        }
        for failure in &self.cleanup {
            write!(f, "; and while cleaning up: {failure}")?;
        }
        Ok(())
    }
}
