//! Ranges of user ids that an ordinary user may map.

use super::host::Host;
use super::report::{Check, Remedy, Status};

/// A sandbox with `root` and `user` wants more than one id.
const WANTED: u64 = 65_536;

/// How many ids `/etc/subuid` grants to a user, named or by number.
fn granted(subuid: &str, login: Option<&str>, uid: u32) -> u64 {
    let uid = uid.to_string();
    subuid
        .lines()
        .filter_map(|line| {
            let mut fields = line.split(':');
            let owner = fields.next()?;
            let count: u64 = fields.nth(1)?.trim().parse().ok()?;
            (Some(owner) == login || owner == uid).then_some(count)
        })
        .sum()
}

/// The first id that nobody was granted.
fn first_free(subuid: &str) -> u64 {
    /// Where distributions begin to hand them out.
    const FIRST: u64 = 100_000;
    subuid
        .lines()
        .filter_map(|line| {
            let mut numbers = line
                .split(':')
                .skip(1)
                .map(|field| field.trim().parse::<u64>());
            Some(numbers.next()?.ok()? + numbers.next()?.ok()?)
        })
        .fold(FIRST, u64::max)
}

/// Whether a range of ids can be had. Root needs nobody's leave.
pub(super) fn check(host: &Host) -> Option<Check> {
    if host.root {
        return None;
    }
    let count = granted(&host.subuid, host.login(), host.uid);
    let newuidmap = match host.newuidmap {
        true => "newuidmap is installed",
        false => "newuidmap is not installed",
    };
    let found = format!("{newuidmap}; {count} ids are granted");
    Some(match remedy(host) {
        None => Check::new("id range", Status::Ok, found),
        Some(remedy) => Check::new("id range", Status::Degraded, found).remedy(remedy),
    })
}

/// How to come to a range; `None` where there is one.
pub(super) fn remedy(host: &Host) -> Option<Remedy> {
    let granted = granted(&host.subuid, host.login(), host.uid) >= WANTED;
    if host.root || (host.newuidmap && granted) {
        return None;
    }
    let mut remedy = Remedy::new(
        "With a range of ids, programs inside can own files as several users, and have none of the \
         host user's groups",
    );
    if !host.newuidmap {
        remedy = remedy.command("sudo apt install uidmap");
    }
    if !granted {
        let login = host.login().unwrap_or("$USER");
        let first = first_free(&host.subuid);
        let range = format!("{first}-{}", first + WANTED - 1);
        remedy = remedy.command(format!(
            "sudo usermod --add-subuids {range} --add-subgids {range} {login}"
        ));
    }
    Some(remedy)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SUBUID: &str = "ann:100000:65536\n1002:200000:65536\nann:300000:10\nbroken\n";

    #[test]
    fn ranges_are_granted_by_name_or_number() {
        assert_eq!(granted(SUBUID, Some("ann"), 1001), 65_546);
        assert_eq!(granted(SUBUID, Some("bob"), 1002), 65_536);
        assert_eq!(granted(SUBUID, None, 1003), 0);
    }

    #[test]
    fn a_new_range_overlaps_no_other() {
        assert_eq!(first_free(""), 100_000);
        assert_eq!(first_free(SUBUID), 300_010);
    }

    #[test]
    fn each_missing_part_has_its_command() {
        let host = Host {
            uid: 1001,
            passwd: "ann:x:1001:1001::/home/ann:/bin/sh\n".to_owned(),
            ..Host::default()
        };
        let commands = |host: &Host| check(host).unwrap().remedy.unwrap().commands;
        assert_eq!(commands(&host).len(), 2);

        let with_range = Host {
            subuid: SUBUID.to_owned(),
            ..host.clone()
        };
        assert_eq!(commands(&with_range), ["sudo apt install uidmap"]);

        let whole = Host {
            newuidmap: true,
            ..with_range
        };
        assert_eq!(check(&whole).unwrap().status, Status::Ok);
        assert_eq!(
            check(&Host {
                root: true,
                ..whole
            }),
            None
        );
    }
}
