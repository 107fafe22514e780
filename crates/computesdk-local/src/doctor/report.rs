//! What a diagnosis says.

use std::fmt;

use serde::Serialize;

/// The checklist of one host.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Whether a sandbox could be made and a command ran in it.
    pub usable: bool,
    /// What was looked at, most important first.
    pub checks: Vec<Check>,
}

/// One line of the checklist.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// What was looked at.
    pub name: String,
    /// How it stands.
    pub status: Status,
    /// What was found.
    pub found: String,
    /// How to make it better, where something can be done.
    pub remedy: Option<Remedy>,
}

/// How one thing stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// As it should be.
    Ok,
    /// It works, less well than it could.
    Degraded,
    /// It does not work here, or is not there.
    Missing,
    /// It could not be found out.
    Unknown,
}

/// What to do about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Remedy {
    /// In a sentence.
    pub advice: String,
    /// Commands to type, in this order.
    pub commands: Vec<String>,
    /// A file that the commands want, where there is one.
    pub file: Option<RemedyFile>,
}

/// A file to write on the host.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RemedyFile {
    /// Where it belongs.
    pub path: String,
    /// Its text.
    pub text: String,
}

impl Report {
    /// The whole of it in a sentence.
    pub fn verdict(&self) -> &'static str {
        match self.usable {
            true => "Sandboxes work on this machine.",
            false => "Sandboxes do not work on this machine yet.",
        }
    }
}

impl Check {
    /// A check without a remedy.
    pub(super) fn new(name: impl Into<String>, status: Status, found: impl Into<String>) -> Self {
        Check {
            name: name.into(),
            status,
            found: found.into(),
            remedy: None,
        }
    }

    /// Adds what to do about it.
    pub(super) fn remedy(mut self, remedy: Remedy) -> Self {
        self.remedy = Some(remedy);
        self
    }
}

impl Remedy {
    /// Advice without commands.
    pub(super) fn new(advice: impl Into<String>) -> Self {
        Remedy {
            advice: advice.into(),
            commands: Vec::new(),
            file: None,
        }
    }

    /// Adds a command to type.
    pub(super) fn command(mut self, command: impl Into<String>) -> Self {
        self.commands.push(command.into());
        self
    }

    /// Adds a file to write before the commands.
    pub(super) fn file(mut self, path: impl Into<String>, text: impl Into<String>) -> Self {
        self.file = Some(RemedyFile {
            path: path.into(),
            text: text.into(),
        });
        self
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Status::Ok => "ok",
            Status::Degraded => "degraded",
            Status::Missing => "missing",
            Status::Unknown => "unknown",
        })
    }
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:8}  {}: {}", self.status, self.name, self.found)?;
        match &self.remedy {
            Some(remedy) => write!(f, "\n{remedy}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Remedy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "          {}", self.advice)?;
        if let Some(file) = &self.file {
            write!(f, "\n          {}:", file.path)?;
            for line in file.text.lines() {
                write!(f, "\n          | {line}")?;
            }
        }
        for command in &self.commands {
            write!(f, "\n          $ {command}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for check in &self.checks {
            writeln!(f, "{check}")?;
        }
        f.write_str(self.verdict())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checklist_shows_each_finding_with_its_remedy() {
        let remedy = Remedy::new("Write this file")
            .file("/etc/x", "one\ntwo\n")
            .command("sudo load-it");
        let report = Report {
            usable: false,
            checks: vec![
                Check::new("kernel", Status::Ok, "Linux 6.1"),
                Check::new("sandbox", Status::Missing, "refused").remedy(remedy),
            ],
        };
        assert_eq!(
            report.to_string(),
            "\
ok        kernel: Linux 6.1
missing   sandbox: refused
          Write this file
          /etc/x:
          | one
          | two
          $ sudo load-it
Sandboxes do not work on this machine yet."
        );
    }
}
