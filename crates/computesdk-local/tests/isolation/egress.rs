//! Ways around the rules for the network.

use std::net::{IpAddr, SocketAddr, TcpListener, UdpSocket};
use std::thread;

use computesdk::{Error, Network, Sandbox, User};

use crate::probe::{Answers, probe};
use crate::sandbox::{USERS, builder};

/// Servers of the host that nobody inside is to reach: they count who comes, and answer
/// with a secret.
struct Canary {
    listener: TcpListener,
}

impl Canary {
    fn new() -> Canary {
        Canary::at(([127, 0, 0, 1], 0).into(), "200 OK").unwrap()
    }

    /// One that answers with this status, where the address is there and free.
    fn at(address: SocketAddr, status: &str) -> Option<Canary> {
        let listener = TcpListener::bind(address).ok()?;
        let answering = listener.try_clone().unwrap();
        let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 6\r\n\r\nsecret");
        thread::spawn(move || {
            for mut stream in answering.incoming().flatten() {
                let answer = answer.clone();
                thread::spawn(move || {
                    // Whatever is asked, and however little.
                    let _ = std::io::Read::read(&mut stream, &mut [0; 4096]);
                    let _ = std::io::Write::write_all(&mut stream, answer.as_bytes());
                });
            }
        });
        Some(Canary { listener })
    }

    fn port(&self) -> u16 {
        self.listener.local_addr().unwrap().port()
    }
}

/// A sandbox with these rules; none where the kernel lacks the filter that they need.
async fn sandbox(network: Network) -> Option<Sandbox> {
    let compute = builder().build().unwrap();
    match compute.default_sandbox().network(network).await {
        Err(Error::Unsupported(error)) => {
            eprintln!("NOTE: NOT tested: {error}");
            None
        }
        sandbox => Some(sandbox.unwrap()),
    }
}

/// Whether an attack, by its name, gets this.
async fn gets(network: Network, canary: &Canary, name: &str, expected: &str) {
    let Some(sandbox) = sandbox(network).await else {
        return;
    };
    let script = include_str!("probes/egress.py");
    let port = canary.port().to_string();
    let answers = probe(&sandbox, User::Root, script, &[name, &port]).await;
    assert_eq!(answers.of(name), expected);
}

fn only_api(canary: &Canary) -> Network {
    let network = Network::allow([format!("api.test:{}", canary.port())]).unwrap();
    network.host("api.test", [127, 0, 0, 1]).unwrap()
}

/// So that a test that finds nothing reached is known to look in the right place.
#[tokio::test]
async fn what_a_rule_names_is_reached() {
    let canary = Canary::new();
    gets(only_api(&canary), &canary, "allowed", "secret").await;
}

#[tokio::test]
async fn a_name_that_no_rule_covers_is_not_reached() {
    let canary = Canary::new();
    let network = only_api(&canary)
        .host("secret.test", [127, 0, 0, 1])
        .unwrap();
    gets(network, &canary, "another name", "no such name").await;
}

/// `localhost` is the host itself where it is dialled.
#[tokio::test]
async fn a_name_that_leads_to_the_host_is_not_reached() {
    let canary = Canary::new();
    let network = Network::allow(["localhost"]).unwrap();
    gets(network, &canary, "localhost", "ECONNRESET").await;
}

#[tokio::test]
async fn a_request_for_another_name_is_refused() {
    let canary = Canary::new();
    gets(only_api(&canary), &canary, "another host", "403").await;
}

#[tokio::test]
async fn tls_for_another_name_is_cut() {
    let canary = Canary::new();
    gets(
        only_api(&canary),
        &canary,
        "another server name",
        "ECONNRESET",
    )
    .await;
}

/// Nothing but the relay leads out, also where there is one.
#[tokio::test]
async fn the_network_is_nobodys_to_change() {
    let Some(answers) = changes().await else {
        return;
    };
    for (user, answers) in answers {
        for (attempt, answer) in answers.all() {
            let refused = ["EPERM", "EPROTONOSUPPORT"].contains(&answer);
            assert!(refused, "{user:?} {attempt}: {answer}");
        }
    }
}

/// Who would change the filter of packets cannot even make the socket for it.
#[tokio::test]
async fn the_filter_of_packets_is_not_to_be_spoken_to() {
    let Some(answers) = changes().await else {
        return;
    };
    for (user, answers) in answers {
        let answer = answers.of("flush the filter");
        assert_eq!(answer, "EPROTONOSUPPORT", "{user:?}");
    }
}

/// What comes of attempts to change the network, for everybody inside.
async fn changes() -> Option<Vec<(User, Answers)>> {
    let sandbox = sandbox(Network::full()).await?;
    let mut all = Vec::new();
    for user in USERS {
        let script = include_str!("probes/egress_changes.py");
        all.push((user, probe(&sandbox, user, script, &[]).await));
    }
    Some(all)
}

/// Datagrams too end in the relay: a server of the host hears nothing.
#[tokio::test]
async fn a_datagram_to_the_host_is_refused() {
    let canary = UdpSocket::bind("127.0.0.1:0").unwrap();
    let port = canary.local_addr().unwrap().port().to_string();
    let Some(sandbox) = sandbox(Network::allow(["localhost"]).unwrap()).await else {
        return;
    };
    let script = include_str!("probes/egress.py");
    let answers = probe(&sandbox, User::Root, script, &["datagram", &port]).await;
    assert_eq!(answers.of("datagram"), "ECONNREFUSED");
    canary.set_nonblocking(true).unwrap();
    let heard = canary.recv(&mut [0; 16]).unwrap_err();
    assert_eq!(heard.kind(), std::io::ErrorKind::WouldBlock);
}

/// The host's own address in the network that this one is in.
fn own_address(neighbour: &str) -> Option<IpAddr> {
    let neighbour: SocketAddr = neighbour.parse().unwrap();
    let any: IpAddr = match neighbour {
        SocketAddr::V4(_) => [0; 4].into(),
        SocketAddr::V6(_) => [0; 16].into(),
    };
    let socket = UdpSocket::bind((any, 0)).ok()?;
    // Nothing is sent by this.
    socket.connect(neighbour).ok()?;
    let own = socket.local_addr().ok()?.ip();
    (!own.is_loopback() && !own.is_unspecified()).then_some(own)
}

/// An address in all the ways in which programs read it.
fn forms(address: IpAddr) -> Vec<String> {
    match address {
        IpAddr::V4(v4) => {
            let number = u32::from(v4);
            let [a, b, c, d] = v4.octets();
            vec![
                v4.to_string(),
                number.to_string(),
                format!("{number:#x}"),
                format!("0{a:o}.0{b:o}.0{c:o}.0{d:o}"),
                format!("{a}.{}", number & 0x00ff_ffff),
                format!("::ffff:{v4}"),
                format!("::ffff:{:x}:{:x}", number >> 16, number & 0xffff),
            ]
        }
        IpAddr::V6(v6) => vec![v6.to_string(), {
            let parts = v6.segments().map(|part| format!("{part:04x}"));
            parts.join(":")
        }],
    }
}

/// What the host is called by others is not to be reached either, however it is written.
#[tokio::test]
async fn an_address_of_the_host_is_not_reached_in_any_form() {
    let own = [own_address("192.0.2.1:9"), own_address("[2001:db8::1]:9")];
    let Some(sandbox) = sandbox(Network::full()).await else {
        return;
    };
    let mut got = Vec::new();
    for address in own.into_iter().flatten() {
        let Some(canary) = Canary::at((address, 0).into(), "200 OK") else {
            continue;
        };
        let forms = forms(address);
        let port = canary.port().to_string();
        let mut words = vec![&*port];
        words.extend(forms.iter().map(String::as_str));
        let script = include_str!("probes/egress_forms.py");
        let answers = probe(&sandbox, User::Root, script, &words).await;
        let of = |form| (answers.of(form) != "ECONNRESET").then(|| answers.of(form).to_owned());
        got.extend(forms.iter().map(|form| (form.clone(), of(form))));
    }
    if got.is_empty() {
        eprintln!("NOTE: NOT tested: this host has no address besides its loopback");
    }
    assert!(got.iter().all(|(_, answer)| answer.is_none()), "{got:?}");
}

/// A server that may be reached cannot send to one that may not.
#[tokio::test]
async fn a_redirect_to_the_host_leads_nowhere() {
    let Some(address) = own_address("192.0.2.1:9") else {
        eprintln!("NOTE: NOT tested: this host has no address besides its loopback");
        return;
    };
    let canary = Canary::at((address, 0).into(), "200 OK").unwrap();
    let status = format!("302 Found\r\nlocation: http://{address}:{}/", canary.port());
    let allowed = Canary::at(([127, 0, 0, 1], 0).into(), &status).unwrap();
    let network = Network::full().host("api.test", [127, 0, 0, 1]).unwrap();
    let Some(sandbox) = sandbox(network).await else {
        return;
    };
    let script = include_str!("probes/egress_redirect.py");
    let url = format!("http://api.test:{}/", allowed.port());
    let answers = probe(&sandbox, User::Root, script, &[&url]).await;
    assert_eq!(answers.of("redirect"), "ECONNRESET");
}

/// The socket of the relay has a port in the sandbox. Who calls that is not to get what
/// has the same address among the host's own.
#[tokio::test]
async fn the_relays_own_port_leads_nowhere() {
    const PORT: u16 = 65535;
    // Without the canary there is still nothing to be reached.
    let _canary = Canary::at(([127, 0, 0, 1], PORT).into(), "200 OK");
    let Some(sandbox) = sandbox(Network::full()).await else {
        return;
    };
    let script = include_str!("probes/egress_forms.py");
    let port = PORT.to_string();
    // Its own loopback, the relay's address, and any other.
    let hosts = ["127.0.0.1", "198.18.0.1", "203.0.113.9"];
    let words: Vec<_> = [&*port].into_iter().chain(hosts).collect();
    let answers = probe(&sandbox, User::Root, script, &words).await;
    for host in hosts {
        assert_eq!(answers.of(host), "ECONNRESET", "{host}");
    }
}

/// A server in one sandbox that is published for the host is for the host.
#[tokio::test]
async fn another_sandbox_is_not_reached_by_its_published_port() {
    let Some(attacker) = sandbox(Network::allow(["localhost"]).unwrap()).await else {
        return;
    };
    let victim = crate::sandbox::sandbox().await;
    let serve = "mkdir www && cd www && printf secret > index.html \
        && exec python3 -m http.server 8000";
    let _server = victim.start_background(serve).await.unwrap();
    let url = victim.get_url(8000).await.unwrap();
    let port = url.rsplit(':').next().unwrap().trim_end_matches('/');
    let port: u16 = port.parse().unwrap();
    // It is there: whoever is on the host gets it.
    while !is_served(port) {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let script = include_str!("probes/egress.py");
    let answers = probe(
        &attacker,
        User::Root,
        script,
        &["localhost", &port.to_string()],
    )
    .await;
    assert_eq!(answers.of("localhost"), "ECONNRESET");
}

fn is_served(port: u16) -> bool {
    use std::io::{Read, Write};
    let mut reply = String::new();
    let mut get = || {
        let mut stream = std::net::TcpStream::connect(("127.0.0.1", port))?;
        stream.write_all(b"GET / HTTP/1.0\r\n\r\n")?;
        stream.read_to_string(&mut reply)
    };
    get().is_ok() && reply.ends_with("secret")
}

/// What a flood of connections costs the host has a bound.
#[tokio::test]
async fn a_flood_of_connections_is_held_back() {
    const MOST: usize = 1024;
    let script = include_str!("probes/egress_flood.py");
    is_held_back(script, MOST, 76).await;
}

/// And so has one of names.
#[tokio::test]
async fn a_flood_of_names_is_held_back() {
    const MOST: usize = 65536;
    let script = include_str!("probes/egress_names.py");
    is_held_back(script, MOST, 64).await;
}

/// Of so many, and some more, the latter at least are refused.
async fn is_held_back(script: &str, most: usize, more: usize) {
    let Some(sandbox) = sandbox(Network::allow(["*.flood.test"]).unwrap()).await else {
        return;
    };
    let count = (most + more).to_string();
    let answers = probe(&sandbox, User::Root, script, &[&count]).await;
    let refused: usize = answers.of("refused").parse().unwrap();
    assert!(refused >= more, "only {refused} were refused");
}
