//! What is to be done to run code.

use computesdk_model::Diagnostic;

/// What is to be done to run code.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Name of the file that the code is put into, without its ending: `main`.
    pub stem: &'static str,
    /// Its ending, without a dot.
    pub extension: &'static str,
    /// What is put there: the code, or what became of it.
    pub source: String,
    /// How a program is made of it, where it has to be.
    pub build: Option<Build>,
    /// What runs it; its arguments follow.
    pub run: Vec<Word>,
}

/// How a program is made.
#[derive(Clone, Debug)]
pub struct Build {
    /// The command.
    pub command: Vec<Word>,
    /// How to read what it complains of.
    pub complaints: Complaints,
}

/// A word of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Word {
    /// As it is.
    Text(&'static str),
    /// The name of the file with the code.
    Source,
    /// The path of the program that the build makes.
    Program,
}

/// Reads what a compiler writes to standard error: what is wrong, and the text that
/// people read.
pub type Complaints = fn(&str) -> (Vec<Diagnostic>, String);

impl Plan {
    /// For an interpreter that reads the file.
    pub(crate) fn interpreted(
        extension: &'static str,
        source: impl Into<String>,
        interpreter: &[&'static str],
    ) -> Plan {
        let words = interpreter.iter().copied().map(Word::Text);
        Plan {
            stem: "main",
            extension,
            source: source.into(),
            build: None,
            run: words.chain([Word::Source]).collect(),
        }
    }

    /// For a compiler that makes a program of the file.
    pub(crate) fn compiled(
        extension: &'static str,
        source: impl Into<String>,
        compiler: &[&'static str],
        complaints: Complaints,
    ) -> Plan {
        let words = compiler.iter().copied().map(Word::Text);
        Plan {
            stem: "main",
            extension,
            source: source.into(),
            build: Some(Build {
                command: words.chain([Word::Program, Word::Source]).collect(),
                complaints,
            }),
            run: vec![Word::Program],
        }
    }
}
