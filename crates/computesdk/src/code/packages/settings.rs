//! What the host has said about registries: read for the sandbox where packages are
//! installed, and for no other.

use std::env;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use computesdk_languages::{Installer, SettingsFile};
use computesdk_model::{Mount, Result, User};

use super::Variables;
use crate::sandbox::Sandbox;

/// What the host itself is called there: `localhost` is the sandbox.
pub(super) const HOST: &str = "host.computesdk.internal";

/// Where certificates are put.
const CERTIFICATES: &str = "/opt/computesdk/certificates.pem";

/// Where a program of the host's is shown that sandboxes do not show.
const PROGRAMS: &str = "/opt/computesdk/programs";

/// Where directories with packages are shown.
const DIRECTORIES: &str = "/opt/computesdk/packages-of-the-host";

/// Longest file that is read, in bytes.
const LONGEST: u64 = 4 << 20;

/// The host's settings of an installer.
#[derive(Debug)]
pub(super) struct HostSettings {
    pub(super) env: Variables,
    pub(super) mounts: Vec<Mount>,
    /// What to call the installer.
    pub(super) program: OsString,
    files: Vec<(PathBuf, Vec<u8>)>,
}

impl HostSettings {
    /// Those of this process's environment, and of its user's files.
    pub(super) fn read(installer: &Installer) -> HostSettings {
        let mut settings = HostSettings {
            env: Variables::new(),
            mounts: Vec::new(),
            program: installer.name.into(),
            files: Vec::new(),
        };
        settings.add_variables(installer);
        settings.add_files(installer);
        settings.add_certificates(installer);
        settings.add_directories(installer);
        settings.add_program(installer);
        settings
    }

    /// Puts the files there.
    pub(super) async fn put(&self, sandbox: &Sandbox) -> Result<()> {
        for (path, contents) in &self.files {
            let write = sandbox.write_file(path, contents);
            write.user(User::Root).mode(0o600).await?;
        }
        Ok(())
    }

    fn add_variables(&mut self, installer: &Installer) {
        let settings = &installer.settings;
        for (name, value) in settings.defaults {
            self.env.insert(name.into(), value.into());
        }
        for (name, value) in env::vars() {
            if (settings.variable)(&name) {
                self.env.insert(name.into(), of_sandbox(&value).into());
            }
        }
        if let Some(name) = settings.without_certificates {
            let mut hosts = self.env.remove(OsStr::new(name)).unwrap_or_default();
            hosts.push(" ");
            hosts.push(HOST);
            self.env.insert(name.into(), hosts);
        }
    }

    fn add_files(&mut self, installer: &Installer) {
        for file in installer.settings.files {
            let found = match file {
                // It is shown as it is.
                SettingsFile::At(path) if path.starts_with("/usr/") => None,
                SettingsFile::At(path) => Some((PathBuf::from(path), PathBuf::from(path))),
                SettingsFile::AtHome(path) => env::home_dir()
                    .map(|home| (home.join(path), Path::new(User::Root.home()).join(path))),
                SettingsFile::Named(variable) => {
                    env::var_os(variable).map(PathBuf::from).map(|path| {
                        let name = variable.to_ascii_lowercase();
                        (path, Path::new("/opt/computesdk/settings").join(name))
                    })
                }
            };
            let Some((from, to)) = found else {
                continue;
            };
            if let Some(contents) = read(&from) {
                let contents = match String::from_utf8(contents) {
                    Ok(text) => of_sandbox(&text).into_bytes(),
                    Err(bytes) => bytes.into_bytes(),
                };
                if let SettingsFile::Named(variable) = file {
                    self.env.insert(variable.into(), to.clone().into());
                }
                self.files.push((to, contents));
            }
        }
    }

    fn add_certificates(&mut self, installer: &Installer) {
        let variables = installer.settings.certificates;
        let named = variables
            .iter()
            .find_map(|name| read(Path::new(&env::var_os(name)?)));
        for name in variables {
            self.env.remove(OsStr::new(name));
            if named.is_some() {
                self.env.insert(name.into(), CERTIFICATES.into());
            }
        }
        self.files
            .extend(named.map(|contents| (CERTIFICATES.into(), contents)));
    }

    fn add_directories(&mut self, installer: &Installer) {
        for name in installer.settings.directories {
            let Some(value) = self.env.remove(OsStr::new(name)) else {
                continue;
            };
            let value = value.to_string_lossy().into_owned();
            let words = value.split_whitespace().map(|word| {
                let path = Path::new(word.strip_prefix("file://").unwrap_or(word));
                if !path.is_absolute() || !path.is_dir() {
                    return word.to_owned();
                }
                let target = format!("{DIRECTORIES}/{}", self.mounts.len());
                self.mounts.push(Mount {
                    source: path.to_owned(),
                    target: target.clone().into(),
                    read_only: true,
                });
                target
            });
            let words = words.collect::<Vec<_>>().join(" ");
            self.env.insert(name.into(), words.into());
        }
    }

    /// The user's own may be where nothing of is shown.
    fn add_program(&mut self, installer: &Installer) {
        let path = env::var_os("PATH").unwrap_or_default();
        let found = env::split_paths(&path)
            .filter(|directory| directory.is_absolute())
            .find_map(|directory| directory.join(installer.name).canonicalize().ok())
            .filter(|program| program.is_file() && !program.starts_with("/usr"));
        if let Some(source) = found {
            let target = Path::new(PROGRAMS).join(installer.name);
            self.program = target.clone().into();
            self.mounts.push(Mount {
                source,
                target,
                read_only: true,
            });
        }
    }
}

/// With the host itself by its name there.
fn of_sandbox(text: &str) -> String {
    let mut text = text.to_owned();
    for own in ["localhost", "127.0.0.1"] {
        // An address, also one with a password, or a host of its own in XML.
        for before in ["//", "@", ">"] {
            for after in [":", "/", "<"] {
                let told = format!("{before}{HOST}{after}");
                text = text.replace(&format!("{before}{own}{after}"), &told);
            }
        }
        // A proxy may be told without its scheme.
        for before in [" ", "=", "'", "\""] {
            text = text.replace(&format!("{before}{own}:"), &format!("{before}{HOST}:"));
        }
        if let Some(rest) = text.strip_prefix(&format!("{own}:")) {
            text = format!("{HOST}:{rest}");
        }
    }
    // A list of what no proxy is asked for.
    let mut listed = text.split(',').map(str::trim);
    if !text.contains(['/', '=']) && listed.any(|one| one == "localhost" || one == "127.0.0.1") {
        text = format!("{text},{HOST}");
    }
    text
}

/// What cannot be read the installer goes without, as the user's own would.
fn read(file: &Path) -> Option<Vec<u8>> {
    let found = std::fs::metadata(file).ok()?;
    let is_one = found.is_file() && found.len() <= LONGEST;
    is_one.then(|| std::fs::read(file).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_is_called_by_another_name_wherever_it_is_named() {
        for (told, wanted) in [
            ("http://localhost:1/a", "http://HOST:1/a"),
            ("https://me:secret@127.0.0.1/", "https://me:secret@HOST/"),
            ("localhost:3128", "HOST:3128"),
            ("proxy = \"localhost:1\"", "proxy = \"HOST:1\""),
            ("proxy=127.0.0.1:1\n", "proxy=HOST:1\n"),
            ("<host>localhost</host>", "<host>HOST</host>"),
            ("a.org, localhost", "a.org, localhost,HOST"),
            ("127.0.0.1,::1", "127.0.0.1,::1,HOST"),
            ("http://localhost.org:1/", "http://localhost.org:1/"),
            (
                "not-localhost:1 mylocalhost/",
                "not-localhost:1 mylocalhost/",
            ),
        ] {
            assert_eq!(of_sandbox(told), wanted.replace("HOST", HOST));
        }
    }
}
