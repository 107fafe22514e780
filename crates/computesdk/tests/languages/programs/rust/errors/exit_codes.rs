use std::process::ExitCode;

fn main() -> ExitCode {
    println!("before");
    let _last = Last;
    ExitCode::from(255)
}

struct Last;

impl Drop for Last {
    fn drop(&mut self) {
        println!("dropped");
    }
}
