//! What came of a program, so that two of them can be compared.

use std::fmt;

/// More of a stream than this is not shown, and more than this before a difference.
const SHOWN: usize = 2000;
const BEFORE: usize = 100;

/// The exit code, and all that was written, to the byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ended {
    pub(crate) code: i32,
    pub(crate) stdout: Written,
    pub(crate) stderr: Written,
}

impl Ended {
    /// Of what ran in this directory. Paths differ between one place and the other, and so
    /// do ids of processes: errors name them. Output stays what it is.
    pub(crate) fn new(code: i32, stdout: &[u8], stderr: &[u8], directory: &str) -> Ended {
        Ended {
            code,
            stdout: Written(stdout.to_owned()),
            stderr: Written(cleaned(stderr, directory)),
        }
    }

    /// Without what Node.js says of itself in errors.
    pub(crate) fn without_node(mut self) -> Ended {
        let text = String::from_utf8_lossy(&self.stderr.0).into_owned();
        let own = |line: &&str| !line.contains("node:internal/") && !line.starts_with("Node.js v");
        let lines = text.split_inclusive('\n').filter(own);
        self.stderr = Written(lines.collect::<String>().into_bytes());
        self
    }

    /// Without the frames of Java's launcher below those of the program, and what counts
    /// them: how many of a deep recursion there is room for.
    pub(crate) fn without_launcher(mut self) -> Ended {
        let text = String::from_utf8_lossy(&self.stderr.0).into_owned();
        let own = |line: &&str| {
            let of_launcher = [
                "jdk.internal.reflect.",
                "java.lang.reflect.Method.invoke(",
                "com.sun.tools.javac.launcher.",
            ];
            let counts = line.trim().starts_with("... ") && line.trim().ends_with(" more");
            !counts && !of_launcher.iter().any(|frames| line.contains(frames))
        };
        let mut lines: Vec<_> = text.split_inclusive('\n').filter(own).collect();
        lines.dedup();
        self.stderr = Written(lines.concat().into_bytes());
        self
    }
}

/// Where two of them part.
pub(crate) fn difference(got: &Ended, wanted: &Ended) -> String {
    let parts = |got: &Written, wanted: &Written| {
        let same = |(one, other): &(&u8, &u8)| one == other;
        let pairs = got.0.iter().zip(&wanted.0);
        let at = pairs.take_while(same).count();
        match got == wanted {
            true => String::new(),
            false => format!(
                " at {at} of {} and {}\n got {:?}\nwant {:?}",
                got.0.len(),
                wanted.0.len(),
                Written(got.0[at.saturating_sub(BEFORE)..].to_owned()),
                Written(wanted.0[at.saturating_sub(BEFORE)..].to_owned()),
            ),
        }
    };
    format!(
        "exit code {}, wanted {}\nstdout{}\nstderr{}\n",
        got.code,
        wanted.code,
        parts(&got.stdout, &wanted.stdout),
        parts(&got.stderr, &wanted.stderr),
    )
}

/// Bytes, of which not all are shown.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Written(pub(crate) Vec<u8>);

impl fmt::Debug for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.0.len().min(SHOWN);
        write!(f, "\"{}\"", self.0[..shown].escape_ascii())?;
        match self.0.len() - shown {
            0 => Ok(()),
            more => write!(f, " and {more} bytes more"),
        }
    }
}

/// Errors without the directory's name and without numbers of processes.
fn cleaned(bytes: &[u8], directory: &str) -> Vec<u8> {
    // What is no text has no paths to take out.
    let Ok(text) = std::str::from_utf8(bytes) else {
        return bytes.to_owned();
    };
    let text = text
        .replace(&format!("{directory}/"), "")
        .replace(directory, "");
    let lines = text.split_inclusive('\n').map(without_thread);
    lines.collect::<String>().into_bytes()
}

/// `thread 'main' (123) panicked` names a thread by its number.
fn without_thread(line: &str) -> String {
    let named = line.contains("thread '");
    let parts = line.split_once("' (").filter(|_| named);
    match parts.and_then(|(name, rest)| Some((name, rest.split_once(')')?.1))) {
        Some((name, rest)) => format!("{name}'{rest}"),
        None => line.to_owned(),
    }
}
