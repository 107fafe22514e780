//! Why the kernel refused a sandbox, once it did.

use super::container;
use super::host::Host;
use super::install::INIT_PATH;
use super::report::{Check, Remedy, Status};

const PROFILE_PATH: &str = "/etc/apparmor.d/computesdk-init";

/// The profile for the installed copy of init.
pub(super) fn apparmor_profile() -> String {
    include_str!("apparmor.profile").replace("@INIT@", INIT_PATH)
}

/// The settings that explain a refusal; `Unknown` where none does.
pub(super) fn explain(host: &Host) -> Vec<Check> {
    let missing = |found: &str| Check::new("user namespaces", Status::Missing, found);
    let mut checks = Vec::new();
    if host.max_user_namespaces == Some(0) {
        let remedy = persistent("user.max_user_namespaces", "15000");
        checks.push(missing("user.max_user_namespaces is 0").remedy(remedy));
    }
    if host.userns_clone == Some(0) && !host.root {
        let remedy = persistent("kernel.unprivileged_userns_clone", "1");
        checks.push(missing("kernel.unprivileged_userns_clone is 0").remedy(remedy));
    }
    if host.apparmor_restricts == Some(1) && !host.root {
        checks.push(
            missing("AppArmor allows them to programs with a profile only").remedy(apparmor()),
        );
    }
    if let Some(engine) = host.container {
        let found = format!("{engine} refuses them unless told otherwise");
        checks.push(missing(&found).remedy(container::remedy()));
    }
    if checks.is_empty() {
        checks.push(Check::new(
            "user namespaces",
            Status::Unknown,
            "no known setting of this host explains the refusal",
        ));
    }
    checks
}

/// A sysctl, for now and for after the next start.
fn persistent(name: &str, value: &str) -> Remedy {
    Remedy::new(format!("Set {name}"))
        .file(
            "/etc/sysctl.d/60-computesdk.conf",
            format!("{name} = {value}\n"),
        )
        .command("sudo sysctl --system")
}

fn apparmor() -> Remedy {
    Remedy::new("Install init where a profile can name it, write the profile, and load it")
        .file(PROFILE_PATH, apparmor_profile())
        .command(format!(
            "sudo \"$(command -v compute)\" doctor --install-init {INIT_PATH}"
        ))
        .command(format!("sudo apparmor_parser -r {PROFILE_PATH}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_apparmor_profile_names_the_installed_init_and_grants_userns() {
        let profile = apparmor_profile();
        assert!(profile.contains(&format!("profile computesdk-init {INIT_PATH} ")));
        assert!(profile.contains("\n  userns,\n"));
        assert!(!profile.contains('@'));
    }

    #[test]
    fn every_setting_that_forbids_is_named() {
        let host = Host {
            max_user_namespaces: Some(0),
            userns_clone: Some(0),
            apparmor_restricts: Some(1),
            container: Some("Docker"),
            ..Host::default()
        };
        let checks = explain(&host);
        assert_eq!(checks.len(), 4);
        assert!(checks.iter().all(|check| check.remedy.is_some()));
    }

    #[test]
    fn root_is_not_told_about_settings_for_others() {
        let host = Host {
            root: true,
            userns_clone: Some(0),
            apparmor_restricts: Some(1),
            ..Host::default()
        };
        assert_eq!(explain(&host)[0].status, Status::Unknown);
    }

    #[test]
    fn settings_that_allow_explain_nothing() {
        let host = Host {
            max_user_namespaces: Some(96_000),
            userns_clone: Some(1),
            apparmor_restricts: Some(0),
            ..Host::default()
        };
        let checks = explain(&host);
        assert_eq!(checks.len(), 1);
        assert_eq!(checks[0].status, Status::Unknown);
    }
}
