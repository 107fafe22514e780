//! What is tried in a disposable network of this machine's own kernel: the one of the
//! virtual machine has no packet filter for addresses of version 4, where these tests pass
//! without having tried anything, and no virtual sockets.

use super::{EVERY_RIGHT, Weakening};

/// What the relay of a network refuses, and what keeps a sandbox from going around it. A
/// check of the relay is not the kernel's; and a sandbox's network is its own, so that to
/// change it harms nobody else.
pub(in crate::weaken) const OF_THE_NETWORK: &[Weakening] = &[
    Weakening {
        without: &["EgressRules"],
        why: "what no rule names, the relay refuses",
        fail: &["egress::a_name_that_no_rule_covers_is_not_reached"],
        hold: &["egress::a_name_that_leads_to_the_host_is_not_reached"],
    },
    Weakening {
        without: &["EgressAddresses"],
        why: "where a name leads is looked at when it is dialled, and so is an address",
        fail: &[
            "egress::a_datagram_to_the_host_is_refused",
            "egress::a_name_that_leads_to_the_host_is_not_reached",
            "egress::a_redirect_to_the_host_leads_nowhere",
            "egress::an_address_of_the_host_is_not_reached_in_any_form",
            "egress::another_sandbox_is_not_reached_by_its_published_port",
            "egress::the_relays_own_port_leads_nowhere",
        ],
        hold: &["egress::a_name_that_no_rule_covers_is_not_reached"],
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
        why: "nothing else counts a sandbox's connections and names",
        fail: &[
            "egress::a_flood_of_connections_is_held_back",
            "egress::a_flood_of_names_is_held_back",
        ],
        hold: &["egress::a_name_that_no_rule_covers_is_not_reached"],
    },
    Weakening {
        without: &["Seccomp", "Capabilities", "NestedUserNamespace"],
        why: "the network is owned by whoever has made the sandbox",
        fail: &[],
        hold: &["egress::the_network_is_nobodys_to_change"],
    },
    Weakening {
        without: EVERY_RIGHT,
        why: "behind all of them, root inside could change its network",
        fail: &["egress::the_network_is_nobodys_to_change"],
        hold: &["egress::a_name_that_no_rule_covers_is_not_reached"],
    },
    Weakening {
        without: &["Seccomp"],
        why: "nothing but the filter refuses these families of sockets",
        fail: &[
            "calls::socket_vsock",
            "egress::the_filter_of_packets_is_not_to_be_spoken_to",
        ],
        hold: &["egress::the_network_is_nobodys_to_change"],
    },
];
