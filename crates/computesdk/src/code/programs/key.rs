//! What a kept program is found by: all that it is made from.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::time::UNIX_EPOCH;

use computesdk_languages::Word;
use sha2::{Digest, Sha256};

use super::Ingredients;
use super::compiler::Compiler;

/// Changes where the same ingredients are to make another program.
const EDITION: &str = "2";

impl Ingredients {
    /// Different for different ingredients.
    pub(super) fn key(&self) -> String {
        let mut digest = Lengths::default();
        digest.add(EDITION);
        digest.add(self.workshop.kind());
        digest.add(self.code.language.name);
        digest.add(&self.source);
        digest.add(&self.cwd);
        digest.add(&self.code.names.source);
        digest.add(&self.code.source);
        let trial = self
            .code
            .build
            .trial
            .iter()
            .flat_map(|trial| &trial.command);
        for word in self.code.build.command.iter().chain(trial) {
            digest.add(match word {
                Word::Text(text) => text,
                Word::Packages => "packages",
                Word::Helper => self.code.build.helper.map_or("helper", |(_, text)| text),
                Word::Source => "source",
                Word::Program => "program",
                Word::ProgramBehind(text) => text,
            });
        }
        for argument in &self.code.names.packages {
            digest.add(argument);
        }
        // The variables, between what cannot be the name of one.
        digest.add("=");
        for (name, value) in &self.env {
            digest.add(name);
            digest.add(value);
        }
        digest.add("=");
        digest.add(self.compiler.key());
        digest.finish()
    }
}

impl Compiler {
    /// Different for different compilers.
    pub(in crate::code) fn key(&self) -> String {
        let mut digest = Lengths::default();
        digest.add(&self.path);
        digest.add(self.size.to_string());
        let modified = self.modified.duration_since(UNIX_EPOCH);
        digest.add(format!("{:?}", modified.unwrap_or_default()));
        digest.add(std::env::consts::ARCH);
        digest.finish()
    }
}

/// A digest of texts, each after its length: no two lists of them are alike.
#[derive(Default)]
pub(in crate::code) struct Lengths(Sha256);

impl Lengths {
    pub(in crate::code) fn add(&mut self, text: impl AsRef<OsStr>) {
        let bytes = text.as_ref().as_bytes();
        self.0.update(bytes.len().to_le_bytes());
        self.0.update(bytes);
    }

    pub(in crate::code) fn finish(self) -> String {
        let digest = self.0.finalize();
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}
