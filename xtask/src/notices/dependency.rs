//! Which packages we hand on.

use std::collections::{BTreeMap, HashMap, HashSet};

use anyhow::Context;
use cargo_metadata::{DependencyKind, Metadata, Package, PackageId, Resolve};

use super::licence_texts;

/// A package of someone else that is part of what we ship.
#[derive(Debug)]
pub(super) struct Dependency {
    pub(super) name: String,
    pub(super) version: String,
    /// SPDX expression, as its manifest has it.
    pub(super) licence: String,
    pub(super) repository: Option<String>,
    /// Licence files of the package, in the order of their names.
    pub(super) texts: Vec<String>,
}

/// What the publishable members of the workspace depend on, sorted by name and
/// version. Development and build dependencies are not part of the product.
pub(super) fn shipped(metadata: &Metadata) -> anyhow::Result<Vec<Dependency>> {
    let resolve = metadata
        .resolve
        .as_ref()
        .context("cargo metadata gave no dependency graph")?;
    let members = metadata
        .workspace_packages()
        .into_iter()
        .filter(|package| ships(package))
        .map(|package| &package.id);
    let reached = normal_dependencies(resolve, members);

    let mut sorted = BTreeMap::new();
    for package in &metadata.packages {
        if package.source.is_some() && reached.contains(&package.id) {
            let key = (package.name.as_str(), &package.version);
            sorted.insert(key, describe(package)?);
        }
    }
    Ok(sorted.into_values().collect())
}

/// `publish = false` marks what stays in the repository.
fn ships(package: &Package) -> bool {
    package
        .publish
        .as_ref()
        .is_none_or(|registries| !registries.is_empty())
}

fn normal_dependencies<'a>(
    resolve: &'a Resolve,
    roots: impl Iterator<Item = &'a PackageId>,
) -> HashSet<&'a PackageId> {
    let nodes: HashMap<_, _> = resolve.nodes.iter().map(|node| (&node.id, node)).collect();
    let mut reached = HashSet::new();
    let mut open: Vec<_> = roots.collect();
    while let Some(id) = open.pop() {
        if !reached.insert(id) {
            continue;
        }
        let edges = nodes.get(id).into_iter().flat_map(|node| &node.deps);
        open.extend(edges.filter_map(|edge| {
            edge.dep_kinds
                .iter()
                .any(|kind| kind.kind == DependencyKind::Normal)
                .then_some(&edge.pkg)
        }));
    }
    reached
}

fn describe(package: &Package) -> anyhow::Result<Dependency> {
    let folder = package
        .manifest_path
        .parent()
        .context("a manifest has a folder")?;
    Ok(Dependency {
        name: package.name.to_string(),
        version: package.version.to_string(),
        licence: package
            .license
            .clone()
            .with_context(|| format!("{} names no licence", package.name))?,
        repository: package.repository.clone(),
        texts: licence_texts::read(folder.as_std_path())?,
    })
}
