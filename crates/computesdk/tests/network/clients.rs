//! Programs that people use, against the package registries that this machine uses: which
//! those are, the programs themselves say by what they ask for.

use std::net::IpAddr;

use computesdk::{EgressProtocol, ExecResult, Network, NetworkRule, Sandbox, User};
use tokio::net::lookup_host;

use crate::world::{builder, run};

/// More names than any client asks for.
const MOST_NAMES: usize = 10;

/// An address of a name, of version 4 where it has one.
async fn resolved(name: &str) -> Option<IpAddr> {
    let addresses: Vec<_> = lookup_host((name, 443)).await.ok()?.collect();
    let first = addresses.first()?.ip();
    let v4 = addresses.iter().find(|address| address.is_ipv4());
    Some(v4.map_or(first, |address| address.ip()))
}

/// Runs a line again and again, each time with what it was refused the last time allowed,
/// as a user would. None where this machine cannot reach what it asks for either.
async fn allowed_step_by_step(sandbox: &Sandbox, user: User, command: &str) -> Option<ExecResult> {
    // Of a sandbox without any rule nothing is heard.
    let mut network = Network::allow(["first.test"]).unwrap();
    for _ in 0..MOST_NAMES {
        let before = sandbox.network_log().len();
        sandbox.update_network(network.clone()).await.unwrap();
        let result = sandbox.exec(command).user(user).unchecked().await.unwrap();
        if result.success() {
            return Some(result);
        }
        if result.exit_code == 127 {
            eprintln!("NOTE: NOT tested: {}", result.stderr);
            return None;
        }
        let log = sandbox.network_log();
        let mut asked: Vec<_> = log[before..]
            .iter()
            .filter(|event| event.is_denied() && event.protocol == EgressProtocol::Dns)
            .map(|event| event.host.clone())
            .collect();
        asked.sort();
        asked.dedup();
        assert!(
            !asked.is_empty(),
            "nothing was refused, and it failed: {result:?}\n{log:?}"
        );
        let before = network.clone();
        for name in &asked {
            // Some ask for names first that only have records of another kind.
            if let Some(address) = resolved(name).await {
                let rule: NetworkRule = name.parse().unwrap();
                network = network.and(rule).host(name, address).unwrap();
            }
        }
        if network == before {
            eprintln!("NOTE: NOT tested: this machine knows no address of any of {asked:?}");
            return None;
        }
    }
    panic!("it asks for more and more: {:?}", sandbox.network_log());
}

async fn check(command: &str, expected: &str) {
    let sandbox = builder().await.unwrap();
    if let Some(result) = allowed_step_by_step(&sandbox, User::User, command).await {
        assert!(result.stdout.contains(expected), "{result:?}");
    }
}

#[test]
fn pip_downloads_a_package() {
    run(check(
        "pip download --no-deps --no-cache-dir --retries 0 -d /tmp/packages six >&2 && ls /tmp/packages",
        "six-",
    ));
}

#[test]
fn uv_installs_a_package() {
    run(check(
        "cd /tmp && pip install -q --no-cache-dir --retries 0 --target uv uv >&2 && \
         UV_HTTP_RETRIES=0 PYTHONPATH=uv python3 -m uv -q pip install --no-cache --system-certs \
         --target packages six >&2 && ls packages",
        "six.py",
    ));
}

/// Where a range of ids is mapped: packages have files of many owners.
#[test]
fn apt_installs_a_package_as_root() {
    run(async {
        let sandbox = builder().await.unwrap();
        let owners = sandbox.exec("touch own && chown 5:5 own").user(User::Root);
        let sources = sandbox.exec("ls /etc/apt/sources.list.d/*.sources");
        if !owners.unchecked().await.unwrap().success() {
            eprintln!("NOTE: NOT tested: a single id is mapped, with which `apt` cannot install");
            return;
        }
        if !sources.unchecked().await.unwrap().success() {
            eprintln!("NOTE: NOT tested: this machine has no sources of `apt`");
            return;
        }
        // What is tested is that it works, not that it tries again.
        let command = "apt() { apt-get -q -o Acquire::Retries=0 -o Acquire::Languages=none \
                -o APT::Update::Error-Mode=any \"$@\" >&2; } &&
            apt update && apt install -y --no-install-recommends hello && hello";
        if let Some(result) = allowed_step_by_step(&sandbox, User::Root, command).await {
            assert_eq!(result.stdout, "Hello, world!\n");
        }
    });
}

#[test]
fn npm_packs_a_package() {
    run(check(
        "cd /tmp && npm pack --fetch-retries 0 left-pad 2>&1",
        "left-pad-",
    ));
}

#[test]
fn cargo_fetches_a_crate() {
    run(check(
        "cd /tmp && rm -rf own && cargo new -q --vcs none own && cd own && \
         CARGO_NET_RETRY=0 cargo add -q cfg-if && CARGO_NET_RETRY=0 cargo fetch -q && cat Cargo.lock",
        "cfg-if",
    ));
}
