//! One connection out of a sandbox.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use computesdk_model::{Denial, EgressProtocol, Network, Verdict};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

use crate::carry::{self, reset};
use crate::dial;
use crate::dns;
use crate::http::{self, Requests};
use crate::opening::{LONGEST, Opening, is_tls};
use crate::purpose::Purpose;
use crate::state::{State, Target};
use crate::weaken::{Check, lacks};

/// How long a connection to an address that no rule names may take to say what name it
/// asks for.
const GREETING: Duration = Duration::from_secs(10);
/// A pause after which what was said so far is sent on, though it could be the beginning
/// of a request.
const PAUSE: Duration = Duration::from_millis(50);
/// Bytes of an answer that are read at once until it is clear what was asked.
const BUFFER: usize = 64 << 10;

/// Carries a connection to where it may go, or resets it.
pub(crate) async fn serve(mut inside: TcpStream, state: Arc<State>) {
    let _ = inside.set_nodelay(true);
    let Ok(address) = inside.local_addr() else {
        return;
    };
    let Some(target) = state.target(address) else {
        state.deny(
            EgressProtocol::Tcp,
            &Target::Address(address),
            Denial::NoRule,
        );
        return reset(&inside);
    };
    if target.port() == dns::PORT {
        return answer_questions(inside, &state).await;
    }
    let purpose = Purpose::new(target.clone());
    // From before the rules are read for the first time.
    let forbidden = purpose.forbidden(state.changes(), &state);
    tokio::pin!(forbidden);
    let carried = tokio::select! {
        carried = carry(&mut inside, &target, &purpose, &state) => carried,
        () = &mut forbidden => return reset(&inside),
    };
    match carried {
        Ok(None) => {}
        Ok(Some(requests)) => tokio::select! {
            () = http::serve(inside, requests, Arc::clone(&purpose), Arc::clone(&state)) => {}
            () = forbidden => {}
        },
        Err(verdict) => {
            state.note(EgressProtocol::Tcp, &target, verdict);
            reset(&inside);
        }
    }
}

/// Carries it to its end; or as far as to know that it is one of HTTP.
async fn carry(
    inside: &mut TcpStream,
    target: &Target,
    purpose: &Purpose,
    state: &State,
) -> Result<Option<Requests>, Verdict> {
    let network = state.network();
    let mut outside = match dial::connect(target, &network).await {
        // What it says may name something that is allowed.
        Err(Verdict::Denied(Denial::NoRule))
            if matches!(target, Target::Address(_)) && !network.is_full() =>
        {
            return carry_by_greeting(inside, target, purpose, state).await;
        }
        connected => connected?,
    };
    state.note(EgressProtocol::Tcp, target, Verdict::Allowed);
    let Target::Name(name, port) = target else {
        return copy(inside, &outside, state).await;
    };
    if network.is_full() || network.is_proxy(name, *port) || lacks(Check::Greetings) {
        return copy(inside, &outside, state).await;
    }
    let Ok(heard) = hear(inside, &mut outside).await else {
        cut(inside, &outside);
        return Ok(None);
    };
    match heard.opening {
        Opening::Tls(Some(asked)) if asked != *name && !network.allows_name(&asked, *port) => {
            return Err(Verdict::Denied(Denial::OtherName(asked)));
        }
        Opening::Http if !heard.answered && heard.sent == 0 => {
            return Ok(Some(Requests {
                greeting: heard.greeting,
                connected: Some((name.clone(), outside)),
                port: *port,
            }));
        }
        // It is too late to look at each request.
        Opening::Http if !heard.answered => return Err(Verdict::Denied(Denial::Unclear)),
        Opening::Unclear => return Err(Verdict::Denied(Denial::Unclear)),
        _ => {}
    }
    let rest = &heard.greeting[heard.sent..];
    outside.write_all(rest).await.map_err(ended)?;
    copy(inside, &outside, state).await
}

/// The beginning of a connection.
struct Heard {
    opening: Opening,
    /// What was said from inside, and how much of it was sent on already.
    greeting: Vec<u8>,
    sent: usize,
    /// Whether the other side has said something by then.
    answered: bool,
}

/// Listens until it is clear what a connection begins with. Who is called may speak
/// meanwhile.
async fn hear(inside: &mut TcpStream, outside: &mut TcpStream) -> io::Result<Heard> {
    let mut greeting = Vec::with_capacity(LONGEST);
    let mut answer = vec![0; BUFFER];
    let (mut sent, mut answered) = (0, false);
    let opening = loop {
        tokio::select! {
            read = inside.read_buf(&mut greeting) => {
                let opening = Opening::of(&greeting);
                // Who has been answered has not begun with a request.
                let may_become = !answered || is_tls(&greeting);
                match read? {
                    1.. if opening == Opening::Partial && may_become => {}
                    _ => break opening,
                }
            }
            // That it broke is told once: to take it for an end would pass on half of what
            // was to be said as all of it.
            read = outside.read(&mut answer) => match read? {
                0 => break Opening::Other,
                length => {
                    answered = true;
                    inside.write_all(&answer[..length]).await?;
                }
            },
            // Or waits for an answer to a word that could have been the beginning of more.
            () = sleep(PAUSE), if sent < greeting.len() => {
                outside.write_all(&greeting[sent..]).await?;
                sent = greeting.len();
            }
        }
    };
    Ok(Heard {
        opening,
        greeting,
        sent,
        answered,
    })
}

/// A connection to an address that no rule names goes where it says that it wants to, if
/// that is allowed: never to the address.
async fn carry_by_greeting(
    inside: &mut TcpStream,
    target: &Target,
    purpose: &Purpose,
    state: &State,
) -> Result<Option<Requests>, Verdict> {
    purpose.unknown();
    let mut greeting = Vec::new();
    let opening = timeout(GREETING, async {
        loop {
            let read = inside.read_buf(&mut greeting).await;
            let opening = Opening::of(&greeting);
            match read {
                Ok(1..) if opening == Opening::Partial && greeting.len() < LONGEST => {}
                _ => break opening,
            }
        }
    });
    match opening.await {
        Ok(Opening::Tls(Some(name))) => {
            let named = Target::Name(name.clone(), target.port());
            purpose.is(named.clone());
            let network = state.network();
            if !network.allows_name(&name, target.port()) {
                return Err(Verdict::Denied(Denial::NoRule));
            }
            let mut outside = dial::connect(&named, &network).await?;
            state.note(EgressProtocol::Tcp, &named, Verdict::Allowed);
            outside.write_all(&greeting).await.map_err(ended)?;
            copy(inside, &outside, state).await
        }
        Ok(Opening::Http) if has_names(&state.network()) => Ok(Some(Requests {
            greeting,
            connected: None,
            port: target.port(),
        })),
        _ => Err(Verdict::Denied(Denial::NoRule)),
    }
}

fn has_names(network: &Network) -> bool {
    use computesdk_model::NetworkTarget::Addresses;
    let mut rules = network.rules().iter();
    network.is_full() || rules.any(|rule| !matches!(rule.target, Addresses(_)))
}

/// Copies both ways, until both have ended.
async fn copy(
    inside: &TcpStream,
    outside: &TcpStream,
    state: &State,
) -> Result<Option<Requests>, Verdict> {
    carry::carry(inside, outside, state.pipes()).await;
    Ok(None)
}

/// The one that broke is not known; the other is to hear of it.
fn cut(inside: &TcpStream, outside: &TcpStream) {
    reset(inside);
    reset(outside);
}

fn ended(error: io::Error) -> Verdict {
    Verdict::Unreachable(error.to_string())
}

/// Questions about names, each after its length (RFC 1035, 4.2.2).
async fn answer_questions(mut inside: TcpStream, state: &State) {
    while let Ok(length) = inside.read_u16().await {
        let mut question = vec![0; usize::from(length)];
        if inside.read_exact(&mut question).await.is_err() {
            return;
        }
        let Some(answer) = dns::answer(&question, state) else {
            return;
        };
        let length = u16::try_from(answer.len())
            .unwrap_or(u16::MAX)
            .to_be_bytes();
        let message = [&length[..], &answer].concat();
        if inside.write_all(&message).await.is_err() {
            return;
        }
    }
}
