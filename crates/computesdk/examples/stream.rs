//! Output as it comes, and input while the command runs.

use computesdk::create_compute;
use tokio::io::AsyncWriteExt;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let compute = create_compute()?;
    let sandbox = compute.default_sandbox().await?;

    let line = "while read name; do echo \"Hello, $name!\"; done";
    let mut stream = sandbox.exec_stream(line).await?;
    let mut stdin = stream.stdin.take().ok_or("no standard input")?;
    for name in ["Ada", "Grace"] {
        stdin.write_all(format!("{name}\n").as_bytes()).await?;
        if let Some(chunk) = stream.stdout.next_chunk().await? {
            print(&String::from_utf8_lossy(&chunk));
        }
    }
    drop(stdin);
    stream.wait().await?;
    Ok(())
}

#[allow(clippy::print_stdout, reason = "an example prints")]
fn print(text: &str) {
    print!("{text}");
}
