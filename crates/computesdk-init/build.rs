//! Compiles `src/main.rs` into a static program, with two calls of rustc: one
//! for the system call crate, one for the program.
//!
//! The program brings along what the standard library and the C library would do
//! for it (`src/freestanding.rs`), so it is small, and neither is needed to build
//! it: every first sandbox of an application waits until it has been loaded.
//!
//! Not by cargo: a nested cargo would have to resolve, fetch and lock again,
//! which fails where the user builds offline, from a vendored tree or with a
//! lock held. The sources have no dependencies, so rustc alone is enough.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Tells the linker how the program lies in memory.
const LAYOUT: &str = "image.ld";

fn main() {
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let sys = PathBuf::from(
        env::var_os("DEP_COMPUTESDK_SYS_SOURCE").expect("computesdk-sys tells where it is"),
    );
    for source in [
        Path::new("build.rs"),
        Path::new("src"),
        Path::new(LAYOUT),
        &sys,
    ] {
        println!("cargo::rerun-if-changed={}", source.display());
    }

    let library = out.join("libcomputesdk_sys.rlib");
    compile(
        &sys.join("lib.rs"),
        &library,
        &["--crate-type=rlib", "--crate-name=computesdk_sys"],
    );
    let import = format!("--extern=computesdk_sys={}", library.display());
    let layout = format!("-Clink-arg=-Wl,--script={LAYOUT}");
    let mut options = vec!["--crate-type=bin", "--crate-name=computesdk_init", &import];
    options.extend(["-Clto=fat", "-Clink-arg=-nostdlib", &layout]);
    options.extend(["-Clink-arg=-Wl,--no-eh-frame-hdr,--build-id=none"]);
    if env::var_os("CARGO_FEATURE_WEAKEN").is_some() {
        options.push("--cfg=feature=\"weaken\"");
    }
    compile(
        Path::new("src/main.rs"),
        &out.join("computesdk-init"),
        &options,
    );
}

fn compile(source: &Path, output: &Path, options: &[&str]) {
    let rustc = env::var_os("RUSTC").expect("cargo sets RUSTC");
    let target = env::var("TARGET").expect("cargo sets TARGET");
    let mut command = Command::new(rustc);
    command
        .args(["--edition=2024", "--cap-lints=allow", "--target", &target])
        .args(["-Copt-level=z", "-Cpanic=abort", "-Ccodegen-units=1"])
        .args(["-Cstrip=symbols", "-Cdebuginfo=0"])
        .arg("--cfg=freestanding")
        // One image for every host, with no library to find at run time, and no
        // relocations to do: fewer pages that each sandbox has to copy.
        .args(["-Ctarget-feature=+crt-static", "-Crelocation-model=static"])
        .args(options)
        .arg("-o")
        .arg(output)
        .arg(source);
    if let Some(linker) = env::var_os("RUSTC_LINKER") {
        let mut option = std::ffi::OsString::from("-Clinker=");
        option.push(linker);
        command.arg(option);
    }
    let status = command
        .status()
        .unwrap_or_else(|error| panic!("could not run {command:?}: {error}"));
    assert!(
        status.success(),
        "could not compile {}: {status}",
        source.display()
    );
}
