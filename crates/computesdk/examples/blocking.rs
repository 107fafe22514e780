//! The same without async: a script that is written, run and removed with its
//! sandbox.

use computesdk::blocking::create_compute;

fn main() -> computesdk::Result<()> {
    let compute = create_compute()?;
    let sandbox = compute.default_sandbox().memory(256 << 20).create()?;

    sandbox.write_file("sum.sh", "echo $(($1 + $2))\n")?;
    let sum = sandbox.run("sum.sh").args(["2", "3"]).run()?;
    print(&sum.stdout);

    sandbox.destroy()
}

#[allow(clippy::print_stdout, reason = "an example prints")]
fn print(text: &str) {
    print!("{text}");
}
