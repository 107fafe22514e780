//! Files of a sandbox, beside the same calls on a plain folder of the same kind: of
//! memory.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use computesdk::{Sandbox, create_compute};
use serde::Serialize;
use tempfile::TempDir;
use tokio::io::AsyncWriteExt;

use crate::echo::Echo;
use crate::rounds::pause;
use crate::samples::Samples;

/// A small file, in bytes.
const SMALL: usize = 1024;
/// A large one.
const LARGE: usize = 1 << 30;
/// What of it is moved at once.
const PIECE: usize = 1 << 20;
/// A folder of small files.
const FOLDERS: usize = 100;
const FILES_EACH: usize = 100;

/// What one call took, medians: of ours and of the plain one.
#[derive(Serialize)]
pub(crate) struct Pair {
    pub(crate) sandbox: f64,
    pub(crate) plain: f64,
}

/// Of small files, in microseconds.
#[derive(Serialize)]
pub(crate) struct Small {
    pub(crate) read: Pair,
    pub(crate) write: Pair,
    /// A byte to another process and back.
    pub(crate) round_trip: f64,
}

/// All of it.
#[derive(Serialize)]
pub(crate) struct Files {
    /// 1 KiB in a tight loop.
    pub(crate) tight: Small,
    /// The same with quiet before each.
    pub(crate) quiet: Small,
    /// Seconds to copy 1 GiB.
    pub(crate) copy: Pair,
    /// Seconds to copy 10,000 small files.
    pub(crate) upload: Pair,
    pub(crate) download: Pair,
}

pub(crate) async fn measure(small: usize, large: usize, quiet: Duration) -> anyhow::Result<Files> {
    let memory: u64 = 4 << 30;
    let sandbox = create_compute()?
        .sandbox("local")
        .memory(memory)
        .disk(memory);
    let sandbox = sandbox.await?;
    let folder = folder()?;
    let tight = small_files(&sandbox, folder.path(), small, Duration::ZERO).await?;
    let quiet = small_files(&sandbox, folder.path(), small.min(200), quiet).await?;
    let copy = copies(&sandbox, folder.path(), large).await?;
    let (upload, download) = transfers(&sandbox, folder.path(), large).await?;
    sandbox.destroy().await?;
    Ok(Files {
        tight,
        quiet,
        copy,
        upload,
        download,
    })
}

/// Of memory, as the sandbox's files are, where there is such a folder.
fn folder() -> anyhow::Result<TempDir> {
    let shared = Path::new("/dev/shm");
    let made = tempfile::Builder::new()
        .prefix("computesdk-bench-")
        .tempdir_in(shared);
    made.or_else(|_| tempfile::tempdir())
        .context("make a folder")
}

/// Collects what pairs of calls take.
#[derive(Default)]
struct Times {
    sandbox: Vec<Duration>,
    plain: Vec<Duration>,
}

impl Times {
    /// In this many parts of a millisecond.
    fn pair(self, per_millisecond: f64) -> Pair {
        let median = |times| Samples::new(times).quantile(0.5) * per_millisecond;
        Pair {
            sandbox: median(self.sandbox),
            plain: median(self.plain),
        }
    }
}

async fn small_files(
    sandbox: &Sandbox,
    folder: &Path,
    rounds: usize,
    quiet: Duration,
) -> anyhow::Result<Small> {
    let content = vec![b'x'; SMALL];
    let plain = folder.join("small");
    let (mut reads, mut writes) = (Times::default(), Times::default());
    for _ in 0..rounds {
        pause(quiet).await;
        let start = Instant::now();
        std::fs::write(&plain, &content)?;
        writes.plain.push(start.elapsed());
        pause(quiet).await;
        let start = Instant::now();
        sandbox.write_file("small", &content).await?;
        writes.sandbox.push(start.elapsed());
        pause(quiet).await;
        let start = Instant::now();
        let read = std::fs::read(&plain)?;
        reads.plain.push(start.elapsed());
        ensure!(read == content);
        pause(quiet).await;
        let start = Instant::now();
        let read = sandbox.read_file("small").await?;
        reads.sandbox.push(start.elapsed());
        ensure!(read == content);
    }
    // Apart from the others, whom one more process would move about.
    let mut echo = Echo::start()?;
    let mut round_trips = Vec::new();
    for _ in 0..rounds {
        pause(quiet).await;
        round_trips.push(echo.round_trip()?);
    }
    const MICROSECONDS: f64 = 1e3;
    Ok(Small {
        read: reads.pair(MICROSECONDS),
        write: writes.pair(MICROSECONDS),
        round_trip: Samples::new(round_trips).quantile(0.5) * MICROSECONDS,
    })
}

/// From a stream of the sandbox to another, beside a copy by reading and writing.
async fn copies(sandbox: &Sandbox, folder: &Path, rounds: usize) -> anyhow::Result<Pair> {
    let (from, to) = (folder.join("large"), folder.join("copy"));
    let piece = vec![b'x'; PIECE];
    let mut file = std::fs::File::create(&from)?;
    let mut inside = sandbox.create_file("large").await?;
    for _ in 0..LARGE / PIECE {
        file.write_all(&piece)?;
        inside.write_all(&piece).await?;
    }
    inside.finish().await?;
    let mut times = Times::default();
    for _ in 0..rounds {
        let start = Instant::now();
        let mut reader = sandbox.open_file("large").await?;
        let mut writer = sandbox.create_file("copy").await?;
        while let Some(chunk) = reader.next_chunk().await? {
            writer.write_all(&chunk).await?;
        }
        writer.finish().await?;
        times.sandbox.push(start.elapsed());
        ensure!(sandbox.stat("copy").await?.size == LARGE as u64);
        sandbox.remove("copy").await?;

        let (from, to) = (from.clone(), to.clone());
        times
            .plain
            .push(tokio::task::spawn_blocking(move || plain_copy(&from, &to)).await??);
    }
    std::fs::remove_file(from)?;
    sandbox.remove("large").await?;
    Ok(times.pair(1e-3))
}

fn plain_copy(from: &Path, to: &Path) -> anyhow::Result<Duration> {
    let start = Instant::now();
    let mut reader = std::fs::File::open(from)?;
    let mut writer = std::fs::File::create(to)?;
    let mut buffer = vec![0; PIECE];
    loop {
        match reader.read(&mut buffer)? {
            0 => break,
            length => writer.write_all(&buffer[..length])?,
        }
    }
    let elapsed = start.elapsed();
    std::fs::remove_file(to)?;
    Ok(elapsed)
}

async fn transfers(
    sandbox: &Sandbox,
    folder: &Path,
    rounds: usize,
) -> anyhow::Result<(Pair, Pair)> {
    let from = folder.join("from");
    for directory in 0..FOLDERS {
        let directory = from.join(directory.to_string());
        std::fs::create_dir_all(&directory)?;
        for file in 0..FILES_EACH {
            std::fs::write(directory.join(file.to_string()), vec![b'x'; SMALL])?;
        }
    }
    let (mut up, mut down) = (Times::default(), Times::default());
    for _ in 0..rounds {
        let start = Instant::now();
        let sent = sandbox.upload(&from, "folder").await?;
        up.sandbox.push(start.elapsed());
        ensure!(sent.files == (FOLDERS * FILES_EACH) as u64);
        let start = Instant::now();
        let received = sandbox.download("folder", folder.join("down")).await?;
        down.sandbox.push(start.elapsed());
        ensure!(received.files == sent.files);
        std::fs::remove_dir_all(folder.join("down"))?;
        sandbox.remove("folder").recursive().await?;

        let plain = copy_recursively(&from, folder.join("copy"))?;
        up.plain.push(plain);
        down.plain.push(plain);
    }
    Ok((up.pair(1e-3), down.pair(1e-3)))
}

fn copy_recursively(from: &Path, to: PathBuf) -> anyhow::Result<Duration> {
    let start = Instant::now();
    let status = Command::new("cp").arg("-r").arg(from).arg(&to).status()?;
    let elapsed = start.elapsed();
    ensure!(status.success(), "cp failed");
    std::fs::remove_dir_all(to)?;
    Ok(elapsed)
}
