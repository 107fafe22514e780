//! Tells the build scripts of dependants where the sources of this crate are.

fn main() {
    println!("cargo::metadata=source={}/src", env!("CARGO_MANIFEST_DIR"));
    println!("cargo::rerun-if-changed=build.rs");
}
