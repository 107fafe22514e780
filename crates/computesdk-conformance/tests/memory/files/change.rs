//! Changes.

use std::path::Path;

use computesdk::provider::model::FileChange;
use computesdk::{Errno, FileType, Result};

use super::tree::{Content, Node, Tree};
use super::{Files, missing, refused};

impl Files {
    pub(crate) fn change(&self, change: &FileChange) -> Result<()> {
        let mut tree = self.tree();
        match change {
            FileChange::MakeDirectory {
                path,
                mode,
                parents,
            } => make_directory(&mut tree, path, *mode, *parents),
            FileChange::Rename { from, to, replace } => rename(&mut tree, from, to, *replace),
            FileChange::Copy { from, to, replace } => copy(&mut tree, from, to, *replace),
            FileChange::Remove { path, recursive } => remove(&mut tree, path, *recursive),
            FileChange::SetMode { path, mode } => {
                tree.existing(path, true)?.mode = *mode;
                Ok(())
            }
            FileChange::SetOwner {
                path,
                uid,
                gid,
                follow,
            } => {
                let owner = &mut tree.existing(path, *follow)?.owner;
                *owner = (uid.unwrap_or(owner.0), gid.unwrap_or(owner.1));
                Ok(())
            }
            FileChange::SetModified { path, modified } => {
                tree.existing(path, true)?.modified = *modified;
                Ok(())
            }
            FileChange::Truncate { path, length } => match &tree.existing(path, true)?.content {
                Content::File(bytes) => {
                    bytes.lock().unwrap().resize(*length as usize, 0);
                    Ok(())
                }
                _ => Err(refused("truncate", path, Errno::EISDIR)),
            },
            FileChange::Symlink { path, target } => {
                let plain = tree.free(path)?;
                tree.put(plain, Content::Link(target.clone()), 0o777);
                Ok(())
            }
            FileChange::HardLink { path, target } => {
                let node = tree.existing(target, false)?.clone();
                if node.file_type() == FileType::Directory {
                    return Err(refused("link", target, Errno::EPERM));
                }
                let plain = tree.free(path)?;
                tree.nodes.insert(plain, node);
                Ok(())
            }
            _ => panic!("{change:?} is none of the suite's"),
        }
    }
}

fn make_directory(tree: &mut Tree, path: &Path, mode: u32, parents: bool) -> Result<()> {
    if parents {
        tree.make_parents(path)?;
        if let Some((_, node)) = tree.get(path, true) {
            return match node.file_type() {
                FileType::Directory => Ok(()),
                _ => Err(refused("make", path, Errno::EEXIST)),
            };
        }
    }
    let plain = tree.free(path)?;
    tree.put(plain, Content::Directory, mode);
    Ok(())
}

fn rename(tree: &mut Tree, from: &Path, to: &Path, replace: bool) -> Result<()> {
    let source = tree.resolve(from, false)?;
    let target = tree.resolve(to, false)?;
    let kind = tree.nodes.get(&source).map(Node::file_type);
    let kind = kind.ok_or_else(|| missing(from))?;
    if source == target {
        return Ok(());
    }
    if target.starts_with(&source) {
        return Err(refused("rename", from, Errno::EINVAL));
    }
    if let Some(there) = tree.nodes.get(&target).map(Node::file_type) {
        let errno = match (kind, there) {
            _ if !replace => Some(Errno::EEXIST),
            (FileType::Directory, FileType::Directory) => {
                (!tree.below(&target).is_empty()).then_some(Errno::ENOTEMPTY)
            }
            (FileType::Directory, _) => Some(Errno::ENOTDIR),
            (_, FileType::Directory) => Some(Errno::EISDIR),
            _ => None,
        };
        if let Some(errno) = errno {
            return Err(refused("rename", from, errno));
        }
    }
    for path in tree.below(&source).into_iter().chain([source.clone()]) {
        let rest = path.strip_prefix(&source).unwrap().to_owned();
        let node = tree.nodes.remove(&path).unwrap();
        let new = if rest.as_os_str().is_empty() {
            target.clone()
        } else {
            target.join(rest)
        };
        tree.nodes.insert(new, node);
    }
    Ok(())
}

fn copy(tree: &mut Tree, from: &Path, to: &Path, replace: bool) -> Result<()> {
    let source = tree.resolve(from, false)?;
    let target = tree.resolve(to, false)?;
    if !tree.nodes.contains_key(&source) {
        return Err(missing(from));
    }
    if target.starts_with(&source) {
        return Err(refused("copy", from, Errno::EINVAL));
    }
    let sources = [source.clone()].into_iter().chain(tree.below(&source));
    for path in sources {
        let rest = path.strip_prefix(&source).unwrap();
        let new = if rest.as_os_str().is_empty() {
            target.clone()
        } else {
            target.join(rest)
        };
        let node = tree.nodes[&path].clone();
        let there = tree.nodes.get(&new).map(Node::file_type);
        let errno = match (node.file_type(), there) {
            (_, None) => None,
            (FileType::Directory, Some(FileType::Directory)) => continue,
            (FileType::Directory, Some(_)) => Some(Errno::ENOTDIR),
            (_, Some(FileType::Directory)) => Some(Errno::EISDIR),
            _ => (!replace).then_some(Errno::EEXIST),
        };
        if let Some(errno) = errno {
            return Err(refused("copy", &path, errno));
        }
        let content = match &node.content {
            Content::File(bytes) => Content::file(bytes.lock().unwrap().clone()),
            other => other.clone(),
        };
        tree.put(new.clone(), content, node.mode);
        tree.existing(&new, false)?.modified = node.modified;
    }
    Ok(())
}

fn remove(tree: &mut Tree, path: &Path, recursive: bool) -> Result<()> {
    let plain = tree.resolve(path, false)?;
    if !tree.nodes.contains_key(&plain) {
        return Err(missing(path));
    }
    let below = tree.below(&plain);
    if !below.is_empty() && !recursive {
        return Err(refused("remove", path, Errno::ENOTEMPTY));
    }
    for path in below.into_iter().chain([plain]) {
        tree.nodes.remove(&path);
    }
    Ok(())
}
