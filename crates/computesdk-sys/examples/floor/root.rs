//! A root of its own, which can be written and changes nothing of the host's: what an
//! overlay of the system and one of what is above it make.

use std::fs::create_dir;
use std::os::unix::fs::symlink;

use computesdk_sys::file::chdir;
use computesdk_sys::mount::{self, Depth, FileSystem};

/// Moves into it.
pub(super) fn enter() {
    let stage = FileSystem::open(c"tmpfs").and_then(|new| new.mount(0));
    mount::attach(stage.unwrap().as_fd(), None, c"/tmp").unwrap();
    for directory in ["base", "root", "root-work", "usr", "usr-work", "new", "tmp"] {
        create_dir(format!("/tmp/{directory}")).unwrap();
    }
    for directory in ["dev", "proc", "tmp", "usr"] {
        create_dir(format!("/tmp/base/{directory}")).unwrap();
    }
    for name in ["bin", "lib", "lib64"] {
        symlink(format!("usr/{name}"), format!("/tmp/base/{name}")).unwrap();
    }
    overlay(c"/tmp/base", [c"/tmp/root", c"/tmp/root-work"], c"/tmp/new");
    overlay(c"/usr", [c"/tmp/usr", c"/tmp/usr-work"], c"/tmp/new/usr");
    let proc = FileSystem::open(c"proc").and_then(|new| new.mount(0));
    mount::attach(proc.unwrap().as_fd(), None, c"/tmp/new/proc").unwrap();
    for (source, place) in [(c"/dev", c"/tmp/new/dev"), (c"/tmp/tmp", c"/tmp/new/tmp")] {
        let tree = mount::clone_tree(None, source, Depth::Recursive).unwrap();
        mount::attach(tree.as_fd(), None, place).unwrap();
    }
    chdir(c"/tmp/new").unwrap();
    mount::pivot_to_working_directory().unwrap();
    mount::detach_old_root().unwrap();
}

fn overlay(lower: &core::ffi::CStr, [upper, work]: [&core::ffi::CStr; 2], place: &core::ffi::CStr) {
    let overlay = FileSystem::open(c"overlay").unwrap();
    for (key, value) in [
        (c"lowerdir", lower),
        (c"upperdir", upper),
        (c"workdir", work),
    ] {
        overlay.set(key, value).unwrap();
    }
    overlay.set_flag(c"userxattr").unwrap();
    mount::attach(overlay.mount(0).unwrap().as_fd(), None, place).unwrap();
}
