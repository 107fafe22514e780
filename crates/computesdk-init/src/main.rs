//! The spawner, which becomes the init of each sandbox. See the library.

mod channel;
mod init;
#[allow(dead_code, missing_docs)]
mod protocol;
mod spawner;
mod weaken;

fn main() {
    #[cfg(feature = "weaken")]
    weaken::read_command_line();
    std::process::exit(spawner::run());
}
