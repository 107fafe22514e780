//! The files that make an interpreter wait.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Weak};

use computesdk_languages::{LIBRARY, MODULES};
use computesdk_model::{FileChange, Result, Temporary, WriteMode, WriteOptions};
use computesdk_provider::Sandbox;

use super::slot::Task;
use crate::carrier::carrier;

/// A directory of them. Removed when dropped.
pub(super) struct Hook {
    /// `None` where somebody else removes it.
    directory: Option<PathBuf>,
    task: Task,
    sandbox: Weak<dyn Sandbox>,
}

impl Hook {
    pub(super) async fn write(sandbox: &Arc<dyn Sandbox>, task: &Task) -> Result<Hook> {
        let user = task.command.user;
        let directory = Temporary {
            directory: "/tmp".into(),
            prefix: ".standby-".to_owned(),
            suffix: String::new(),
            is_directory: true,
        };
        let directory = sandbox.temporary(directory, user).await?;
        let hook = Hook {
            directory: Some(directory.clone()),
            task: task.clone(),
            sandbox: Arc::downgrade(sandbox),
        };
        let modules = task.modules.join("\n");
        let library = task.library.as_ref().map(|names| names.join("\n"));
        let files = [(task.standby.file, task.standby.hook), (MODULES, &modules)];
        let library = library.iter().map(|names| (LIBRARY, &**names));
        for (name, text) in files.into_iter().chain(library) {
            let options = WriteOptions {
                user,
                mode: None,
                parents: false,
                write: WriteMode::CreateNew,
            };
            let path = directory.join(name);
            sandbox.write_file(&path, options, text.as_bytes()).await?;
        }
        Ok(hook)
    }

    pub(super) fn directory(&self) -> Option<&Path> {
        self.directory.as_deref()
    }

    /// Leaves it to somebody else to remove the directory.
    pub(super) fn give(&mut self) -> Option<PathBuf> {
        self.directory.take()
    }
}

impl Drop for Hook {
    fn drop(&mut self) {
        let sandbox = self.sandbox.upgrade();
        if let (Some(path), Some(sandbox), Ok(carrier)) = (self.give(), sandbox, carrier()) {
            let user = self.task.command.user;
            carrier.spawn(async move {
                let removal = FileChange::Remove {
                    path,
                    recursive: true,
                };
                // Code may have removed it, and the sandbox may be gone.
                let _ = sandbox.change(removal, user).await;
            });
        }
    }
}
