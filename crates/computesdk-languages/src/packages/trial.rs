//! Runs the scripts of installers in tests, with stand-ins for the programs that they call.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

use super::Part;

/// A home, a layer, and programs, of a test's own.
pub(super) struct Trial {
    directory: TempDir,
}

/// What came of it.
#[derive(Debug)]
pub(super) struct Tried {
    pub(super) succeeded: bool,
    pub(super) stdout: String,
    pub(super) stderr: String,
}

impl Trial {
    pub(super) fn new() -> Trial {
        let directory = tempfile::tempdir().unwrap();
        for name in ["bin", "home", "layer", "scratch"] {
            fs::create_dir(directory.path().join(name)).unwrap();
        }
        Trial { directory }
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// Makes a program of this shell script.
    pub(super) fn program(&self, name: &str, script: &str) -> PathBuf {
        let path = self.path("bin").join(name);
        // By another process: what any of this one's threads starts meanwhile would hold it
        // open for writing, and then it does not run.
        let write = "printf '#!/bin/sh\\n%s\\n' \"$2\" >\"$1\" && chmod +x \"$1\"";
        let mut shell = Command::new("sh");
        let made = shell.args(["-c", write, "sh"]).arg(&path).arg(script);
        assert!(made.status().unwrap().success());
        path
    }

    /// Runs a command of an installer's, for this program and this package.
    pub(super) fn run(&self, command: &[Part], program: &Path, package: &str) -> Tried {
        let words = command.iter().map(|part| match part {
            Part::Text(text) => PathBuf::from(text),
            Part::Program | Part::Installer => program.to_owned(),
            // Joined with nothing, a path would end with a slash.
            Part::Layer("") => self.path("layer"),
            Part::Layer(path) | Part::Assigned(_, path) => self.path("layer").join(path),
            Part::Manifest => self.path("manifest"),
            Part::Each => PathBuf::from(package),
        });
        let words: Vec<_> = words.collect();
        let Output {
            status,
            stdout,
            stderr,
        } = Command::new(&words[0])
            .args(&words[1..])
            .env_clear()
            .env("PATH", self.path("bin:/usr/bin:/bin"))
            .env("HOME", self.path("home"))
            .env("TMPDIR", self.path("scratch"))
            .output()
            .unwrap();
        Tried {
            succeeded: status.success(),
            stdout: String::from_utf8_lossy(&stdout).into_owned(),
            stderr: String::from_utf8_lossy(&stderr).into_owned(),
        }
    }
}
