//! The file with the code, and the program that is made of it, while they are needed.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use computesdk_languages::{Plan, Word};
use computesdk_model::{Errno, Error, Program, Result, User};

use super::programs::{Archived, Present};
use crate::carrier::carrier;
use crate::exec::Options;
use crate::sandbox::Sandbox;

/// Names that are tried, before the working directory is given up.
const NAMES: u32 = 1000;

/// What the words of a language's commands stand for.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    /// The program of the language, where it is not the one that is found by its name.
    pub(super) tool: Option<PathBuf>,
    /// What leads a compiler to the packages of the code.
    pub(super) packages: Vec<OsString>,
    /// A program that a compiler takes.
    pub(super) helper: OsString,
    /// The file with the code.
    pub(super) source: OsString,
    /// The program that is made of it.
    pub(super) program: OsString,
}

impl Names {
    /// A command of these words and arguments.
    pub(super) fn command(&self, words: &[Word], args: &[OsString]) -> Program {
        let is_tool = matches!(words.first(), Some(Word::Text(_)));
        let mut words = self.words(words).into_iter();
        let first = words.next().unwrap_or_default();
        Program::Exec {
            program: match &self.tool {
                Some(tool) if is_tool => tool.into(),
                _ => first,
            },
            args: words.chain(args.iter().cloned()).collect(),
        }
    }

    /// What these words stand for.
    pub(super) fn words(&self, words: &[Word]) -> Vec<OsString> {
        let words = words.iter().flat_map(|word| match word {
            Word::Text(text) => vec![OsString::from(text)],
            Word::Packages => self.packages.clone(),
            Word::Helper => vec![self.helper.clone()],
            Word::Source => vec![self.source.clone()],
            Word::Program => vec![self.program.clone()],
            Word::ProgramBehind(text) => {
                let mut word = OsString::from(text);
                word.push(&self.program);
                vec![word]
            }
        });
        words.collect()
    }
}

/// Removed when dropped.
#[derive(Debug)]
pub(crate) struct Placed {
    sandbox: Sandbox,
    user: User,
    names: Names,
    /// Where the file with the code is, if that is where the code belongs.
    beside: Option<PathBuf>,
    /// All that was made.
    made: Vec<PathBuf>,
    /// The program, where it stays.
    present: Option<Present>,
    /// What its interpreter starts sooner with.
    archive: Option<Archived>,
    /// Variables that it runs with, where they have no other value.
    env: Vec<(&'static str, &'static str)>,
}

impl Placed {
    fn nothing(sandbox: &Sandbox, plan: &Plan, user: User) -> Placed {
        Placed {
            sandbox: sandbox.clone(),
            user,
            names: Names::default(),
            beside: None,
            made: Vec::new(),
            present: None,
            archive: None,
            env: plan.env.clone(),
        }
    }

    /// Puts the code where it is to run.
    pub(super) async fn new(
        sandbox: &Sandbox,
        plan: &Plan,
        cwd: PathBuf,
        user: User,
    ) -> Result<Placed> {
        let mut placed = Placed::nothing(sandbox, plan, user);
        if let Some(name) = write_beside(sandbox, plan, plan.stem, &cwd, user).await? {
            let beside = cwd.join(&name);
            placed.made.push(beside.clone());
            placed.beside = Some(beside);
            placed.names.source = name.into();
        } else {
            placed.write_elsewhere(plan, plan.stem).await?;
        }
        Ok(placed)
    }

    /// Has the code run that is in a file: as it is there, or else what became of it, beside
    /// the file, so that it finds what the file does.
    pub(super) async fn of_file(
        sandbox: &Sandbox,
        plan: &Plan,
        file: &Path,
        as_it_is: bool,
        user: User,
    ) -> Result<Placed> {
        let mut placed = Placed::nothing(sandbox, plan, user);
        placed.names.source = file.into();
        placed.beside = Some(file.to_owned());
        if !as_it_is {
            let stem = file
                .file_stem()
                .and_then(OsStr::to_str)
                .unwrap_or(plan.stem);
            let directory = file.parent().unwrap_or(file);
            match write_beside(sandbox, plan, stem, directory, user).await? {
                Some(name) => {
                    let beside = directory.join(name);
                    placed.made.push(beside.clone());
                    placed.names.source = beside.clone().into();
                    placed.beside = Some(beside);
                }
                None => placed.write_elsewhere(plan, stem).await?,
            }
        }
        Ok(placed)
    }

    /// Where nothing can be written beside what the code belongs to.
    async fn write_elsewhere(&mut self, plan: &Plan, stem: &str) -> Result<()> {
        let directory = self.make_directory().await?;
        let source = directory.join(name_of(plan, stem, 1));
        let write = self.sandbox.write_file(&source, &plan.source);
        write.user(self.user).await?;
        self.names.source = source.into();
        self.beside = None;
        Ok(())
    }

    pub(super) async fn make_directory(&mut self) -> Result<PathBuf> {
        let directory = self.sandbox.temp_dir().user(self.user).await?;
        self.made.push(directory.clone());
        Ok(directory)
    }

    /// Removes this too, when the code has run.
    pub(super) fn add(&mut self, made: Option<PathBuf>) {
        self.made.extend(made);
    }

    /// The file with the code.
    pub(super) fn path(&self) -> &Path {
        let source = Path::new(&self.names.source);
        self.beside.as_deref().unwrap_or(source)
    }

    /// The file with the code, if it is where the code belongs.
    pub(super) fn beside(&self) -> Option<&Path> {
        self.beside.as_deref()
    }

    /// What the words of commands stand for.
    pub(super) fn names(&self) -> &Names {
        &self.names
    }

    /// By this program of the language, where there is one, and with what leads it to packages.
    pub(super) fn with_tool(mut self, tool: Option<PathBuf>, packages: &[OsString]) -> Placed {
        self.names.tool = tool;
        self.names.packages = packages.to_owned();
        self
    }

    /// Has the program in a file that is to be made, which goes with the rest.
    pub(super) async fn make_room_for_program(&mut self) -> Result<()> {
        self.names.program = self.make_directory().await?.join("main").into();
        Ok(())
    }

    /// Puts a program there.
    pub(super) async fn put_program(&mut self, program: &[u8]) -> Result<()> {
        self.make_room_for_program().await?;
        let written = self.sandbox.write_file(&self.names.program, program);
        written.user(self.user).mode(0o755).await
    }

    /// Has the program be one that the sandbox has.
    pub(super) fn use_program(&mut self, present: Present) {
        self.names.program = present.path().into();
        self.present = Some(present);
    }

    /// Has the interpreter start with this.
    pub(super) fn use_archive(&mut self, archive: Option<Archived>) {
        self.archive = archive;
    }

    pub(super) fn archive(&self) -> Option<&Archived> {
        self.archive.as_ref()
    }

    /// Adds its variables to those of its command. None of root's: what they lead to, others of the
    /// sandbox may have made.
    pub(crate) fn add_variables(&self, options: &mut Options) {
        if self.user == User::Root {
            return;
        }
        let given = self.sandbox.environment(self.user);
        for (name, value) in &self.env {
            let name = OsString::from(name);
            if !given.contains_key(&name) {
                options.env.entry(name).or_insert_with(|| value.into());
            }
        }
    }

    /// The command as it is started.
    pub(crate) fn start(&self, mut command: Program) -> Program {
        if let Some(archive) = &self.archive {
            archive.apply(&mut command);
        }
        command
    }

    /// A command of these words and arguments.
    pub(super) fn command(&self, words: &[Word], args: &[OsString]) -> Program {
        self.names.command(words, args)
    }

    /// Removes everything, and waits for that.
    pub(crate) async fn remove(mut self) {
        if let Some(removal) = self.removal() {
            removal.await;
        }
    }

    /// None where that was done already.
    fn removal(&mut self) -> Option<impl Future<Output = ()> + Send + 'static> {
        let made = std::mem::take(&mut self.made);
        let (sandbox, user) = (self.sandbox.clone(), self.user);
        (!made.is_empty()).then_some(async move {
            for path in made {
                // The program may have removed it, and the sandbox may be gone.
                let _ = sandbox.remove(path).recursive().user(user).await;
            }
        })
    }
}

impl Drop for Placed {
    fn drop(&mut self) {
        if let (Some(removal), Ok(carrier)) = (self.removal(), carrier()) {
            carrier.spawn(removal);
        }
    }
}

/// Writes the code into the working directory, under the first name that is free there.
/// None where nothing can be written there.
async fn write_beside(
    sandbox: &Sandbox,
    plan: &Plan,
    stem: &str,
    cwd: &Path,
    user: User,
) -> Result<Option<String>> {
    for number in 1..=NAMES {
        let name = name_of(plan, stem, number);
        let write = sandbox.write_file(cwd.join(&name), &plan.source);
        match write.user(user).create_new().no_parents().await {
            Ok(()) => return Ok(Some(name)),
            Err(Error::File(error)) if error.errno == Errno::EEXIST => {}
            // What is wrong with the directory, the command says.
            Err(Error::File(_) | Error::NotFound(_)) => return Ok(None),
            Err(other) => return Err(other),
        }
    }
    Ok(None)
}

fn name_of(plan: &Plan, stem: &str, number: u32) -> String {
    match number {
        1 => format!("{stem}.{}", plan.extension),
        number => format!("{stem}-{number}.{}", plan.extension),
    }
}
