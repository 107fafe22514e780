//! Options that `exec` and `run` share.

use std::net::IpAddr;
use std::str::FromStr;
use std::time::Duration;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};
use computesdk::{LevelFilter, Network, NetworkRule};

use super::{EnvVar, FileCopy, MountArg, PublishArg, TransferArg, duration};

/// Options that shape the sandbox.
#[derive(Debug, Args)]
#[command(next_help_heading = "Sandbox options")]
pub(crate) struct SandboxOptions {
    /// Provider that runs the sandbox [default: local, or the configured one].
    #[arg(long, value_name = "NAME")]
    pub(crate) provider: Option<String>,
    /// Memory of all processes together, such as 512MiB or 2GiB.
    #[arg(long, value_name = "SIZE", value_parser = computesdk::parse_size)]
    pub(crate) memory: Option<u64>,
    /// Processors that all processes together may use, such as 0.5 or 2.
    #[arg(long, value_name = "N")]
    pub(crate) cpus: Option<f64>,
    /// Processes and threads alive at once.
    #[arg(long, value_name = "N")]
    pub(crate) pids: Option<u64>,
    /// All that is written inside, such as 512MiB; /tmp too, unless --tmp is given.
    #[arg(long, value_name = "SIZE", value_parser = computesdk::parse_size)]
    pub(crate) disk: Option<u64>,
    /// A file system of this size for /tmp alone.
    #[arg(long, value_name = "SIZE", value_parser = computesdk::parse_size)]
    pub(crate) tmp: Option<u64>,
    /// What it may reach over the network: nothing, or every public address [default:
    /// none, or the configured one].
    #[arg(long, value_name = "ACCESS", value_enum)]
    pub(crate) network: Option<NetworkArg>,
    /// Let it reach this over the network: a name, `*.` before a name, an address or a
    /// range of addresses, such as packages.example.org:443, *.example.org or 10.0.0.0/8:5432.
    #[arg(long = "allow", value_name = "HOST[:PORT]", value_parser = NetworkRule::from_str)]
    pub(crate) allowed: Vec<NetworkRule>,
    /// Give a name this address, which may then be a private one, as in
    /// db.test=127.0.0.1.
    #[arg(long = "add-host", value_name = "NAME=ADDRESS", value_parser = host)]
    pub(crate) hosts: Vec<(String, IpAddr)>,
    /// Print what the command tried to reach, and what came of it, on standard error.
    #[arg(long)]
    pub(crate) log_network: bool,
    /// Print what happens to the sandbox as it happens, one JSON object a line, on
    /// standard error.
    #[arg(long)]
    pub(crate) log_events: bool,
    /// Show a file or directory of the host inside; read-only unless `rw`.
    #[arg(long = "mount", value_name = "SRC:DST[:ro|rw]", value_parser = MountArg::parser())]
    pub(crate) mounts: Vec<MountArg>,
    /// Copy a file of the host in before the command runs, as the user that runs
    /// it; its name in the working directory where no DST is given.
    #[arg(long = "file", value_name = "HOSTPATH[:DST]", value_parser = FileCopy::parser())]
    pub(crate) files: Vec<FileCopy>,
    /// Copy a file or folder of the host in before the command runs, as the user
    /// that runs it. It gets the path DST, or is put into DST where that ends with a
    /// slash; without DST, into the working directory.
    #[arg(long = "upload", value_name = "SRC[:DST]", value_parser = TransferArg::parser())]
    pub(crate) uploads: Vec<TransferArg>,
    /// Copy a file or folder of the sandbox out when the command has ended, also
    /// when it failed. DST as with --upload; without it, into the current directory
    /// of the host. Links that lead out of the folder are left out.
    #[arg(long = "download", value_name = "SRC[:DST]", value_parser = TransferArg::parser())]
    pub(crate) downloads: Vec<TransferArg>,
    /// Let this machine reach a server inside that listens on PORT, at 127.0.0.1 and
    /// HOST_PORT, or a free port without it. Where that is is printed on standard
    /// error before the command starts.
    #[arg(long = "publish", value_name = "[HOST_PORT:]PORT", value_parser = PublishArg::parse)]
    pub(crate) ports: Vec<PublishArg>,
    /// Show what the library does on standard error [default: warn, or the
    /// configured one].
    #[arg(long, value_name = "LEVEL", value_parser = log_level())]
    pub(crate) log_level: Option<LevelFilter>,
}

/// Options that shape the command and how its output is shown.
#[derive(Debug, Args)]
#[command(next_help_heading = "Command options")]
pub(crate) struct CommandOptions {
    /// Set an environment variable. KEY alone passes the host's own value.
    /// Nothing else of the host's environment is visible inside.
    #[arg(short, long, value_name = "KEY[=VALUE]", value_parser = EnvVar::parser())]
    pub(crate) env: Vec<EnvVar>,
    /// Working directory inside the sandbox [default: the user's home].
    #[arg(short = 'w', long, value_name = "DIR")]
    pub(crate) workdir: Option<String>,
    /// Who runs it: root owns the sandbox's files, and nothing outside.
    #[arg(short, long, value_name = "USER", default_value = "user")]
    pub(crate) user: UserArg,
    /// Kill the command and all it started after this time, such as 500ms, 30s
    /// or 2m. A plain number is seconds.
    #[arg(long, value_name = "DURATION", value_parser = duration::parse)]
    pub(crate) timeout: Option<Duration>,
    /// Send SIGTERM at the timeout, and SIGKILL only this much later.
    #[arg(long, value_name = "DURATION", value_parser = duration::parse, requires = "timeout")]
    pub(crate) grace: Option<Duration>,
    /// Give a terminal even where input or output is none. TERM goes with it.
    #[arg(short, long, conflicts_with = "json")]
    pub(crate) tty: bool,
    /// Give no terminal even where input and output are one.
    #[arg(long, conflicts_with = "tty")]
    pub(crate) no_tty: bool,
    /// Collect the output and print one JSON object when the command has ended.
    #[arg(long)]
    pub(crate) json: bool,
    /// Print what the command used in one line on standard error when it has ended.
    /// A terminal there shows it while the command runs too, unless it is the
    /// command's own.
    #[arg(long)]
    pub(crate) stats: bool,
    /// Print no warnings.
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

fn log_level() -> impl TypedValueParser<Value = LevelFilter> {
    PossibleValuesParser::new(["off", "error", "warn", "info", "debug", "trace"])
        .try_map(|name| name.parse::<LevelFilter>())
}

fn host(text: &str) -> Result<(String, IpAddr), String> {
    let (name, address) = text.split_once('=').ok_or("write NAME=ADDRESS")?;
    let address = address
        .parse()
        .map_err(|_| format!("`{address}` is not an address"))?;
    Ok((name.to_owned(), address))
}

/// How far the network goes.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum NetworkArg {
    /// Its own loopback device, and what --allow names.
    None,
    /// Every public address, and what --allow names.
    Full,
}

impl NetworkArg {
    pub(crate) fn network(self) -> Network {
        match self {
            NetworkArg::None => Network::none(),
            NetworkArg::Full => Network::full(),
        }
    }
}

/// Who runs a command.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum UserArg {
    /// An ordinary user, uid 1000.
    User,
    /// The superuser of the sandbox.
    Root,
}

impl From<UserArg> for computesdk::User {
    fn from(user: UserArg) -> Self {
        match user {
            UserArg::User => computesdk::User::User,
            UserArg::Root => computesdk::User::Root,
        }
    }
}
