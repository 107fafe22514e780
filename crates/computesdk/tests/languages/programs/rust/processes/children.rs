use std::io::Write;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Command, Stdio};

fn main() {
    let mut cat = Command::new("cat").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    cat.stdin.take().unwrap().write_all("through ü\n".as_bytes()).unwrap();
    println!("{:?}", cat.wait_with_output().unwrap());
    let status = Command::new("sh").args(["-c", "echo out; echo err >&2; exit 42"]).status().unwrap();
    println!("{status} {:?}", status.code());
    let killed = Command::new("sh").args(["-c", "kill -9 $$"]).status().unwrap();
    println!("{killed} {:?} {:?}", killed.code(), killed.signal());
    println!("{:?}", Command::new("no-such-program").spawn().map(|_| ()).unwrap_err().kind());
    if std::env::args().count() > 1 {
        println!("child {:?}", std::env::args().collect::<Vec<_>>());
        std::process::exit(3);
    }
    let mut own = Command::new(std::env::current_exe().unwrap());
    println!("{:?}", own.env_clear().arg0("name").args(["--", ""]).status());
    let error = Command::new("sh").args(["-c", "exit 7"]).exec();
    println!("never {error}");
}
