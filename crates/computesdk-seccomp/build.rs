//! Compiles the policies, so that a program which uses them has nothing to do but
//! to load the finished filter. A mistake in a policy ends the build.

use std::path::PathBuf;
use std::{env, fs};

macro_rules! library_modules {
    ($($module:ident at $path:literal),*) => {
        $(
            #[path = $path]
            #[allow(dead_code, unreachable_pub, unused_imports, reason = "the library's, of which this needs a part")]
            mod $module;
        )*
    };
}

library_modules! {
    answer at "src/answer.rs",
    bpf at "src/bpf/mod.rs",
    compile at "src/compile/mod.rs",
    policy at "src/policy/mod.rs",
    syscalls at "src/syscalls/mod.rs"
}

fn main() {
    println!("cargo::rerun-if-changed=policies");
    println!("cargo::rerun-if-changed=src");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    for (name, text) in policy::builtin::SOURCES {
        let policy = policy::Policy::parse(text)
            .unwrap_or_else(|mistake| panic!("policies/{name}.toml: {mistake}"));
        let program = compile::compile(&policy)
            .unwrap_or_else(|mistake| panic!("policies/{name}.toml: {mistake}"));
        let path = out.join(name).with_extension("bpf");
        fs::write(&path, program.to_bytes())
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }
}
