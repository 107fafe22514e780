//! Files of a sandbox, without async.

use std::io::{self, Read, Write};
use std::ops::RangeBounds;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use computesdk_model::{FileStat, FileType, Result, User, WatchEvent};
use tokio_util::io::SyncIoBridge;

use super::runtime::Runtime;
use super::sandbox::Sandbox;
use crate::{
    Checksum, Chmod, Chown, Copy, CreateFile, Digest, Download, Exists, Extract, Find, Grep,
    HardLink, List, MakeArchive, Mkdir, OpenFile, Operation, Progress, ReadLink, Remove, Rename,
    Stat, Symlink, Temp, Truncate, Upload,
};

/// Room of the pipe that an archive is read through, in bytes.
const PIPE: usize = 256 << 10;

/// As [`FileCall`](crate::FileCall): set options, then [`run`](FileCall::run).
#[must_use = "nothing happens before `run`"]
#[derive(Debug)]
pub struct FileCall<O> {
    call: crate::FileCall<O>,
    runtime: Runtime,
}

/// Passes an option on to the async builder of the same name.
macro_rules! options {
    ($($operation:ident { $($name:ident ($($argument:ident: $type:ty),*);)* })*) => {$(
        impl FileCall<$operation> {$(
            #[doc = concat!("See [`FileCall::", stringify!($name), "`](crate::FileCall).")]
            pub fn $name(mut self, $($argument: $type),*) -> Self {
                self.call = self.call.$name($($argument),*);
                self
            }
        )*}
    )*};
}

options! {
    Mkdir { mode(mode: u32); only(); }
    Rename { no_replace(); }
    Copy { no_replace(); }
    Remove { recursive(); }
    Chmod { recursive(); }
    Chown { recursive(); }
    Stat { no_follow(); }
    List { recursive(); depth(depth: u32); }
    Temp {
        directory(directory: impl Into<PathBuf>);
        prefix(prefix: impl Into<String>);
        suffix(suffix: impl Into<String>);
    }
    OpenFile { range(range: impl RangeBounds<u64>); }
    CreateFile { mode(mode: u32); append(); create_new(); }
    Upload { on_progress(call: impl FnMut(Progress) + Send + 'static); }
    Download { on_progress(call: impl FnMut(Progress) + Send + 'static); }
    Extract { on_progress(call: impl FnMut(Progress) + Send + 'static); }
    Checksum { digest(digest: Digest); }
    Find {
        name(glob: impl Into<String>);
        file_type(file_type: FileType);
        larger_than(bytes: u64);
        smaller_than(bytes: u64);
        modified_since(time: SystemTime);
        modified_before(time: SystemTime);
        depth(depth: u32);
        gitignore();
    }
    Grep {
        name(glob: impl Into<String>);
        gitignore();
        ignore_case();
        fixed();
        whole_words();
        context(lines: usize);
        max_matches(most: usize);
    }
}

impl<O> FileCall<O> {
    /// See [`FileCall::user`](crate::FileCall::user).
    pub fn user(mut self, user: User) -> Self {
        self.call = self.call.user(user);
        self
    }
}

impl<O: Operation> FileCall<O> {
    fn wait(self) -> Result<(O::Output, Runtime)> {
        let output = self.runtime.wait(self.call)?;
        Ok((output, self.runtime))
    }
}

/// Operations whose outcome is the same without async.
macro_rules! plain {
    ($($operation:ident),*) => {$(
        impl FileCall<$operation> {
            /// Does it.
            ///
            /// # Errors
            ///
            /// As the async call; `InvalidArgument` inside an async runtime.
            pub fn run(self) -> Result<<$operation as Operation>::Output> {
                self.wait().map(|(output, _)| output)
            }
        }
    )*};
}
plain!(
    Mkdir, Rename, Copy, Remove, Truncate, Symlink, HardLink, Chmod, Chown, Stat, Exists, ReadLink,
    List, Temp, Upload, Download, Extract, Checksum, Find, Grep
);

impl FileCall<OpenFile> {
    /// Opens it.
    ///
    /// # Errors
    ///
    /// As the async call; `InvalidArgument` inside an async runtime.
    pub fn run(self) -> Result<FileReader> {
        let (file, runtime) = self.wait()?;
        let stat = file.stat().clone();
        let content = SyncIoBridge::new_with_handle(file, runtime.handle()?);
        Ok(FileReader { stat, content })
    }
}

impl FileCall<CreateFile> {
    /// Opens it.
    ///
    /// # Errors
    ///
    /// As the async call; `InvalidArgument` inside an async runtime.
    pub fn run(self) -> Result<FileWriter> {
        let (file, runtime) = self.wait()?;
        let content = SyncIoBridge::new_with_handle(file, runtime.handle()?);
        Ok(FileWriter { content, runtime })
    }
}

impl FileCall<MakeArchive> {
    /// Begins it.
    ///
    /// # Errors
    ///
    /// As the async call; `InvalidArgument` inside an async runtime.
    pub fn run(self) -> Result<Archive> {
        let (archive, runtime) = self.wait()?;
        let bridge = SyncIoBridge::new_with_handle(archive, runtime.handle()?);
        Ok(Archive(bridge))
    }
}

/// As [`FileReader`](crate::FileReader), without async.
#[derive(Debug)]
pub struct FileReader {
    stat: FileStat,
    content: SyncIoBridge<crate::FileReader>,
}

impl FileReader {
    /// What was known about it when it was opened.
    pub fn stat(&self) -> &FileStat {
        &self.stat
    }
}

impl Read for FileReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.content.read(buffer)
    }
}

/// As [`FileWriter`](crate::FileWriter), without async.
#[derive(Debug)]
pub struct FileWriter {
    content: SyncIoBridge<crate::FileWriter>,
    runtime: Runtime,
}

impl FileWriter {
    /// See [`FileWriter::finish`](crate::FileWriter::finish).
    pub fn finish(self) -> Result<()> {
        self.runtime.wait(self.content.into_inner().finish())
    }
}

impl Write for FileWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.content.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.content.flush()
    }
}

/// As [`Archive`](crate::Archive), without async.
#[derive(Debug)]
pub struct Archive(SyncIoBridge<crate::Archive>);

impl Read for Archive {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

/// As [`StartWatch`](crate::StartWatch): set options, then [`start`](StartWatch::start).
#[must_use = "watching begins by `start`"]
#[derive(Debug)]
pub struct StartWatch {
    watch: crate::StartWatch,
    runtime: Runtime,
}

impl StartWatch {
    /// See [`StartWatch::recursive`](crate::StartWatch::recursive).
    pub fn recursive(mut self) -> Self {
        self.watch = self.watch.recursive();
        self
    }

    /// See [`StartWatch::debounce`](crate::StartWatch::debounce).
    pub fn debounce(mut self, time: Duration) -> Self {
        self.watch = self.watch.debounce(time);
        self
    }

    /// See [`StartWatch::user`](crate::StartWatch::user).
    pub fn user(mut self, user: User) -> Self {
        self.watch = self.watch.user(user);
        self
    }

    /// Begins to watch.
    ///
    /// # Errors
    ///
    /// As [`Sandbox::watch`](crate::Sandbox::watch); `InvalidArgument` inside an async
    /// runtime.
    pub fn start(self) -> Result<Watch> {
        let watch = self.runtime.wait(self.watch)?;
        let runtime = self.runtime;
        Ok(Watch { watch, runtime })
    }
}

/// As [`Watch`](crate::Watch), without async.
#[derive(Debug)]
pub struct Watch {
    watch: crate::Watch,
    runtime: Runtime,
}

impl Iterator for Watch {
    type Item = Result<WatchEvent>;

    /// Waits for what happens next.
    fn next(&mut self) -> Option<Result<WatchEvent>> {
        self.runtime.wait(self.watch.next()).transpose()
    }
}

/// Methods that make a call of the same name.
macro_rules! calls {
    ($($name:ident ($($argument:ident: $type:ty),*) -> $operation:ident;)*) => {
        /// Files.
        impl Sandbox {$(
            #[doc = concat!(
                "See [`Sandbox::", stringify!($name), "`](crate::Sandbox::", stringify!($name), ")."
            )]
            pub fn $name(&self, $($argument: $type),*) -> FileCall<$operation> {
                FileCall {
                    call: self.sandbox.$name($($argument),*),
                    runtime: self.runtime.clone(),
                }
            }
        )*}
    };
}

calls! {
    stat(path: impl Into<PathBuf>) -> Stat;
    exists(path: impl Into<PathBuf>) -> Exists;
    read_link(path: impl Into<PathBuf>) -> ReadLink;
    list(path: impl Into<PathBuf>) -> List;
    mkdir(path: impl Into<PathBuf>) -> Mkdir;
    rename(from: impl Into<PathBuf>, to: impl Into<PathBuf>) -> Rename;
    copy(from: impl Into<PathBuf>, to: impl Into<PathBuf>) -> Copy;
    remove(path: impl Into<PathBuf>) -> Remove;
    truncate(path: impl Into<PathBuf>, length: u64) -> Truncate;
    symlink(target: impl Into<PathBuf>, path: impl Into<PathBuf>) -> Symlink;
    hard_link(target: impl Into<PathBuf>, path: impl Into<PathBuf>) -> HardLink;
    chmod(path: impl Into<PathBuf>, mode: u32) -> Chmod;
    chown(
        path: impl Into<PathBuf>, uid: impl Into<Option<u32>>, gid: impl Into<Option<u32>>
    ) -> Chown;
    temp_file() -> Temp;
    temp_dir() -> Temp;
    open_file(path: impl Into<PathBuf>) -> OpenFile;
    create_file(path: impl Into<PathBuf>) -> CreateFile;
    upload(from: impl Into<PathBuf>, to: impl Into<PathBuf>) -> Upload;
    download(from: impl Into<PathBuf>, to: impl Into<PathBuf>) -> Download;
    archive(path: impl Into<PathBuf>) -> MakeArchive;
    checksum(path: impl Into<PathBuf>) -> Checksum;
    find(path: impl Into<PathBuf>) -> Find;
    grep(pattern: impl Into<String>, path: impl Into<PathBuf>) -> Grep;
}

impl Sandbox {
    /// See [`Sandbox::extract`](crate::Sandbox::extract). The archive is read on a
    /// thread of its own.
    pub fn extract(
        &self,
        archive: impl Read + Send + 'static,
        to: impl Into<PathBuf>,
    ) -> Result<FileCall<Extract>> {
        let (ours, theirs) = tokio::io::duplex(PIPE);
        let mut pipe = SyncIoBridge::new_with_handle(ours, self.runtime.handle()?);
        let mut archive = archive;
        // An archive that cannot be read further ends too early, which is told.
        std::thread::spawn(move || {
            let _ = io::copy(&mut archive, &mut pipe).and_then(|_| pipe.shutdown());
        });
        Ok(FileCall {
            call: self.sandbox.extract(theirs, to),
            runtime: self.runtime.clone(),
        })
    }

    /// See [`Sandbox::watch`](crate::Sandbox::watch).
    pub fn watch(&self, path: impl Into<PathBuf>) -> StartWatch {
        StartWatch {
            watch: self.sandbox.watch(path),
            runtime: self.runtime.clone(),
        }
    }
}
