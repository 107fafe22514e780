//! Defences of a network, left out in a disposable one of this kernel: the checks of the
//! relay are not the kernel's, and the machine's kernel has no packet filter for addresses
//! of version 4, so there these tests pass without having tried anything.

use super::Weakening;
use super::kernel::EVERY_RIGHT;

pub(in crate::weaken) const OF_THE_NETWORK: &[Weakening] = &[
    Weakening {
        without: &["EgressRules"],
        why: "what no rule names, the relay refuses",
        fail: &["egress::a_name_that_no_rule_covers_is_not_reached"],
        hold: &[
            "egress::a_name_that_leads_to_the_host_is_not_reached",
            "egress::redirects::to_what_no_rule_names",
        ],
    },
    Weakening {
        without: &["EgressAddresses"],
        why: "where a name or an address leads is looked at when it is dialled",
        fail: &[
            "egress::a_datagram_to_the_host_is_refused",
            "egress::a_name_that_leads_to_the_host_is_not_reached",
            "egress::forms::a_public_address_of_the_host",
            "egress::forms::a_public_address_of_the_host_in_version_6",
            "egress::forms::compatible",
            "egress::forms::decimal",
            "egress::forms::dotted",
            "egress::forms::hexadecimal",
            "egress::forms::mapped",
            "egress::forms::mapped_hexadecimal",
            "egress::forms::metadata",
            "egress::forms::octal",
            "egress::forms::octal_metadata",
            "egress::forms::short",
            "egress::forms::six_to_four",
            "egress::forms::translated",
            "egress::forms::translated_loopback",
            "egress::forms::unique_local",
            "egress::neighbours::a_published_port_of_another_sandbox_is_not_reached",
            // By the relay, which is still there.
            "egress::own::a_network_without_its_filter_reaches_nobody",
            "egress::own::the_relays_own_sockets_lead_nowhere",
            "egress::redirects::to_a_unique_local_address",
            "egress::redirects::to_the_link",
            "egress::redirects::to_the_private_range_of_10",
            "egress::redirects::to_the_private_range_of_172",
            "egress::redirects::to_the_private_range_of_192",
            "egress::redirects::to_the_shared_range",
        ],
        hold: &[
            "egress::a_name_that_no_rule_covers_is_not_reached",
            "egress::forms::a_public_address_of_somebody_else_is_reached",
            "egress::redirects::to_what_no_rule_names",
        ],
    },
    Weakening {
        without: &["EgressRules", "EgressAddresses"],
        why: "the rules and the look at addresses back each other",
        fail: &["egress::redirects::to_what_no_rule_names"],
        hold: &[],
    },
    Weakening {
        without: &["EgressGreetings"],
        why: "what is said on a connection must ask for what is allowed",
        fail: &[
            "egress::a_request_for_another_name_is_refused",
            "egress::tls_for_another_name_is_cut",
        ],
        hold: &["egress::a_name_that_no_rule_covers_is_not_reached"],
    },
    Weakening {
        without: &["EgressBounds"],
        why: "what the host holds for a sandbox is bounded by nothing else",
        fail: &[
            "egress::floods::of_connections",
            "egress::floods::of_datagrams",
            "egress::floods::of_events",
            "egress::floods::of_names",
        ],
        hold: &["egress::a_name_that_no_rule_covers_is_not_reached"],
    },
    Weakening {
        without: &["NetworkNamespace"],
        why: "the same in version 6, which the machine's kernel does not have",
        fail: &[
            "network::loopback_mapped",
            "network::loopback_mapped_in_hexadecimal",
        ],
        hold: &[],
    },
    Weakening {
        without: &["Seccomp"],
        why: "no network namespace holds these; the machine's kernel does not have them",
        fail: &["calls::socket_netfilter", "calls::socket_vsock"],
        hold: &["egress::own::the_filter_is_nobodys_to_change"],
    },
    Weakening {
        without: &["Seccomp", "Capabilities", "NestedUserNamespace"],
        why: "a network belongs to the spawner, not to its sandbox",
        fail: &[],
        hold: &[
            "egress::own::the_device_is_nobodys_to_change",
            "egress::own::the_filter_is_nobodys_to_change",
            "egress::own::the_routes_are_nobodys_to_change",
        ],
    },
    Weakening {
        without: EVERY_RIGHT,
        why: "who may change the network reaches nobody by that",
        fail: &[
            "egress::own::the_device_is_nobodys_to_change",
            "egress::own::the_filter_is_nobodys_to_change",
            "egress::own::the_routes_are_nobodys_to_change",
        ],
        hold: &["egress::own::a_network_without_its_filter_reaches_nobody"],
    },
];
