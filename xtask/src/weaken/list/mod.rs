//! Which tests fail without which defences: the record of what stands behind
//! what.
//!
//! Landlock is not among them: User-mode Linux does not have it. What it adds,
//! `tracing::a_user_cannot_look_into_another_job_of_its_own` says.

mod kernel;
mod network;

pub(super) use kernel::WEAKENINGS;
pub(super) use network::OF_THE_NETWORK;

/// Defences that are left out together, and what becomes of tests then.
pub(in crate::weaken) struct Weakening {
    /// The defences, as the engine names them.
    pub(in crate::weaken) without: &'static [&'static str],
    /// What it shows.
    pub(in crate::weaken) why: &'static str,
    /// Tests that must fail.
    pub(in crate::weaken) fail: &'static [&'static str],
    /// Tests that must still pass: another defence holds.
    pub(in crate::weaken) hold: &'static [&'static str],
}

/// Tests that cannot be shown to fail here, and why.
pub(super) const UNPROVEN: &[(&str, &[&str])] = &[
    (
        "the machine's kernel does not have the call or the family: it answers as the filter does",
        &[
            "calls::memfd_secret",
            "calls::socket_alg",
            "calls::socket_sctp",
            "calls::socket_tipc",
            "calls::socket_xdp",
            "calls::socketpair_tipc",
            "foreign::calls_of_32_bit_programs_do_not_exist",
            "foreign::x32_and_unknown_calls_do_not_exist",
        ],
    ),
    (
        "what the root file system is made of: there is no defence to leave out",
        &[
            "attached::no_other_sandbox_sees_it",
            "attached::what_is_beside_the_source_is_out_of_reach",
            "devices::only_harmless_devices_exist",
            "devices::shared_memory_is_the_sandboxes_own",
            "files::a_file_at_the_same_path_is_another_file",
            "files::files_move_between_directories",
            "files::the_only_homes_are_the_sandboxes_own",
            "links::a_path_that_changes_all_the_time_leads_nowhere",
            "links::special_files_hold_nobody_up",
            "proc::there_is_no_sys",
            "system::directories_of_the_host_can_be_removed_or_we_say_that_they_cannot",
            "system::directories_of_the_root_can_be_removed",
            "system::programs_can_be_installed",
            "system::what_the_host_has_installed_is_there",
        ],
    ),
    (
        "the library refuses these before anything is asked for",
        &["attached::what_is_the_sandboxes_own_cannot_be_covered"],
    ),
    (
        "what is allowed is reached: the attacks beside it look in the right place",
        &[
            "egress::forms::a_public_address_of_somebody_else_is_reached",
            "egress::neighbours::a_published_port_that_a_rule_names_is_reached",
            "egress::what_a_rule_names_is_reached",
        ],
    ),
    (
        "what the relay is made of: there is no defence to leave out",
        &[
            "egress::own::the_relay_listens_nowhere_on_the_host",
            "egress::own::the_relays_port_cannot_be_taken",
        ],
    ),
];
