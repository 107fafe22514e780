//! The operations on a sandbox's files.

use std::path::Path;

use computesdk::{Error, FileStat, FileType, Sandbox};

use crate::operation::Operation;
use crate::outcome::{Entry, Value};

pub(crate) async fn run(
    sandbox: &Sandbox,
    top: &Path,
    operation: &Operation,
) -> Result<Value, i32> {
    let done = call(sandbox, top, operation).await;
    done.map_err(|error| match error.errno() {
        Some(errno) => errno.raw(),
        None => panic!("{operation:?}: an error without a number: {error:?}"),
    })
}

async fn call(sandbox: &Sandbox, top: &Path, operation: &Operation) -> Result<Value, Error> {
    let at = |path: &Path| top.join(path);
    let nothing = |()| Value::Nothing;
    match operation {
        Operation::Write {
            path,
            content,
            mode,
            create_new,
        } => {
            let mut write = sandbox.write_file(at(path), content);
            if let Some(mode) = mode {
                write = write.mode(*mode);
            }
            if *create_new {
                write = write.create_new();
            }
            write.await.map(nothing)
        }
        Operation::Append(path, content) => {
            sandbox.append_file(at(path), content).await.map(nothing)
        }
        Operation::Read(path) => sandbox.read_file(at(path)).await.map(Value::Bytes),
        Operation::ReadPart(path, from, length) => {
            let read = sandbox.read_file(at(path)).range(*from..from + length);
            read.await.map(Value::Bytes)
        }
        Operation::Stat(path, true) => sandbox.stat(at(path)).await.map(known),
        Operation::Stat(path, false) => sandbox.stat(at(path)).no_follow().await.map(known),
        Operation::Exists(path) => sandbox.exists(at(path)).await.map(Value::Is),
        Operation::List(path, depth) => {
            let path = at(path);
            let listed = sandbox.list(&path).depth(*depth).await?;
            let entries = listed.iter().map(|found| {
                let path = found.path.strip_prefix(&path).unwrap();
                (path.to_owned(), entry(&found.stat))
            });
            Ok(Value::Entries(entries.collect()))
        }
        Operation::MakeDirectory(path, true) => sandbox.mkdir(at(path)).await.map(nothing),
        Operation::MakeDirectory(path, false) => sandbox.mkdir(at(path)).only().await.map(nothing),
        Operation::Rename(from, to, replace) => {
            let rename = sandbox.rename(at(from), at(to));
            match replace {
                true => rename.await.map(nothing),
                false => rename.no_replace().await.map(nothing),
            }
        }
        Operation::Copy(from, to, replace) => {
            let copy = sandbox.copy(at(from), at(to));
            match replace {
                true => copy.await.map(nothing),
                false => copy.no_replace().await.map(nothing),
            }
        }
        Operation::Remove(path, true) => sandbox.remove(at(path)).recursive().await.map(nothing),
        Operation::Remove(path, false) => sandbox.remove(at(path)).await.map(nothing),
        Operation::Truncate(path, length) => sandbox.truncate(at(path), *length).await.map(nothing),
        Operation::SetMode(path, mode) => sandbox.chmod(at(path), *mode).await.map(nothing),
        Operation::Symlink(target, path) => sandbox.symlink(target, at(path)).await.map(nothing),
        Operation::HardLink(target, path) => {
            sandbox.hard_link(at(target), at(path)).await.map(nothing)
        }
        Operation::ReadLink(path) => sandbox.read_link(at(path)).await.map(Value::Path),
    }
}

fn known(stat: FileStat) -> Value {
    Value::Entry(entry(&stat))
}

pub(crate) fn entry(stat: &FileStat) -> Entry {
    match stat.file_type {
        FileType::File => Entry::File {
            size: stat.size,
            mode: stat.mode,
            names: stat.links,
        },
        FileType::Directory => Entry::Directory { mode: stat.mode },
        FileType::Symlink => Entry::Link(stat.target.clone().unwrap()),
        other => panic!("nobody made a {other:?}"),
    }
}
