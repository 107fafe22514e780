#[derive(Debug)]
struct Trouble {
    code: i32,
    cause: std::num::ParseIntError,
}

fn inner() -> Result<i32, Trouble> {
    "x1".parse().map_err(|cause| Trouble { code: 42, cause })
}

fn main() -> Result<(), Trouble> {
    println!("before");
    inner()?;
    Ok(())
}
