//! The commands that the suite uses.

use std::future::pending;
use std::os::unix::ffi::OsStrExt;
use std::time::Duration;

use computesdk::Signal;

use super::{Next, Shell};
use crate::pipe::Outlet;

/// Every command there is.
pub(super) const NAMES: [&[u8]; 14] = [
    b"bash",
    b"cat",
    b"echo",
    b"exit",
    b"head",
    b"kill",
    b"printenv",
    b"printf",
    b"pwd",
    b"sh",
    b"sleep",
    b"test",
    b"trap",
    b"true",
];

impl Shell {
    /// Runs one command; what it writes goes to `out`.
    pub(super) async fn builtin(&mut self, words: &[Vec<u8>], out: &Outlet) -> Next {
        let (name, args) = match words {
            [name, args @ ..] => (name.as_slice(), args),
            [] => return Next::Code(0),
        };
        let code = match name {
            b"exit" => return Next::Exit(number(args).unwrap_or(0)),
            b"true" => 0,
            // Nothing here is a terminal.
            b"test" => 1,
            b"echo" => written(out, &line(args.join(&b' '))).await,
            b"printf" => written(out, &unescape(&args.concat())).await,
            b"pwd" => self.pwd(out).await,
            b"printenv" => self.printenv(args, out).await,
            b"cat" => self.cat(args, out).await,
            b"head" => self.head(args, out).await,
            b"sleep" => sleep(args).await,
            b"kill" => self.kill(args).await,
            b"trap" => self.trap(args),
            b"sh" | b"bash" => self.file(args).await,
            unknown => {
                let told = [b"sh: ", unknown, b": not found\n"].concat();
                self.err.write(&told).await;
                127
            }
        };
        Next::Code(code)
    }

    async fn pwd(&self, out: &Outlet) -> i32 {
        match self.world.files.enter(&self.cwd) {
            Ok(cwd) => written(out, &line(cwd.as_os_str().as_bytes().to_vec())).await,
            Err(_) => 1,
        }
    }

    async fn printenv(&self, args: &[Vec<u8>], out: &Outlet) -> i32 {
        let mut found = false;
        for (name, value) in &self.env {
            let (name, value) = (name.as_bytes(), value.as_bytes());
            match args.first() {
                None => drop(out.write(&line([name, value].join(&b'='))).await),
                Some(wanted) if wanted == name => drop(out.write(&line(value.to_vec())).await),
                Some(_) => continue,
            }
            found = true;
        }
        i32::from(!found)
    }

    async fn cat(&self, args: &[Vec<u8>], out: &Outlet) -> i32 {
        if let Some(file) = args.first() {
            return match self.world.files.read(&self.path(file)) {
                Ok(bytes) => written(out, &bytes).await,
                Err(_) => 1,
            };
        }
        loop {
            let bytes = self.stdin.read(usize::MAX).await;
            if bytes.is_empty() {
                return 0;
            }
            if !out.write(&bytes).await {
                return 1;
            }
        }
    }

    /// `head -c COUNT`, of `/dev/zero` or of standard input.
    async fn head(&self, args: &[Vec<u8>], out: &Outlet) -> i32 {
        let mut left = args.get(1).and_then(|count| parsed(count)).unwrap_or(0);
        while left > 0 {
            let bytes = match args.get(2) {
                Some(_) => vec![0; left.min(64 * 1024)],
                None => self.stdin.read(left).await,
            };
            if bytes.is_empty() || !out.write(&bytes).await {
                return 0;
            }
            left -= bytes.len();
        }
        0
    }

    /// `kill -SIGNAL PID`, and `kill -0 PID`.
    async fn kill(&self, args: &[Vec<u8>]) -> i32 {
        let [signal, pid] = args else { return 2 };
        let Some(task) = parsed(pid).and_then(|pid| self.world.find(pid)) else {
            return 1;
        };
        let Some(signal) = named(&signal[1..]) else {
            return 0;
        };
        task.signal(signal);
        if task.pid == self.task.pid {
            // The signal is delivered before the next command.
            pending::<()>().await;
        }
        0
    }

    fn trap(&self, args: &[Vec<u8>]) -> i32 {
        let [body, signal] = args else { return 2 };
        let Some(signal) = named(signal) else {
            return 1;
        };
        let body = String::from_utf8_lossy(body).into_owned();
        self.task.trap(signal, body);
        0
    }

    /// `sh FILE ARGS`
    async fn file(&mut self, args: &[Vec<u8>]) -> i32 {
        let [file, args @ ..] = args else { return 2 };
        let Ok(text) = self.world.files.read(&self.path(file)) else {
            return 127;
        };
        self.args = args.to_vec();
        Box::pin(self.script(&text)).await
    }
}

async fn sleep(args: &[Vec<u8>]) -> i32 {
    let seconds = args.first().and_then(|seconds| parsed(seconds));
    tokio::time::sleep(Duration::from_secs_f64(seconds.unwrap_or(0.0))).await;
    0
}

async fn written(out: &Outlet, bytes: &[u8]) -> i32 {
    i32::from(!out.write(bytes).await)
}

fn line(mut text: Vec<u8>) -> Vec<u8> {
    text.push(b'\n');
    text
}

fn number(args: &[Vec<u8>]) -> Option<i32> {
    parsed(args.first()?)
}

fn parsed<T: std::str::FromStr>(text: &[u8]) -> Option<T> {
    str::from_utf8(text).ok()?.parse().ok()
}

/// A signal; none for 0.
fn named(name: &[u8]) -> Option<Signal> {
    parsed(name)
}

/// `printf`'s octal escapes.
fn unescape(format: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = format;
    while let [first, tail @ ..] = rest {
        match rest {
            [b'\\', a, b, c, after @ ..] => {
                let digits = [a, b, c].map(|digit| digit - b'0');
                bytes.push(digits[0] << 6 | digits[1] << 3 | digits[2]);
                rest = after;
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    bytes
}
