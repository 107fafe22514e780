//! The disks of the host behind what a sandbox shows.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use computesdk_init::protocol::DiskRate;
use computesdk_model::Mount;

use crate::host::Host;

/// A disk's numbers: of its driver, and its own there.
type Number = (u32, u32);

/// Disks, each with whether something on it can be written.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Disks(BTreeMap<Number, bool>);

impl Disks {
    /// Those behind the host's parts that every sandbox shows and behind these
    /// mounts of one.
    pub(super) fn behind(mounts: &[Mount]) -> Disks {
        let host = Host::get();
        let sources = host.shown.sources.iter();
        let sources = sources.map(|source| (Path::new(OsStr::from_bytes(&source.path)), true));
        let mounts = mounts.iter();
        let mounts = mounts.map(|mount| (mount.source.as_path(), mount.read_only));
        let mut disks = BTreeMap::new();
        for (path, read_only) in sources.chain(mounts) {
            if let Some(number) = disk(path) {
                *disks.entry(number).or_insert(false) |= !read_only;
            }
        }
        Disks(disks)
    }

    /// Whether there is one to read.
    pub(super) fn can_be_read(&self) -> bool {
        !self.0.is_empty()
    }

    /// Whether there is one to write.
    pub(super) fn can_be_written(&self) -> bool {
        self.0.values().any(|writable| *writable)
    }

    /// A rule for each that these rates are about.
    pub(super) fn rates(&self, read: Option<u64>, write: Option<u64>) -> Vec<DiskRate> {
        let rule = |(&(major, minor), &writable): (&Number, &bool)| DiskRate {
            major,
            minor,
            read,
            write: write.filter(|_| writable),
        };
        let rules = self.0.iter().map(rule);
        rules
            .filter(|rule| rule.read.is_some() || rule.write.is_some())
            .collect()
    }
}

/// The disk that a file is on: the kernel takes rates of whole ones. None for a
/// file system that has no disk, or several.
fn disk(path: &Path) -> Option<Number> {
    let device = fs::metadata(path).ok()?.dev();
    let (major, minor) = (rustix::fs::major(device), rustix::fs::minor(device));
    let block = Path::new("/sys/dev/block").join(format!("{major}:{minor}"));
    let block = block.canonicalize().ok()?;
    match block.join("partition").exists() {
        true => parse(&fs::read_to_string(block.parent()?.join("dev")).ok()?),
        false => Some((major, minor)),
    }
}

fn parse(numbers: &str) -> Option<Number> {
    let (major, minor) = numbers.trim().split_once(':')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_in_memory_are_on_no_disk() {
        assert_eq!(disk(Path::new("/proc/version")), None);
        assert_eq!(disk(Path::new("/no/such/file")), None);
        assert_eq!(parse("254:16\n"), Some((254, 16)));
    }

    #[test]
    fn what_is_only_read_gets_no_rate_of_writing() {
        let disks = Disks(BTreeMap::from([((8, 0), false), ((8, 16), true)]));
        let rates = disks.rates(Some(1), Some(2));
        assert_eq!((rates[0].read, rates[0].write), (Some(1), None));
        assert_eq!((rates[1].read, rates[1].write), (Some(1), Some(2)));
        assert!(disks.can_be_read() && disks.can_be_written());
    }
}
