//! What of this host is shown inside sandboxes.

mod apt;
mod entry;
mod etc;
mod run_path;
mod skeleton;
mod toolchain;
mod toolchains;
mod versions;

use std::path::Path;
use std::sync::{Arc, OnceLock};

use computesdk_init::protocol::{Shown, Source};

pub(crate) use etc::HOSTNAME;
pub(crate) use skeleton::skeleton;

/// What of this host is shown inside. Looked up once in a program.
#[derive(Debug)]
pub(crate) struct Host {
    /// What every sandbox shows.
    pub(crate) shown: Shown,
    /// Directories of programs, first to last.
    pub(crate) search_path: String,
}

/// Where programs are looked up after the toolchains.
const STANDARD_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// Top-level directories that hold system programs and libraries. Links among
/// them (`/bin` to `/usr/bin`) are made anew; directories are shown.
const SYSTEM: [&str; 8] = [
    "usr", "bin", "sbin", "lib", "lib32", "lib64", "libx32", "nix",
];

impl Host {
    /// This host.
    pub(crate) fn get() -> Arc<Host> {
        static HOST: OnceLock<Arc<Host>> = OnceLock::new();
        Arc::clone(HOST.get_or_init(|| Arc::new(Host::look())))
    }

    fn look() -> Host {
        let mut skeleton = Vec::new();
        let mut sources = Vec::new();
        for name in SYSTEM {
            let path = Path::new("/").join(name);
            if let Ok(target) = path.read_link() {
                skeleton.push(entry::link(name, target));
            } else if path.is_dir() {
                skeleton.push(entry::directory(name, 0o755));
                sources.push(source(&path, name, name == "usr"));
            }
        }
        let mut toolchains = toolchains::find();
        let found = toolchains
            .iter()
            .map(|found| (found.kind.name, &*found.prefix));
        let mut versions = versions::find(found);
        // Those that only run where they are would have to be shown in a home directory.
        versions.retain(|versions| versions.movable);
        toolchains.retain(toolchains::is_chosen);
        skeleton.extend(versions::skeleton(&versions));
        for shown in &versions {
            sources.push(source(&shown.directory, &shown.target, false));
        }
        let mut at_home = Vec::new();
        for toolchain in &toolchains {
            if let Some(path) = versions::shown_in(&versions, &toolchain.prefix) {
                skeleton.push(entry::link(&toolchain.target, path));
                continue;
            }
            skeleton.push(entry::directory(&toolchain.target, 0o755));
            sources.push(source(&toolchain.prefix, &toolchain.target, false));
            if !toolchain.movable {
                at_home.push((&toolchain.prefix, &toolchain.target));
            }
        }
        skeleton.extend(toolchains::python_link(&toolchains));
        for (path, target) in at_home {
            skeleton.extend(toolchains::alias(path, target));
        }
        skeleton::keep_new(&mut skeleton);
        Host {
            shown: Shown { skeleton, sources },
            search_path: toolchains::search_path(&toolchains, STANDARD_PATH),
        }
    }
}

fn source(path: &Path, target: &str, writable: bool) -> Source {
    use std::os::unix::ffi::OsStrExt;
    Source {
        path: path.as_os_str().as_bytes().to_vec(),
        target: target.as_bytes().to_vec(),
        writable,
    }
}
