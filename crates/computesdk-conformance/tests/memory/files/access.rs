//! What a provider offers about files.

use std::collections::VecDeque;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use computesdk::provider::model::{
    FileChange, FileStat, Temporary, TreeEntry, TreeKind, TreePart, WriteOptions,
};
use computesdk::provider::{FileWriter, Files, OpenFile, Range, Stream, TreeWriter, async_trait};
use computesdk::{DirectoryEntry, Errno, FileType, Result, User, WatchEvent};

use super::tree::{Content, Node};
use super::{Batches, FileTarget, TreeTarget, Writer, missing, refused};
use crate::sandbox::{MemorySandbox, unsupported};

#[async_trait]
impl Files for MemorySandbox {
    async fn read_file(&self, path: &Path, _: User, range: Range) -> Result<OpenFile> {
        let files = &self.world()?.files;
        let bytes = files.read(path)?;
        let stat = files.stat(path, true)?;
        let start = bytes.len().min(range.offset as usize);
        let length = range.length.map_or(usize::MAX, |length| length as usize);
        let part = bytes[start..].iter().copied().take(length);
        Ok(OpenFile {
            stat,
            content: Box::new(Cursor::new(part.collect::<Vec<u8>>())),
        })
    }

    async fn create_file(&self, path: &Path, options: WriteOptions) -> Result<Box<dyn FileWriter>> {
        let target = FileTarget {
            world: Arc::clone(self.world()?),
            path: path.to_owned(),
            options,
        };
        target.check()?;
        Ok(Box::new(Writer::new(target)))
    }

    async fn stat(&self, path: &Path, _: User, follow: bool) -> Result<FileStat> {
        let files = &self.world()?.files;
        files.tree().resolve(path, follow)?;
        files.stat(path, follow)
    }

    async fn list(
        &self,
        path: &Path,
        _: User,
        depth: u32,
    ) -> Result<Box<dyn Stream<Vec<DirectoryEntry>>>> {
        let tree = self.world()?.files.tree();
        let root = tree.resolve(path, true)?;
        match tree.nodes.get(&root).map(Node::file_type) {
            Some(FileType::Directory) => {}
            Some(_) => return Err(refused("list", path, Errno::ENOTDIR)),
            None => return Err(missing(path)),
        }
        let entries = tree.below(&root).into_iter().map(|plain| DirectoryEntry {
            stat: tree.nodes[&plain].stat(),
            path: plain.strip_prefix(&root).unwrap().to_owned(),
        });
        let entries = entries.filter(|entry| entry.path.components().count() <= depth as usize);
        let batches = VecDeque::from([entries.collect()]);
        Ok(Box::new(Batches(batches)))
    }

    async fn change(&self, change: FileChange, _: User) -> Result<()> {
        self.world()?.files.change(&change)
    }

    async fn temporary(&self, temporary: Temporary, _: User) -> Result<PathBuf> {
        let mut tree = self.world()?.files.tree();
        let Temporary {
            directory,
            prefix,
            suffix,
            is_directory,
        } = temporary;
        let paths = (0..).map(|number| directory.join(format!("{prefix}{number}{suffix}")));
        let path = paths
            .into_iter()
            .find(|path| tree.get(path, false).is_none());
        let path = path.unwrap();
        let plain = tree.free(&path)?;
        match is_directory {
            true => tree.put(plain, Content::Directory, 0o700),
            false => tree.put(plain, Content::file(Vec::new()), 0o600),
        }
        Ok(path)
    }

    async fn read_tree(&self, path: &Path, _: User) -> Result<Box<dyn Stream<TreePart>>> {
        let tree = self.world()?.files.tree();
        let root = tree.resolve(path, true)?;
        let mut parts = VecDeque::new();
        let paths = tree.nodes.keys().filter(|plain| plain.starts_with(&root));
        for plain in paths {
            let node = &tree.nodes[plain];
            let (kind, data) = match &node.content {
                Content::Directory => (TreeKind::Directory, None),
                Content::Link(target) => (TreeKind::Symlink(target.clone()), None),
                Content::File(bytes) => {
                    let bytes = bytes.lock().unwrap().clone();
                    (TreeKind::File(bytes.len() as u64), Some(bytes))
                }
            };
            parts.push_back(TreePart::Entry(TreeEntry {
                path: plain.strip_prefix(&root).unwrap().to_owned(),
                kind,
                mode: node.mode,
                modified: node.modified,
            }));
            parts.extend(data.map(TreePart::Data));
        }
        match parts.is_empty() {
            true => Err(missing(path)),
            false => Ok(Box::new(Batches(parts))),
        }
    }

    async fn write_tree(&self, path: &Path, _: User) -> Result<Box<dyn TreeWriter>> {
        let world = Arc::clone(self.world()?);
        let mut tree = world.files.tree();
        tree.make_parents(&path.join("inside"))?;
        drop(tree);
        Ok(Box::new(TreeTarget {
            world,
            root: path.to_owned(),
            file: None,
        }))
    }

    async fn watch(&self, _: &Path, _: User, _: bool) -> Result<Box<dyn Stream<Vec<WatchEvent>>>> {
        Err(unsupported("watching files"))
    }
}
