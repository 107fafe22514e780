//! What interpreters start sooner with. It is made as kept programs are, of code that is
//! nobody's, so code that runs has no say in it.

use std::ffi::OsString;
use std::path::PathBuf;

use computesdk_languages::Language;
use computesdk_model::{Program, Result};

use super::{Code, Present, sooner};
use crate::code::packages::Given;
use crate::code::placed::Names;
use crate::exec::Options;
use crate::sandbox::Sandbox;

/// Where it is made: the same place for all.
const PLACE: &str = "/tmp";

/// What an interpreter starts sooner with, as the sandbox has it.
#[derive(Clone, Debug)]
pub(crate) struct Archived {
    arguments: Vec<OsString>,
    _present: Present,
}

impl Archived {
    /// The one for the interpreter of this language, or for this one of them. `None` where there
    /// is none yet; then one is made when it is asked for again.
    pub(in crate::code) async fn find(
        sandbox: &Sandbox,
        language: &'static Language,
        tool: Option<PathBuf>,
        options: &Options,
    ) -> Result<Option<Archived>> {
        let Some(archive) = language.archive else {
            return Ok(None);
        };
        if !(archive.is_for)(sandbox.provided().limits().memory) {
            return Ok(None);
        }
        let (name, text) = archive.source;
        let mut options = options.of_build();
        options.cwd = Some(PLACE.into());
        let code = Code {
            language,
            source: text.to_owned(),
            build: (archive.build)(),
            names: Names {
                tool,
                source: name.into(),
                ..Names::default()
            },
            beside: Some([PLACE, name].iter().collect()),
            packages: Given::default(),
            options,
        };
        let present = sooner(sandbox, code).await?;
        Ok(present.map(|present| {
            let names = Names {
                program: present.path().into(),
                ..Names::default()
            };
            Archived {
                arguments: names.words(archive.arguments),
                _present: present,
            }
        }))
    }

    /// Has the interpreter of this command start with it.
    pub(in crate::code) fn apply(&self, command: &mut Program) {
        if let Program::Exec { args, .. } = command {
            args.splice(0..0, self.arguments.iter().cloned());
        }
    }
}
