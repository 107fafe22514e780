//! What holds a sandbox, for its users.

use std::time::SystemTime;

use computesdk_init::protocol::{LayerReport, MechanismCode, SpawnerReady};
use computesdk_model::{
    Layer, LayerKind, LimitKind, LimitStatus, Limits, Mechanism, SandboxId, SandboxInfo,
    SandboxSpec,
};
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error, StrDeserializer};

use crate::LocalProvider;

/// The info of a sandbox.
pub(super) fn info(
    id: &SandboxId,
    created_at: SystemTime,
    spec: &SandboxSpec,
    ready: &SpawnerReady,
    layers: Vec<LayerReport>,
) -> SandboxInfo {
    let mut info = SandboxInfo::new(id.clone(), LocalProvider::NAME, created_at);
    info.layers = layers.into_iter().filter_map(layer).collect();
    info.limits = limits(&spec.limits, ready);
    info
}

/// What was asked for by name and cannot be had here.
pub(super) fn warnings(spec: &SandboxSpec, info: &SandboxInfo) -> Vec<String> {
    let defaults = Limits::default();
    let asked = |kind| match kind {
        LimitKind::Memory => spec.limits.memory != defaults.memory,
        LimitKind::Processes => spec.limits.processes != defaults.processes,
        _ => false,
    };
    info.limits
        .iter()
        .filter(|limit| limit.value.is_some() && asked(limit.kind))
        .filter_map(|limit| match (limit.kind, limit.mechanism) {
            (LimitKind::Memory, Mechanism::None) => Some(
                "the memory limit does not hold: this host gives no control group; \
                 `compute doctor` says how to get one",
            ),
            (LimitKind::Memory, Mechanism::Rlimit) => Some(
                "the memory limit holds for each process, not for all together: this host gives \
                 no control group; `compute doctor` says how to get one",
            ),
            _ => None,
        })
        .map(str::to_owned)
        .collect()
}

fn layer(report: LayerReport) -> Option<Layer> {
    let name: StrDeserializer<'_, Error> = report.name.as_str().into_deserializer();
    let kind = LayerKind::deserialize(name);
    debug_assert!(kind.is_ok(), "init reports {:?}", report.name);
    Some(Layer {
        kind: kind.ok()?,
        active: report.active,
        detail: report.detail,
    })
}

fn limits(limits: &Limits, ready: &SpawnerReady) -> Vec<LimitStatus> {
    [
        (LimitKind::Memory, limits.memory, mechanism(ready.memory)),
        (
            LimitKind::Processes,
            limits.processes,
            mechanism(ready.processes),
        ),
        (LimitKind::OpenFiles, limits.open_files, Mechanism::Rlimit),
        (LimitKind::Disk, limits.disk, Mechanism::Tmpfs),
    ]
    .into_iter()
    .map(|(kind, value, mechanism)| LimitStatus {
        kind,
        value,
        mechanism,
    })
    .collect()
}

fn mechanism(code: MechanismCode) -> Mechanism {
    match code {
        MechanismCode::None => Mechanism::None,
        MechanismCode::Rlimit => Mechanism::Rlimit,
        MechanismCode::CgroupV1 => Mechanism::CgroupV1,
        MechanismCode::CgroupV2 => Mechanism::CgroupV2,
    }
}
