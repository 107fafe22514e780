//! Chores of this repository: `cargo xtask <task>`. One module per task.

mod bench;
mod fuzz;
mod kills;
mod limits;
mod machine;
mod notices;
mod soak;
mod weaken;

use clap::Parser;

/// Chores of this repository.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
enum Task {
    Bench(bench::Bench),
    Fuzz(fuzz::Fuzz),
    Kills(kills::Kills),
    Limits(limits::Limits),
    Notices(notices::Notices),
    Soak(soak::Soak),
    Weaken(weaken::Weaken),
}

fn main() -> anyhow::Result<()> {
    match Task::parse() {
        Task::Bench(task) => task.run(),
        Task::Fuzz(task) => task.run(),
        Task::Kills(task) => task.run(),
        Task::Limits(task) => task.run(),
        Task::Notices(task) => task.run(),
        Task::Soak(task) => task.run(),
        Task::Weaken(task) => task.run(),
    }
}
