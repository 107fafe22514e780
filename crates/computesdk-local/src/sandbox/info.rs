//! What holds a sandbox, for its users.

use std::time::SystemTime;

use computesdk_init::protocol::{LayerReport, MechanismCode, SpawnerReady};
use computesdk_model::{
    Layer, LayerKind, LimitKind, LimitStatus, Limits, Mechanism, Mount, SandboxId, SandboxInfo,
};
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error, StrDeserializer};

use super::disks::Disks;
use crate::LocalProvider;

/// The info of a sandbox, but for its limits, which may change.
pub(crate) fn info(
    id: &SandboxId,
    created_at: SystemTime,
    layers: Vec<LayerReport>,
) -> SandboxInfo {
    let mut info = SandboxInfo::new(id.clone(), LocalProvider::NAME, created_at);
    info.layers = layers.into_iter().filter_map(layer).collect();
    info
}

/// What a limit of memory is without a group that counts.
const EACH: &str = "of each process for itself, without files in memory and what processes share";

/// What was asked for by name and cannot be had here.
pub(super) fn warnings(limits: &[LimitStatus]) -> Vec<String> {
    const REMEDY: &str =
        "this host gives no control group for it; `compute doctor` says how to get one";
    let defaults = Limits::default();
    limits
        .iter()
        .filter_map(|limit| {
            let part = match limit.mechanism {
                Mechanism::None => "does not hold",
                Mechanism::Rlimit => "holds in part",
                _ => return None,
            };
            let (name, usual) = match limit.kind {
                LimitKind::Memory => ("memory limit", defaults.memory),
                LimitKind::Swap => ("swap limit", defaults.swap),
                LimitKind::Cpus => ("limit of processors", None),
                LimitKind::CpuWeight => ("share of processors", Some(defaults.cpu_weight)),
                LimitKind::ReadRate => ("limit of reading", None),
                LimitKind::WriteRate => ("limit of writing", None),
                _ => return None,
            };
            let why = limit.detail.as_deref().unwrap_or(REMEDY);
            (limit.value.is_some() && limit.value != usual)
                .then(|| format!("the {name} {part}: {why}"))
        })
        .collect()
}

fn layer(report: LayerReport) -> Option<Layer> {
    let name: StrDeserializer<'_, Error> = report.name.as_str().into_deserializer();
    // What comes out of a sandbox may say anything.
    let kind = LayerKind::deserialize(name).ok()?;
    Some(Layer {
        kind,
        active: report.active,
        detail: report.detail,
    })
}

/// Each limit and what enforces it.
pub(super) fn limits(limits: &Limits, mounts: &[Mount], ready: &SpawnerReady) -> Vec<LimitStatus> {
    use LimitKind::{
        CpuWeight, Cpus, Disk, FileSize, Inodes, Memory, OpenFiles, Processes, ReadRate, Swap, Tmp,
        WriteRate,
    };
    let status = |(kind, value, mechanism)| LimitStatus {
        kind,
        value,
        mechanism,
        detail: None,
    };
    let groups = [
        (Memory, limits.memory, ready.memory),
        (Swap, limits.memory.and(limits.swap), ready.swap),
        (Processes, limits.processes, ready.processes),
        (
            Cpus,
            limits.cpus.map(|cpus| (cpus * 1000.0).round() as u64),
            ready.cpus,
        ),
        (CpuWeight, Some(limits.cpu_weight), ready.cpu_weight),
    ];
    let groups = groups.map(|(kind, value, code)| LimitStatus {
        detail: (kind == Memory && code == MechanismCode::Rlimit).then(|| EACH.to_owned()),
        ..status((kind, value, mechanism(code)))
    });
    let others = [
        (OpenFiles, limits.open_files, Mechanism::Rlimit),
        (FileSize, limits.file_size, Mechanism::Rlimit),
        (Disk, limits.disk, Mechanism::Tmpfs),
        (Tmp, limits.tmp, Mechanism::Tmpfs),
        (Inodes, limits.inodes, Mechanism::Tmpfs),
    ];
    let disks = super::limits::disks(limits, mounts);
    let rates = [
        (ReadRate, limits.read_rate, nothing_to_read(&disks)),
        (
            WriteRate,
            limits.write_rate,
            nothing_to_write(&disks, ready.io),
        ),
    ];
    let rates = rates.map(|(kind, value, nothing)| LimitStatus {
        kind,
        value,
        mechanism: match nothing {
            Some(_) if value.is_some() => Mechanism::None,
            _ => mechanism(ready.io),
        },
        detail: nothing.filter(|_| value.is_some()).map(str::to_owned),
    });
    let others = others.map(status);
    groups.into_iter().chain(others).chain(rates).collect()
}

/// Why reading cannot be slowed.
fn nothing_to_read(disks: &Disks) -> Option<&'static str> {
    match disks.can_be_read() {
        true => None,
        false => Some("nothing that the sandbox shows is on one disk that the kernel names"),
    }
}

/// Why writing cannot be slowed.
fn nothing_to_write(disks: &Disks, io: MechanismCode) -> Option<&'static str> {
    match (disks.can_be_written(), io) {
        (false, _) => Some("what the sandbox writes stays in memory"),
        (true, MechanismCode::CgroupV1) => {
            Some("version 1 slows only writes that go past the page cache")
        }
        (true, _) => None,
    }
}

fn mechanism(code: MechanismCode) -> Mechanism {
    match code {
        MechanismCode::None => Mechanism::None,
        MechanismCode::Rlimit => Mechanism::Rlimit,
        MechanismCode::CgroupV1 => Mechanism::CgroupV1,
        MechanismCode::CgroupV2 => Mechanism::CgroupV2,
    }
}
