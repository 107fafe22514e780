//! Prints a profile's filter: `cargo run -p computesdk-seccomp --example listing -- debug`.

use std::error::Error;
use std::io::{self, Write as _};

use computesdk_seccomp::{Policy, compile, profile};

fn main() -> Result<(), Box<dyn Error>> {
    let name = std::env::args()
        .nth(1)
        .unwrap_or_else(|| "default".to_owned());
    let profile = profile(&name).ok_or_else(|| format!("there is no profile `{name}`"))?;
    let program = compile(&Policy::parse(profile.policy)?)?;
    write!(io::stdout(), "{program}")?;
    Ok(())
}
