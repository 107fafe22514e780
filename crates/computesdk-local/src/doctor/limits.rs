//! The limits of a sandbox, and what enforces each.

use computesdk_provider::model::{LimitKind, LimitStatus, Mechanism};

use super::cgroup;
use super::host::Host;
use super::report::{Check, Status};

/// One line for a limit that was asked for.
pub(super) fn check(limit: &LimitStatus, host: &Host) -> Check {
    let (name, wants_group) = match limit.kind {
        LimitKind::Memory => ("memory limit", true),
        LimitKind::Swap => ("swap limit", true),
        LimitKind::Processes => ("process limit", true),
        LimitKind::Cpus => ("processor limit", true),
        LimitKind::CpuWeight => ("processor share", true),
        LimitKind::OpenFiles => ("open file limit", false),
        LimitKind::FileSize => ("file size limit", false),
        LimitKind::Disk => ("disk limit", false),
        LimitKind::Tmp => ("/tmp limit", false),
        LimitKind::Inodes => ("inode limit", false),
        LimitKind::ReadRate => ("reading rate", true),
        LimitKind::WriteRate => ("writing rate", true),
        _ => ("further limit", false),
    };
    let weak = match limit.mechanism {
        Mechanism::None => limit.value.is_some(),
        // Of each process alone, where the limit is meant for all together.
        Mechanism::Rlimit => wants_group,
        _ => false,
    };
    let found = match limit.value {
        Some(_) if weak => {
            let detail = limit.detail.iter().map(|detail| format!(": {detail}"));
            limit.mechanism.to_string() + &detail.collect::<String>()
        }
        Some(_) => limit.mechanism.to_string(),
        None if limit.mechanism == Mechanism::None => "no limit, and none could hold".to_owned(),
        None => format!("no limit; one would be held by {}", limit.mechanism),
    };
    match weak {
        false => Check::new(name, Status::Ok, found),
        true if wants_group => {
            Check::new(name, Status::Degraded, found).remedy(cgroup::remedy(host))
        }
        true => Check::new(name, Status::Degraded, found),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(kind: LimitKind, mechanism: Mechanism) -> Status {
        let limit = LimitStatus {
            kind,
            value: Some(1),
            mechanism,
            detail: None,
        };
        check(&limit, &Host::default()).status
    }

    #[test]
    fn a_limit_of_each_process_is_weaker_than_one_of_the_group() {
        use LimitKind::{Memory, OpenFiles};
        assert_eq!(status(Memory, Mechanism::CgroupV1), Status::Ok);
        assert_eq!(status(Memory, Mechanism::Rlimit), Status::Degraded);
        assert_eq!(status(OpenFiles, Mechanism::Rlimit), Status::Ok);
        assert_eq!(status(OpenFiles, Mechanism::None), Status::Degraded);
    }
}
