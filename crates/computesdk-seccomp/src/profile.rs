//! The compiled policies.

/// A policy that comes with the crate, ready to load.
#[derive(Clone, Copy, Debug)]
pub struct Profile {
    /// `default` or `debug`.
    pub name: &'static str,
    /// The policy's text.
    pub policy: &'static str,
    /// The filter: an array of the kernel's `struct sock_filter`, 8 bytes each.
    pub filter: &'static [u8],
}

/// Every profile.
pub const PROFILES: &[Profile] = &[
    Profile {
        name: "default",
        policy: include_str!("../policies/default.toml"),
        filter: DEFAULT,
    },
    Profile {
        name: "debug",
        policy: include_str!("../policies/debug.toml"),
        filter: include_bytes!(concat!(env!("OUT_DIR"), "/debug.bpf")),
    },
];

const DEFAULT: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/default.bpf"));

/// The filter of the profile `default`.
#[must_use]
pub const fn default_filter() -> &'static [u8] {
    DEFAULT
}

/// The profile of that name.
#[must_use]
pub fn profile(name: &str) -> Option<&'static Profile> {
    PROFILES.iter().find(|profile| profile.name == name)
}
