//! Runs a line of Python in a sandbox, and shows what the sandbox keeps away.

use computesdk::create_compute;

#[tokio::main]
async fn main() -> computesdk::Result<()> {
    let compute = create_compute()?;
    let sandbox = compute.default_sandbox().await?;

    let hello = sandbox
        .exec(("python3", ["-c", "print('Hello, World!')"]))
        .await?;
    print(&hello.stdout);

    let blocked = sandbox.exec("cat /etc/shadow").unchecked().await?;
    print(&blocked.stderr);
    Ok(())
}

#[allow(clippy::print_stdout, reason = "an example prints")]
fn print(text: &str) {
    print!("{text}");
}
