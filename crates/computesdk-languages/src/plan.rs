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
    /// Variables that it runs with, where they have no other value.
    pub env: Vec<(&'static str, &'static str)>,
    /// What does the same as `run`, and starts sooner.
    pub sooner: Option<Sooner>,
}

/// A program that is made elsewhere and kept, where nobody waits for it: until there is one, or
/// where there can be none, the code runs without.
#[derive(Clone, Debug)]
pub struct Sooner {
    /// How it is made.
    pub build: Build,
    /// What runs it; its arguments follow.
    pub run: Vec<Word>,
}

/// What an interpreter starts sooner with: made once for each, from code that is nobody's, where
/// nobody waits for it.
#[derive(Debug)]
pub struct Archive {
    /// How it is made.
    pub build: fn() -> Build,
    /// A program that the build takes: its name and what it holds.
    pub source: (&'static str, &'static str),
    /// What leads the interpreter to it: its first arguments.
    pub arguments: &'static [Word],
    /// Whether all sandboxes of so much memory (bytes; `None` for no limit) can use the same.
    pub is_for: fn(Option<u64>) -> bool,
}

/// How a program is made.
#[derive(Clone, Debug)]
pub struct Build {
    /// The command.
    pub command: Vec<Word>,
    /// A program that it takes: its name and what it holds.
    pub helper: Option<(&'static str, &'static str)>,
    /// What is done with the program before it is kept: it is not, where that says anything else.
    pub trial: Option<Trial>,
    /// How to read what it complains of.
    pub complaints: Complaints,
    /// What the program depends on besides the code and the compiler. `None` where that
    /// cannot be told from the code: such a program is made anew each time.
    pub dependencies: Option<Dependencies>,
}

/// A command that tries a program.
#[derive(Clone, Debug)]
pub struct Trial {
    /// The command.
    pub command: Vec<Word>,
    /// All that it writes.
    pub output: &'static str,
}

/// What a program depends on besides its code and its compiler: with the same of these it
/// is the same program, wherever it is made.
#[derive(Clone, Copy, Debug)]
pub struct Dependencies {
    /// Whether the program depends on the variable of this name.
    pub variable: fn(&str) -> bool,
    /// Whether the variable of this name may lead to more files: where it is set, the
    /// program is made where they are.
    pub leading: fn(&str) -> bool,
    /// Files that change what the compiler makes, in the working directory or any above it:
    /// where there is one, the program is made there.
    pub files_above: &'static [&'static str],
    /// And those in the home directory.
    pub files_at_home: &'static [&'static str],
    /// What of the toolchain is worth being made only once on a machine.
    pub parts: Option<&'static Parts>,
}

/// Parts of a toolchain that it makes itself when they are first used, and keeps.
#[derive(Debug)]
pub struct Parts {
    /// The variable that names the directory where they are kept.
    pub variable: &'static str,
    /// Lists the parts that the code needs, one a line.
    pub list: &'static [Word],
    /// Makes those that are named after it.
    pub make: &'static [Word],
}

/// A word of a command, or several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Word {
    /// As it is.
    Text(&'static str),
    /// What leads a compiler to the packages of the code; none where there are none.
    Packages,
    /// The path of the [helper](Build::helper).
    Helper,
    /// The name of the file with the code.
    Source,
    /// The path of the program that the build makes.
    Program,
    /// These characters, and behind them the path of the program.
    ProgramBehind(&'static str),
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
            env: Vec::new(),
            sooner: None,
        }
    }

    /// For a compiler that makes a program of the file.
    pub(crate) fn compiled(
        extension: &'static str,
        source: impl Into<String>,
        compiler: &[&'static str],
        complaints: Complaints,
        dependencies: Option<Dependencies>,
    ) -> Plan {
        let words = compiler.iter().copied().map(Word::Text);
        Plan {
            stem: "main",
            extension,
            source: source.into(),
            build: Some(Build {
                command: words
                    .chain([Word::Program, Word::Packages, Word::Source])
                    .collect(),
                helper: None,
                trial: None,
                complaints,
                dependencies,
            }),
            run: vec![Word::Program],
            env: Vec::new(),
            sooner: None,
        }
    }
}
