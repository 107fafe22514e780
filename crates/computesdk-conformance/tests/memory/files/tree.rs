//! The map, and how a path leads through it.

use std::collections::{BTreeMap, VecDeque};
use std::ffi::OsString;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use computesdk::provider::model::{FileStat, TreeEntry, TreeKind, TreePart};
use computesdk::{Errno, FileType, Result};

use super::{missing, names, refused};
use crate::world::World;

/// Most links on the way.
const MOST_LINKS: u32 = 40;

/// Paths without links, and what is there.
#[derive(Debug)]
pub(super) struct Tree {
    pub(super) nodes: BTreeMap<PathBuf, Node>,
    made: u64,
}

/// A file, directory or link.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) content: Content,
    pub(super) mode: u32,
    pub(super) owner: (u32, u32),
    pub(super) modified: SystemTime,
    inode: u64,
}

#[derive(Clone, Debug)]
pub(super) enum Content {
    Directory,
    /// Shared by all names of a file.
    File(Arc<Mutex<Vec<u8>>>),
    Link(PathBuf),
}

impl Content {
    pub(super) fn file(bytes: Vec<u8>) -> Content {
        Content::File(Arc::new(Mutex::new(bytes)))
    }
}

impl Default for Tree {
    fn default() -> Self {
        let mut tree = Tree {
            nodes: BTreeMap::new(),
            made: 0,
        };
        for path in ["/", "/home", "/home/user", "/root", "/tmp"] {
            tree.put(path.into(), Content::Directory, 0o755);
        }
        tree
    }
}

impl Node {
    pub(super) fn file_type(&self) -> FileType {
        match self.content {
            Content::Directory => FileType::Directory,
            Content::File(_) => FileType::File,
            Content::Link(_) => FileType::Symlink,
        }
    }

    pub(super) fn stat(&self) -> FileStat {
        let (size, links, target) = match &self.content {
            Content::Directory => (0, 2, None),
            Content::File(bytes) => {
                let links = Arc::strong_count(bytes) as u64;
                (bytes.lock().unwrap().len(), links, None)
            }
            Content::Link(target) => (target.as_os_str().len(), 1, Some(target.clone())),
        };
        FileStat {
            file_type: self.file_type(),
            size: size as u64,
            allocated: size as u64,
            mode: self.mode,
            uid: self.owner.0,
            gid: self.owner.1,
            links,
            inode: self.inode,
            modified: self.modified,
            accessed: self.modified,
            changed: self.modified,
            target,
        }
    }
}

impl Tree {
    pub(super) fn put(&mut self, path: PathBuf, content: Content, mode: u32) {
        self.made += 1;
        let node = Node {
            content,
            mode,
            owner: (1000, 1000),
            modified: SystemTime::now(),
            inode: self.made,
        };
        self.nodes.insert(path, node);
    }

    /// Where a path leads; the last name may be missing. With `follow`, past a link
    /// that it ends in.
    pub(super) fn resolve(&self, path: &Path, follow: bool) -> Result<PathBuf> {
        let mut plain = PathBuf::from("/");
        let mut rest: VecDeque<OsString> = parts(path);
        let mut links = 0;
        while let Some(name) = rest.pop_front() {
            if name == ".." {
                plain.pop();
                continue;
            }
            match self.nodes.get(&plain).map(Node::file_type) {
                Some(FileType::Directory) => {}
                Some(_) => return Err(refused("find", path, Errno::ENOTDIR)),
                None => return Err(missing(path)),
            }
            let next = plain.join(&name);
            match self.nodes.get(&next).map(|node| &node.content) {
                Some(Content::Link(target)) if follow || !rest.is_empty() => {
                    links += 1;
                    if links > MOST_LINKS {
                        return Err(refused("find", path, Errno::ELOOP));
                    }
                    if target.is_absolute() {
                        plain = "/".into();
                    }
                    for name in parts(target).into_iter().rev() {
                        rest.push_front(name);
                    }
                }
                _ => plain = next,
            }
        }
        Ok(plain)
    }

    pub(super) fn get(&self, path: &Path, follow: bool) -> Option<(PathBuf, &Node)> {
        let plain = self.resolve(path, follow).ok()?;
        let node = self.nodes.get(&plain)?;
        Some((plain, node))
    }

    /// What is there, or the error that it is not.
    pub(super) fn existing(&mut self, path: &Path, follow: bool) -> Result<&mut Node> {
        let plain = self.resolve(path, follow)?;
        self.nodes.get_mut(&plain).ok_or_else(|| missing(path))
    }

    /// Where something new may be put.
    pub(super) fn free(&self, path: &Path) -> Result<PathBuf> {
        let plain = self.resolve(path, false)?;
        match self.nodes.contains_key(&plain) {
            true => Err(refused("make", path, Errno::EEXIST)),
            false => Ok(plain),
        }
    }

    pub(super) fn make_parents(&mut self, path: &Path) -> Result<()> {
        let parents: Vec<&Path> = path.ancestors().skip(1).collect();
        for parent in parents.into_iter().rev() {
            let plain = self.resolve(parent, true)?;
            match self.nodes.get(&plain).map(Node::file_type) {
                None => self.put(plain, Content::Directory, 0o755),
                Some(FileType::Directory) => {}
                Some(_) => return Err(refused("make", path, Errno::ENOTDIR)),
            }
        }
        Ok(())
    }

    pub(super) fn write(
        &mut self,
        path: &Path,
        bytes: Vec<u8>,
        mode: Option<u32>,
        parents: bool,
    ) -> Result<()> {
        if parents {
            self.make_parents(path)?;
        }
        let plain = self.resolve(path, true)?;
        match self.nodes.get_mut(&plain) {
            None => self.put(plain, Content::file(bytes), mode.unwrap_or(0o644)),
            Some(node) => {
                let Content::File(content) = &node.content else {
                    return Err(refused("write", path, Errno::EISDIR));
                };
                *content.lock().unwrap() = bytes;
                node.mode = mode.unwrap_or(node.mode);
                node.modified = SystemTime::now();
            }
        }
        Ok(())
    }

    /// Paths of all that is below a directory.
    pub(super) fn below(&self, directory: &Path) -> Vec<PathBuf> {
        let paths = self
            .nodes
            .keys()
            .filter(|path| path.starts_with(directory) && path.as_path() != directory);
        paths.cloned().collect()
    }
}

/// The names of a path, `..` included.
fn parts(path: &Path) -> VecDeque<OsString> {
    let parts = path.components().filter_map(|component| match component {
        Component::Normal(name) => Some(name.to_os_string()),
        Component::ParentDir => Some("..".into()),
        _ => None,
    });
    parts.collect()
}

/// Takes many files into a directory.
pub(crate) struct TreeTarget {
    pub(super) world: Arc<World>,
    pub(super) root: PathBuf,
    /// The file whose bytes come next.
    pub(super) file: Option<PathBuf>,
}

impl TreeTarget {
    pub(super) fn take(&mut self, part: TreePart) -> Result<()> {
        let mut tree = self.world.files.tree();
        match part {
            TreePart::Data(data) => {
                let node = self.file.as_ref().and_then(|path| tree.nodes.get(path));
                if let Some(Content::File(bytes)) = node.map(|node| &node.content) {
                    bytes.lock().unwrap().extend(data);
                }
                Ok(())
            }
            TreePart::Entry(entry) => {
                self.file = None;
                let path = below(&mut tree, &self.root, &entry)?;
                let directory = entry.kind == TreeKind::Directory;
                match tree.nodes.get(&path).map(Node::file_type) {
                    Some(FileType::Directory) if directory => {}
                    Some(FileType::Directory) => {
                        return Err(refused("write", &path, Errno::EISDIR));
                    }
                    _ => {
                        let content = match entry.kind {
                            TreeKind::Directory => Content::Directory,
                            TreeKind::Symlink(target) => Content::Link(target),
                            TreeKind::File(_) => {
                                self.file = Some(path.clone());
                                Content::file(Vec::new())
                            }
                        };
                        tree.put(path.clone(), content, entry.mode);
                    }
                }
                let node = tree.existing(&path, false)?;
                (node.mode, node.modified) = (entry.mode, entry.modified);
                Ok(())
            }
        }
    }
}

/// Where an entry belongs. Nothing leads out of the root.
fn below(tree: &mut Tree, root: &Path, entry: &TreeEntry) -> Result<PathBuf> {
    let shown = root.join(&entry.path);
    if names(&entry.path).is_none() {
        return Err(refused("write", &entry.path, Errno::EXDEV));
    }
    tree.make_parents(&shown)?;
    let plain = tree.resolve(&shown, false)?;
    let root = tree.resolve(root, true)?;
    match plain.starts_with(root) {
        true => Ok(plain),
        false => Err(refused("write", &shown, Errno::EXDEV)),
    }
}
