//! Which Debian package brings a well-known command.

use computesdk_model::Hint;

/// Commands and packages, by the command's name.
const PACKAGES: [(&str, &str); 70] = [
    ("R", "r-base-core"),
    ("Rscript", "r-base-core"),
    ("bash", "bash"),
    ("bc", "bc"),
    ("bundle", "ruby-bundler"),
    ("bzip2", "bzip2"),
    ("c++", "g++"),
    ("cargo", "cargo"),
    ("cc", "gcc"),
    ("clang", "clang"),
    ("cmake", "cmake"),
    ("composer", "composer"),
    ("curl", "curl"),
    ("ffmpeg", "ffmpeg"),
    ("file", "file"),
    ("g++", "g++"),
    ("gawk", "gawk"),
    ("gcc", "gcc"),
    ("gdb", "gdb"),
    ("gem", "ruby"),
    ("gfortran", "gfortran"),
    ("ghc", "ghc"),
    ("git", "git"),
    ("go", "golang-go"),
    ("gofmt", "golang-go"),
    ("guile", "guile-3.0"),
    ("htop", "htop"),
    ("ip", "iproute2"),
    ("java", "default-jdk-headless"),
    ("javac", "default-jdk-headless"),
    ("jq", "jq"),
    ("less", "less"),
    ("lua", "lua5.4"),
    ("luajit", "luajit"),
    ("make", "make"),
    ("mvn", "maven"),
    ("mypy", "mypy"),
    ("nano", "nano"),
    ("nc", "netcat-openbsd"),
    ("node", "nodejs"),
    ("nodejs", "nodejs"),
    ("npm", "npm"),
    ("npx", "npm"),
    ("ocaml", "ocaml"),
    ("perf", "linux-perf"),
    ("perl", "perl"),
    ("php", "php-cli"),
    ("ping", "iputils-ping"),
    ("pip", "python3-pip"),
    ("pip3", "python3-pip"),
    ("pkg-config", "pkgconf"),
    ("ps", "procps"),
    ("pytest", "python3-pytest"),
    ("python", "python3"),
    ("python3", "python3"),
    ("rg", "ripgrep"),
    ("rsync", "rsync"),
    ("ruby", "ruby"),
    ("rustc", "rustc"),
    ("sqlite3", "sqlite3"),
    ("ssh", "openssh-client"),
    ("strace", "strace"),
    ("tclsh", "tcl"),
    ("tree", "tree"),
    ("unzip", "unzip"),
    ("vim", "vim"),
    ("wget", "wget"),
    ("xz", "xz-utils"),
    ("zip", "zip"),
    ("zsh", "zsh"),
];

/// How to get a command that is missing, where that is known.
pub(super) fn for_command(command: &str) -> Option<Hint> {
    let (_, package) = PACKAGES.iter().find(|(known, _)| *known == command)?;
    let text = match command {
        "python" => {
            "there is no `python`; try `python3`, which the Debian package `python3` brings"
                .to_owned()
        }
        _ => format!("the Debian package `{package}` brings `{command}`: apt install {package}"),
    };
    Some(Hint::new(text))
}
