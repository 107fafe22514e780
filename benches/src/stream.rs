//! Much output, from a sandbox and through a plain pipe.

use std::io::Read;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::ensure;
use computesdk::{Sandbox, create_compute};
use serde::Serialize;

use crate::samples::Samples;

/// Bytes of one run: what `head -c 1G` writes.
const BYTES: u64 = 1 << 30;
const PROGRAM: &str = "/usr/bin/head";
const ARGUMENTS: [&str; 3] = ["-c", "1G", "/dev/zero"];

/// What the library hands out at once.
const CHUNK: usize = 64 << 10;

/// Medians, in GiB per second.
#[derive(Serialize)]
pub(crate) struct Stream {
    /// `exec_stream`, read by its pieces.
    pub(crate) sandbox: f64,
    /// A pipe of the standard library, read on a thread that waits for it.
    pub(crate) pipe: f64,
    /// A pipe of tokio.
    pub(crate) tokio_pipe: f64,
}

pub(crate) async fn measure(rounds: usize) -> anyhow::Result<Stream> {
    let sandbox = create_compute()?.sandbox("local").await?;
    let (mut inside, mut plain, mut asynchronous) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..rounds {
        inside.push(from_sandbox(&sandbox).await?);
        plain.push(tokio::task::spawn_blocking(from_pipe).await??);
        asynchronous.push(from_tokio_pipe().await?);
    }
    sandbox.destroy().await?;
    let speed = |times| {
        let seconds = Samples::new(times).quantile(0.5) / 1e3;
        BYTES as f64 / f64::from(1 << 30) / seconds
    };
    Ok(Stream {
        sandbox: speed(inside),
        pipe: speed(plain),
        tokio_pipe: speed(asynchronous),
    })
}

async fn from_sandbox(sandbox: &Sandbox) -> anyhow::Result<Duration> {
    let start = Instant::now();
    let mut stream = sandbox.exec_stream((PROGRAM, ARGUMENTS)).await?;
    let mut bytes = 0;
    while let Some(chunk) = stream.stdout.next_chunk().await? {
        bytes += chunk.len() as u64;
    }
    stream.wait().await?;
    complete(bytes, start)
}

fn from_pipe() -> anyhow::Result<Duration> {
    let start = Instant::now();
    let mut command = Command::new(PROGRAM);
    let mut child = command.args(ARGUMENTS).stdout(Stdio::piped()).spawn()?;
    let mut buffer = vec![0; CHUNK];
    let mut bytes = 0;
    if let Some(stdout) = &mut child.stdout {
        loop {
            match stdout.read(&mut buffer)? {
                0 => break,
                length => bytes += length as u64,
            }
        }
    }
    child.wait()?;
    complete(bytes, start)
}

async fn from_tokio_pipe() -> anyhow::Result<Duration> {
    use tokio::io::AsyncReadExt;
    let start = Instant::now();
    let mut command = tokio::process::Command::new(PROGRAM);
    let mut child = command.args(ARGUMENTS).stdout(Stdio::piped()).spawn()?;
    let mut buffer = vec![0; CHUNK];
    let mut bytes = 0;
    if let Some(stdout) = &mut child.stdout {
        loop {
            match stdout.read(&mut buffer).await? {
                0 => break,
                length => bytes += length as u64,
            }
        }
    }
    child.wait().await?;
    complete(bytes, start)
}

fn complete(bytes: u64, start: Instant) -> anyhow::Result<Duration> {
    let elapsed = start.elapsed();
    ensure!(bytes == BYTES, "{bytes} bytes came of {BYTES}");
    Ok(elapsed)
}
