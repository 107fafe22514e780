//! Which tests fail without which defences: the record of what stands behind
//! what.
//!
//! Landlock is not among them: User-mode Linux does not have it. What it adds,
//! `tracing::a_user_cannot_look_into_another_job_of_its_own` says.

mod network;

pub(super) use network::OF_THE_NETWORK;

/// Defences that are left out together, and what becomes of tests then.
pub(super) struct Weakening {
    /// The defences, as the engine names them.
    pub(super) without: &'static [&'static str],
    /// What it shows.
    pub(super) why: &'static str,
    /// Tests that must fail.
    pub(super) fail: &'static [&'static str],
    /// Tests that must still pass: another defence holds.
    pub(super) hold: &'static [&'static str],
}

/// Everything that stands between a command and the kernel's own judgement.
const EVERY_RIGHT: &[&str] = &[
    "Seccomp",
    "Capabilities",
    "NestedUserNamespace",
    "UserNamespace",
];

pub(super) const WEAKENINGS: &[Weakening] = &[
    Weakening {
        without: &["Seccomp"],
        why: "nothing but the filter refuses these",
        fail: &[
            "calls::add_key",
            "calls::bpf",
            "calls::chroot",
            "calls::clock_settime",
            "calls::clone3",
            "calls::fanotify_init",
            "calls::io_uring_setup",
            "calls::keyctl",
            "calls::modify_ldt",
            "calls::personality",
            "calls::pidfd_getfd",
            "calls::process_vm_readv",
            "calls::ptrace",
            "calls::quotactl",
            "calls::request_key",
            "calls::socket_audit",
            "calls::socket_packet",
            "calls::socket_packet_type",
            "calls::socket_uevent",
            "calls::syslog",
            "calls::userfaultfd",
            "identity::the_kernels_log_is_not_readable",
            "terminal::nothing_can_be_typed_for_the_user",
            "tracing::a_user_cannot_look_into_another_job_of_its_own",
        ],
        hold: &[
            "calls::mount",
            "calls::setns",
            "calls::unshare_mount",
            "mounts::nothing_can_be_mounted",
            "tracing::nobody_can_look_into_init",
            "tracing::users_cannot_look_into_one_anothers_jobs",
        ],
    },
    Weakening {
        without: &["Seccomp"],
        why: "the filter answers these; the machine's kernel would not have them",
        fail: &[
            "calls::ioperm",
            "calls::iopl",
            "calls::kcmp",
            "calls::kexec_load",
            "calls::migrate_pages",
            "calls::perf_event_open",
            "calls::socket_raw6",
        ],
        hold: &[],
    },
    Weakening {
        without: &["Seccomp", "UserNamespaceLimit"],
        why: "the filter and the count of user namespaces back each other",
        fail: &[
            "calls::clone_user",
            "calls::unshare_user",
            "namespaces::no_namespace_can_be_made_inside",
        ],
        hold: &[],
    },
    Weakening {
        without: &["UserNamespaceLimit"],
        why: "the filter holds alone",
        fail: &["namespaces::the_count_of_user_namespaces_is_limited_to_none"],
        hold: &["namespaces::no_namespace_can_be_made_inside"],
    },
    Weakening {
        without: &["Seccomp", "Capabilities"],
        why: "the filter and the lack of capabilities back each other",
        fail: &[
            "calls::unshare_mount",
            "calls::unshare_network",
            "tracing::users_cannot_look_into_one_anothers_jobs",
        ],
        hold: &[
            "calls::mount",
            "calls::reboot",
            "tracing::nobody_can_look_into_init",
        ],
    },
    Weakening {
        without: &["Seccomp", "Capabilities", "NestedUserNamespace"],
        why: "behind them, commands have capabilities over nothing of the sandbox's",
        fail: &[
            "calls::fsopen",
            "calls::mount",
            "calls::mount_setattr",
            "calls::open_tree",
            "calls::pivot_root",
            "calls::reboot",
            "calls::sethostname",
            "calls::setns",
            "calls::umount2",
            "attached::what_is_shown_stays_where_it_is",
            "mounts::nothing_can_be_mounted",
        ],
        hold: &[
            "calls::init_module",
            "calls::mknod_block",
            "calls::socket_raw",
            "devices::no_device_can_be_made",
            "tracing::nobody_can_look_into_init",
        ],
    },
    Weakening {
        without: EVERY_RIGHT,
        why: "behind those, nobody in the sandbox has rights over the machine",
        fail: &[
            "calls::acct",
            "calls::delete_module",
            "calls::finit_module",
            "calls::init_module",
            "calls::mknod_block",
            "calls::mknod_character",
            "calls::open_by_handle_at",
            "calls::socket_raw",
            "calls::swapon",
            "devices::no_device_can_be_made",
            "tracing::nobody_can_look_into_init",
        ],
        hold: &[],
    },
    Weakening {
        without: &["Capabilities"],
        why: "root inside has a few capabilities, the user none",
        fail: &[
            "privileges::commands_have_no_more_rights_than_promised",
            "privileges::nobody_becomes_somebody_else",
        ],
        hold: &["calls::mount", "processes::init_survives_every_signal"],
    },
    Weakening {
        without: &["Capabilities", "NestedUserNamespace"],
        why: "the capability to signal anybody ends at the nested namespace",
        fail: &["processes::init_survives_every_signal"],
        hold: &[],
    },
    Weakening {
        without: &["NoSetuid"],
        why: "the promise to gain no privileges holds alone",
        fail: &["mounts::every_mount_has_the_flags_that_it_should"],
        hold: &["privileges::a_setuid_program_gains_nothing"],
    },
    Weakening {
        // The filter cannot be installed without the promise or a capability.
        without: &["NoSetuid", "NoNewPrivileges", "Capabilities"],
        why: "the promise and the mounts' flag back each other",
        fail: &[
            "privileges::a_program_with_capabilities_gains_nothing",
            "privileges::a_setuid_program_gains_nothing",
        ],
        hold: &[],
    },
    Weakening {
        without: &["MaskedProc"],
        why: "what is hidden is hidden by nothing else",
        fail: &["proc::files_that_tell_about_the_host_are_empty"],
        hold: &[],
    },
    Weakening {
        without: &[
            "MaskedProc",
            "Capabilities",
            "NestedUserNamespace",
            "UserNamespace",
        ],
        why: "settings of the machine are root's, and read-only besides",
        fail: &["proc::settings_of_the_machine_cannot_be_written"],
        hold: &[],
    },
    Weakening {
        without: &["ReadOnlySources"],
        why: "files of the host belong to nobody inside",
        fail: &[
            "attached::what_is_shown_cannot_be_changed",
            "files::a_read_only_mount_cannot_be_changed",
        ],
        hold: &["deletion::deleting_everything_leaves_the_host_untouched"],
    },
    Weakening {
        without: &["ReadOnlySources", "NestedUserNamespace", "UserNamespace"],
        why: "the read-only sources and the user namespace back each other",
        fail: &[
            "deletion::deleting_everything_leaves_the_host_untouched",
            "files::changes_of_the_system_stay_in_their_sandbox",
        ],
        hold: &[],
    },
    Weakening {
        without: &["NoDevices"],
        why: "a device of the host's in what is mounted is one everywhere",
        fail: &["attached::devices_and_set_user_id_programs_gain_nothing"],
        hold: &["attached::what_is_shown_cannot_be_changed"],
    },
    Weakening {
        without: &["PrivateMounts"],
        why: "what the host mounts is mounted in every copy, without its flags",
        fail: &["attached::what_the_host_mounts_below_it_later_is_not_shown"],
        hold: &[],
    },
    Weakening {
        without: &["MountTargets"],
        why: "who attaches a mount has rights over all of the sandbox",
        fail: &["attached::a_planted_link_is_not_mounted_through"],
        hold: &["attached::what_is_the_sandboxes_own_cannot_be_covered"],
    },
    Weakening {
        without: &["ReadOnlyDevices"],
        why: "devices belong to nobody inside",
        fail: &[],
        hold: &["devices::the_devices_cannot_be_changed"],
    },
    Weakening {
        without: &["ReadOnlyDevices", "NestedUserNamespace", "UserNamespace"],
        why: "the read-only directory and the user namespace back each other",
        fail: &["devices::the_devices_cannot_be_changed"],
        hold: &[],
    },
    Weakening {
        without: &["CleanEnvironment"],
        why: "init's environment is not readable, and no command gets it",
        fail: &[],
        hold: &["environment::no_variable_of_the_host_is_visible"],
    },
    Weakening {
        without: &[
            "CleanEnvironment",
            "Capabilities",
            "NestedUserNamespace",
            "UserNamespace",
        ],
        why: "the clean environment and init's rights back each other",
        fail: &["environment::no_variable_of_the_host_is_visible"],
        hold: &[],
    },
    Weakening {
        without: &["SessionKeyring"],
        why: "the filter holds alone",
        fail: &[],
        hold: &["keys::keys_of_the_hosts_session_are_out_of_reach"],
    },
    Weakening {
        without: &["Seccomp", "SessionKeyring"],
        why: "the filter and a keyring of its own back each other",
        fail: &["keys::keys_of_the_hosts_session_are_out_of_reach"],
        hold: &[],
    },
    Weakening {
        without: &["ChosenSources"],
        why: "what is not listed is not there",
        fail: &[
            "files::a_home_directory_of_the_host_is_out_of_reach",
            "files::a_temporary_file_of_the_host_is_out_of_reach",
            "identity::accounts_of_the_host_are_not_known",
            "links::links_to_the_host_lead_nowhere",
            "mounts::no_control_group_can_be_reached",
            "sockets::a_socket_in_the_hosts_file_system_is_out_of_reach",
        ],
        hold: &[],
    },
    Weakening {
        without: &["Groups"],
        why: "groups are dropped by nothing else",
        fail: &["identity::groups_of_the_host_user_are_dropped"],
        hold: &[],
    },
    Weakening {
        without: &["InheritedDescriptors"],
        why: "the host program may leave descriptors open",
        fail: &["descriptors::open_files_of_the_host_program_are_not_inherited"],
        hold: &[],
    },
    Weakening {
        without: &["IpcNamespace"],
        why: "System V segments are everybody's",
        fail: &["devices::segments_of_the_host_are_invisible"],
        hold: &[],
    },
    Weakening {
        without: &["NetworkNamespace"],
        why: "loopback and abstract sockets are the network's",
        fail: &[
            "namespaces::all_namespaces_are_the_sandboxes_own",
            "network::a_loopback_server_of_the_host_is_out_of_reach",
            "sockets::an_abstract_socket_of_the_host_is_out_of_reach",
        ],
        hold: &[],
    },
    Weakening {
        without: &["SpareIdentity"],
        why: "what waits for the next command has init's id until then",
        fail: &["processes::what_is_made_ahead_is_out_of_reach"],
        hold: &["processes::init_survives_every_signal"],
    },
    Weakening {
        without: &["PidNamespace"],
        why: "processes are seen by their ids",
        fail: &[
            "processes::processes_of_the_host_are_invisible",
            "processes::processes_of_the_host_cannot_be_signalled",
        ],
        hold: &[],
    },
    Weakening {
        without: &["UtsNamespace"],
        why: "the host's name is everybody's",
        fail: &["identity::the_hosts_name_is_not_known"],
        hold: &[],
    },
    Weakening {
        without: &["ProcessFiles"],
        why: "who opens files for the host shares init's memory",
        fail: &["links::links_to_secrets_of_init_lead_nowhere"],
        hold: &[],
    },
    Weakening {
        without: &["UsersRights"],
        why: "files are opened with the rights of the user who asks",
        fail: &[
            "identity::a_users_files_are_closed_to_the_other",
            "links::links_do_not_lend_rights",
        ],
        hold: &[],
    },
    Weakening {
        without: &["TreeBounds"],
        why: "what is unpacked is kept below its directory, whoever unpacks it",
        fail: &["trees::nothing_is_unpacked_through_a_link"],
        hold: &["trees::a_link_is_not_gone_through"],
    },
    Weakening {
        without: &["TreeLinks"],
        why: "trees are gone through without following links, whoever asks",
        fail: &[
            "trees::a_link_is_not_gone_through",
            "trees::nothing_is_removed_through_a_link",
        ],
        hold: &["trees::nothing_is_unpacked_through_a_link"],
    },
];

/// Tests that cannot be shown to fail here, and why.
pub(super) const UNPROVEN: &[(&str, &[&str])] = &[
    (
        "the machine's kernel does not have the call or the family: it answers as the filter does",
        &[
            "calls::memfd_secret",
            "calls::socket_alg",
            "calls::socket_netfilter",
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
        &["egress::what_a_rule_names_is_reached"],
    ),
];
