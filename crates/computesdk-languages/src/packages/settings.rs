//! What an installer goes by on the host.

/// What an installer goes by on the host. It is there where packages are installed, and
/// nowhere else.
#[derive(Debug)]
pub struct InstallerSettings {
    /// Whether it reads the variable of this name.
    pub variable: fn(&str) -> bool,
    /// Files that it reads.
    pub files: &'static [SettingsFile],
    /// Variables that name a file of certificates, and are looked at in this order: it is
    /// shown as what the first is set to, also as the others.
    pub certificates: &'static [&'static str],
    /// Variables that name directories with packages, between spaces.
    pub directories: &'static [&'static str],
    /// Variables that are set as well, where they are not.
    pub defaults: &'static [(&'static str, &'static str)],
    /// A variable that names hosts that need no certificates, between spaces.
    pub without_certificates: Option<&'static str>,
}

/// A file that an installer reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SettingsFile {
    /// At this absolute path.
    At(&'static str),
    /// At this path in the home directory.
    AtHome(&'static str),
    /// Where this variable says.
    Named(&'static str),
}
