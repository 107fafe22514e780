use std::env;
use std::process::Command;

fn main() {
    println!("{} {} {:?}", env::var("HOME").is_ok(), env::var("PATH").is_ok(), env::var("NO_SUCH"));
    println!("{:?} {:?}", env::var("LANG"), env::var("RUST_BACKTRACE"));
    env::set_var("MINE", "va lue ü");
    let out = Command::new("sh").args(["-c", "echo $MINE"]).env("OTHER", "1").output().unwrap();
    println!("{}", String::from_utf8_lossy(&out.stdout));
    println!("{} {} {:?}", env::consts::OS, env::consts::ARCH, option_env!("NO_SUCH"));
}
