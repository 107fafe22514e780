//! Reading what a project says about its code: files of the sandbox.

use computesdk_languages::{ReadSettings, Settings};
use computesdk_model::{Diagnostic, Error, FileType, Result, Severity, User};

use crate::sandbox::Sandbox;

/// The longest file that is read.
const LONGEST: u64 = 256 << 10;

/// Most files that are read: they may name one another, and what is in them is the
/// sandbox's.
const MOST: usize = 64;

/// Reads what is asked for, one file after the other. What is wrong with one is the inner
/// error.
pub(super) async fn read(
    sandbox: &Sandbox,
    mut reading: ReadSettings,
    user: User,
) -> Result<std::result::Result<Settings, Vec<Diagnostic>>> {
    let mut read = 0;
    while let Some(file) = reading.next_file() {
        let stat = match sandbox.stat(file).user(user).await {
            Ok(stat) if stat.file_type == FileType::File => stat,
            // The compiler passes over it too.
            Ok(_) | Err(Error::NotFound(_) | Error::File(_)) => {
                reading.give(None);
                continue;
            }
            Err(other) => return Err(other),
        };
        read += 1;
        if stat.size > LONGEST || read > MOST {
            let message = match stat.size > LONGEST {
                true => format!("a file of more than {LONGEST} bytes is not read"),
                false => format!("more than {MOST} files are not read"),
            };
            return Ok(Err(vec![Diagnostic {
                file: file.to_string_lossy().into_owned(),
                line: 1,
                column: 1,
                severity: Severity::Error,
                message,
                code: None,
            }]));
        }
        let text = sandbox.read_file(file).range(..LONGEST).user(user).await?;
        reading.give(Some(&String::from_utf8_lossy(&text)));
    }
    Ok(reading.finish())
}
