//! Making a layer, in a sandbox where nothing but the installer runs.

use std::ffi::OsString;
use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::time::Instant;

use computesdk_languages::{Installer, Part, Step};
use computesdk_model::{Error, EventKind, ExecResult, Network, Program, Result, User};
use tracing::{debug, info};
use walkdir::WalkDir;

use super::layer::{Making, on_host};
use super::settings::HostSettings;
use super::{Request, Variables, invalid, registries, show};
use crate::code::programs::{Compiler, INSTALLER_DISK};
use crate::exec::{Options, collect};
use crate::sandbox::Sandbox;

/// How often an installation begins again since a registry has led to another host.
const ROUNDS: usize = 4;

/// Where the file is put that tells the installer of the packages.
const MANIFESTS: &str = "/opt/computesdk/manifest";

/// A sandbox where packages are installed.
struct Shop<'a> {
    request: &'a Request<'a>,
    sandbox: Sandbox,
    installer: &'static Installer,
    program: OsString,
    env: Variables,
    /// Where the layer is made: where it will be shown.
    target: PathBuf,
    /// The addresses that it asks, one a line.
    registries: String,
}

impl Request<'_> {
    /// Installs the packages, and puts what came of it into the making.
    pub(super) async fn install(&self, making: &Making, key: &str) -> Result<u64> {
        for installer in self.packages.installers {
            let Some(shop) = self.open(installer, key).await? else {
                continue;
            };
            let began = Instant::now();
            shop.install().await?;
            let directory = making.directory();
            let layer = directory.join("layer");
            shop.hand_over(&layer).await?;
            if shop.is_to_build().await? {
                self.build(shop, &layer).await?;
            }
            let (program, links) = (self.compiler.path.clone(), self.packages.links);
            let bytes = on_host("keep packages", move || complete(&layer, &program, links)).await?;
            let time = began.elapsed();
            info!(
                installer = installer.name,
                bytes,
                ?time,
                "packages were installed"
            );
            self.sandbox
                .emitter()
                .packages(EventKind::PackagesInstalled {
                    installer: installer.name.to_owned(),
                    bytes,
                    time,
                });
            return Ok(bytes);
        }
        Err(self.no_installer())
    }

    /// Builds what was fetched into this directory, in a sandbox that has nothing else of the
    /// host's, and no network.
    async fn build(&self, fetcher: Shop<'_>, layer: &Path) -> Result<()> {
        let sandbox = self.workshop.installer(Network::none(), Vec::new());
        let shop = Shop {
            sandbox: sandbox.await?,
            env: Variables::new(),
            ..fetcher
        };
        let upload = shop.sandbox.upload(layer, &shop.target);
        upload.user(User::Root).await?;
        let built = shop.steps(shop.installer.build).await;
        if let Err(error) = built {
            return Err(self.failed(shop.installer, &shop.sandbox, error).await);
        }
        let fetched = layer.to_owned();
        on_host("remove what packages were made from", move || {
            fs::remove_dir_all(fetched)
        })
        .await?;
        shop.hand_over(layer).await
    }

    /// A sandbox with this installer and its settings. `None` where it is not there.
    async fn open(&self, installer: &'static Installer, key: &str) -> Result<Option<Shop<'_>>> {
        let settings = on_host("read settings", move || Ok(HostSettings::read(installer))).await?;
        let sandbox = self
            .workshop
            .installer(Network::none(), settings.mounts.clone())
            .await?;
        let base = sandbox.environment(User::Root);
        let found = Compiler::named(&sandbox, &self.compiler.path, &base, User::Root).await?;
        if found.as_ref() != Some(&self.compiler) {
            let program = self.compiler.path.display();
            let reason = format!(
                "{program} is not the {} that a new sandbox has, and they are installed for that",
                self.packages.program
            );
            return Err(invalid(self.packages, reason));
        }
        settings.put(&sandbox).await?;
        let mut shop = Shop {
            request: self,
            sandbox,
            installer,
            program: settings.program,
            env: settings.env,
            target: show::path(key),
            registries: String::new(),
        };
        for asked in [installer.probe, installer.registries] {
            match shop.run(asked).await {
                Ok(result) => shop.registries = result.stdout.to_string(),
                Err(error @ (Error::Execution(_) | Error::NotFound(_))) => {
                    debug!(%error, installer = installer.name, "an installer is not there");
                    return Ok(None);
                }
                Err(other) => return Err(other),
            }
        }
        let network = registries::network(&shop.registries, &shop.env).await?;
        shop.sandbox.update_network(network).await?;
        Ok(Some(shop))
    }
}

impl Shop<'_> {
    /// Whether something is to be made of what was fetched.
    async fn is_to_build(&self) -> Result<bool> {
        let Installer {
            build,
            worth_building,
            ..
        } = self.installer;
        if build.is_empty() || worth_building.is_empty() {
            return Ok(!build.is_empty());
        }
        match self.run(worth_building).await {
            Err(Error::Execution(_)) => Ok(false),
            asked => asked.map(|_| true),
        }
    }

    async fn install(&self) -> Result<()> {
        let contents = (self.request.packages.manifest.contents)(&self.request.list);
        let write = self.sandbox.write_file(self.manifest(), contents);
        write.user(User::Root).await?;
        for round in 1.. {
            let mkdir = self.sandbox.mkdir(&self.target);
            mkdir.user(User::Root).await?;
            let Err(error) = self.steps(self.installer.steps).await else {
                break;
            };
            match registries::followed(&self.sandbox).await? {
                Some(network) if round < ROUNDS => {
                    self.sandbox.update_network(network).await?;
                    let remove = self.sandbox.remove(&self.target).recursive();
                    remove.user(User::Root).await?;
                }
                _ => {
                    return Err(self
                        .request
                        .failed(self.installer, &self.sandbox, error)
                        .await);
                }
            }
        }
        Ok(())
    }

    fn manifest(&self) -> PathBuf {
        Path::new(MANIFESTS).join(self.request.packages.manifest.name)
    }

    /// Puts what is there into a directory of the host that is not there yet.
    async fn hand_over(&self, directory: &Path) -> Result<()> {
        let download = self.sandbox.download(&self.target, directory);
        // Programs of packages may have made files that seem larger than their disk.
        let download = download.max_bytes(INSTALLER_DISK);
        download.user(User::Root).await?;
        Ok(())
    }

    async fn steps(&self, steps: &[Step]) -> Result<()> {
        for step in steps {
            let emitter = self.request.sandbox.emitter();
            emitter.packages(EventKind::PackagesInstalling {
                installer: self.installer.name.to_owned(),
                step: step.title.to_owned(),
                packages: self.request.list.len(),
            });
            let done = self.run(step.command).await;
            if let Err(error) = done
                && !(step.optional && matches!(error, Error::Execution(_)))
            {
                return Err(error);
            }
        }
        Ok(())
    }

    async fn run(&self, parts: &[Part]) -> Result<ExecResult> {
        let mut words = Vec::new();
        for part in parts {
            match part {
                Part::Text(text) => words.push(text.into()),
                Part::Program => words.push(self.request.compiler.path.clone().into()),
                Part::Installer => words.push(self.program.clone()),
                Part::Layer("") => words.push(self.target.clone().into()),
                Part::Layer(path) => words.push(self.target.join(path).into()),
                Part::Assigned(before, path) => {
                    let mut word = OsString::from(before);
                    word.push(self.target.join(path));
                    words.push(word);
                }
                Part::Manifest => words.push(self.manifest().into()),
                Part::Each => words.extend(self.request.list.iter().map(OsString::from)),
            }
        }
        let mut words = words.into_iter();
        let command = Program::Exec {
            program: words.next().unwrap_or_default(),
            args: words.collect(),
        };
        let mut options = Options::new(self.sandbox.defaults());
        options.user = User::Root;
        options.cwd = Some("/tmp".into());
        options.env = self.env.clone();
        options.kill_stragglers = true;
        collect(&self.sandbox, command, options, self.request.stop.clone()).await
    }
}

/// Makes the links to the program that lead out of the layer, and lets all of it be read by
/// everybody. The bytes that it takes.
fn complete(layer: &Path, program: &Path, links: &[&str]) -> io::Result<u64> {
    for link in links {
        let link = layer.join(link);
        if link.symlink_metadata().is_ok() {
            fs::remove_file(&link)?;
        }
        symlink(program, link)?;
    }
    let mut bytes = 0;
    for entry in WalkDir::new(layer) {
        let entry = entry?;
        let found = entry.metadata()?;
        let mode = match entry.file_type() {
            kind if kind.is_symlink() => continue,
            kind if kind.is_dir() => 0o755,
            _ => 0o644 | found.permissions().mode() & 0o111,
        };
        // A file takes whole blocks.
        bytes += found.len().next_multiple_of(4096);
        fs::set_permissions(entry.path(), Permissions::from_mode(mode))?;
    }
    Ok(bytes)
}
