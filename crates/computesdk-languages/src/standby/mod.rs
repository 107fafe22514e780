//! Interpreters that are started before there is code: standbys.
//!
//! A standby is the very command that runs code, started on a file that is not there yet.
//! A hook, which the interpreter reads last of all that it does before it opens that file,
//! waits on standard input until there is something to run. Whatever comes then the
//! interpreter does by itself, so it differs from one that was started then only in what a
//! start leaves behind.
//!
//! Java's launcher of source files has no place for a hook. There the hook is a program
//! that the launcher runs first, and that calls it again.

mod imports;

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::time::Duration;

use computesdk_model::{CommandSpec, Program};

use crate::hooks;

/// How the interpreter of a language is made wait.
#[derive(Debug)]
pub struct Standby {
    /// Name of the file with the hook.
    pub file: &'static str,
    /// What it holds.
    pub hook: &'static str,
    /// Whether that file is read again while the program runs.
    pub stays: bool,
    way: Way,
    /// Whether it starts so quickly that one may be started for a call that may not come.
    pub is_quick: bool,
    /// How long one takes for a small program.
    pub small: Duration,
    /// Code of each form for which one is to wait where somebody wants the language warm.
    pub forms: &'static [&'static str],
    /// About what one has for itself of memory while it waits, in bytes.
    pub memory: u64,
    /// The modules that code imports, for [`LIBRARY`]; `None` where there is no such.
    pub imports: Option<fn(&str) -> Vec<String>>,
}

/// What makes the interpreter read the hook.
#[derive(Debug)]
enum Way {
    /// A variable: its value, for a file in this directory and a value that it would have
    /// else.
    Variable(&'static str, fn(&OsStr, Option<&OsStr>) -> Vec<u8>),
    /// Words before those of the command, for a file in this directory.
    Words(fn(&Path) -> Vec<OsString>),
}

/// Name of the file, beside the hook, with the names of modules to be loaded beforehand.
pub const MODULES: &str = "modules";

/// And of the one with those of the standard library that are loaded while nobody asks, and
/// seen by code that imports them. Where it is not there, they are the usual ones.
pub const LIBRARY: &str = "library";

pub(crate) static PYTHON: Standby = Standby {
    file: "sitecustomize.py",
    hook: concat!(
        hooks::step_aside!(),
        include_str!("library.py"),
        include_str!("python.py")
    ),
    stays: false,
    way: Way::Variable("PYTHONPATH", hooks::python_path),
    is_quick: true,
    small: Duration::from_millis(3),
    forms: &[""],
    memory: 12 << 20,
    imports: Some(imports::python),
};

pub(crate) static NODE: Standby = Standby {
    file: "standby.cjs",
    hook: include_str!("node.cjs"),
    // By each worker of the program.
    stays: true,
    way: Way::Variable("NODE_OPTIONS", |directory, before| {
        hooks::node_options(directory, "standby.cjs", before)
    }),
    is_quick: true,
    small: Duration::from_millis(10),
    forms: &["", "await 0"],
    memory: 10 << 20,
    imports: None,
};

pub(crate) static JAVA: Standby = Standby {
    file: "Standby.java",
    hook: include_str!("Standby.java"),
    stays: false,
    way: Way::Words(|directory| {
        let mut property = OsString::from("-Dcomputesdk.standby=");
        property.push(directory);
        vec![
            "--add-exports=jdk.compiler/com.sun.tools.javac.launcher=ALL-UNNAMED".into(),
            property,
            directory.join("Standby.java").into(),
        ]
    }),
    is_quick: false,
    small: Duration::from_millis(50),
    forms: &[""],
    memory: 64 << 20,
    imports: None,
};

impl Standby {
    /// Makes the command one that waits, by a hook in this directory.
    pub fn apply(&self, command: &mut CommandSpec, directory: &Path) {
        match &self.way {
            Way::Variable(name, value) => {
                let value = value(directory.as_os_str(), variable(command, name));
                let value = OsStr::from_bytes(&value).to_owned();
                command.env.insert(name.into(), value);
            }
            Way::Words(words) => {
                if let Program::Exec { args, .. } = &mut command.program {
                    args.splice(0..0, words(directory));
                }
            }
        }
    }

    /// What tells one that waits for this command to begin: whether its standard input is
    /// empty (it is all that comes after this, else), its working directory, what the
    /// variable was without the hook, and the arguments of the program.
    pub fn message(&self, command: &CommandSpec, no_input: bool, args: &[OsString]) -> Vec<u8> {
        let before = match &self.way {
            Way::Variable(name, _) => variable(command, name),
            Way::Words(_) => None,
        };
        let cwd = command.cwd.as_os_str();
        let stdin: &[u8] = if no_input { b"null" } else { b"pipe" };
        let before = match before {
            Some(before) => [b"=", before.as_bytes()].concat(),
            None => Vec::new(),
        };
        let args = args.iter().map(|arg| arg.as_bytes());
        let words: Vec<_> = [stdin, cwd.as_bytes(), &before]
            .into_iter()
            .chain(args)
            .collect();
        let words = words.join(&0);
        // The kernel takes fewer bytes of arguments than that.
        let length = u32::try_from(words.len()).unwrap_or(u32::MAX);
        [&length.to_be_bytes(), &words[..]].concat()
    }
}

fn variable<'a>(command: &'a CommandSpec, name: &str) -> Option<&'a OsStr> {
    command.env.get(OsStr::new(name)).map(|value| &**value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command(variable: Option<(&str, &str)>) -> CommandSpec {
        let program = Program::Exec {
            program: "run".into(),
            args: vec!["main".into()],
        };
        let env = variable.into_iter().map(|(a, b)| (a.into(), b.into()));
        CommandSpec::new(program, "/", env.collect())
    }

    #[test]
    fn a_hook_comes_beside_what_was_there() {
        let value = |standby: &Standby, name: &str, before: Option<&str>| {
            let mut command = command(before.map(|before| (name, before)));
            standby.apply(&mut command, Path::new("/tmp/a"));
            command.env.remove(OsStr::new(name)).unwrap()
        };
        assert_eq!(value(&PYTHON, "PYTHONPATH", None), "/tmp/a");
        let both = value(&PYTHON, "PYTHONPATH", Some("/b:/c"));
        assert_eq!(both, "/tmp/a:/b:/c");
        let hook = "--require=/tmp/a/standby.cjs";
        assert_eq!(value(&NODE, "NODE_OPTIONS", None), hook);
        let both = value(&NODE, "NODE_OPTIONS", Some("--no-warnings"));
        assert_eq!(both, format!("--no-warnings {hook}").as_str());
        let mut java = command(None);
        JAVA.apply(&mut java, Path::new("/tmp/a"));
        let Program::Exec { args, .. } = java.program else {
            panic!("a program of its own")
        };
        assert_eq!(args[2..], ["/tmp/a/Standby.java", "main"]);
    }

    #[test]
    fn a_message_tells_its_length() {
        let message = PYTHON.message(&command(None), true, &["a".into(), "".into()]);
        assert_eq!(message, b"\0\0\0\x0anull\0/\0\0a\0");
        let command = command(Some(("PYTHONPATH", "x")));
        let message = PYTHON.message(&command, false, &[]);
        assert_eq!(message, b"\0\0\0\x09pipe\0/\0=x");
    }
}
