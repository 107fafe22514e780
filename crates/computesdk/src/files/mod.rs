//! The files of a sandbox. Paths are inside it; relative ones start at
//! [`pwd`](crate::Sandbox::pwd).

pub(crate) mod archive;
mod call;
mod change;
mod checksum;
mod create;
mod download;
pub(crate) mod extract;
mod find;
pub(crate) mod gitignore;
mod grep;
mod host;
mod list;
mod open;
mod owners;
mod read;
mod returned;
mod search;
mod stat;
mod temporary;
mod transfer;
mod upload;
mod watch;
mod write;

pub use archive::{Archive, MakeArchive};
pub use call::{FileCall, Operation};
pub use change::{Copy, HardLink, Mkdir, Remove, Rename, Symlink, Truncate};
pub use checksum::{Checksum, Digest};
pub use create::{CreateFile, FileWriter};
pub use download::Download;
pub use extract::Extract;
pub use find::Find;
pub use grep::{Grep, Match};
pub use list::List;
pub use open::{FileReader, OpenFile};
pub use owners::{Chmod, Chown};
pub use read::ReadFile;
pub use returned::{ReturnFiles, Returned};
pub use stat::{Exists, ReadLink, Stat};
pub use temporary::Temp;
pub use transfer::{Progress, Skipped, Transfer};
pub use upload::Upload;
pub use watch::{StartWatch, Watch};
pub use write::WriteFile;
