//! Tells the build scripts of dependants where the sources of this crate are.

use std::env;

fn main() {
    // As cargo says now, not when this was compiled: a target directory may be a copy.
    let crate_root = env::var("CARGO_MANIFEST_DIR").expect("cargo sets it");
    println!("cargo::metadata=source={crate_root}/src");
    println!("cargo::rerun-if-changed=build.rs");
}
