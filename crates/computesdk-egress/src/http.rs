//! Plain HTTP: each request is for a name that rules allow, or is refused.

use std::convert::Infallible;
use std::io::Cursor;
use std::sync::Arc;

use bytes::Bytes;
use computesdk_model::{Denial, EgressProtocol, Verdict};
use http_body_util::{Either, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1::SendRequest;
use hyper::header::{CONNECTION, HOST};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncReadExt, copy_bidirectional};
use tokio::net::TcpStream;
use tokio::sync::Mutex;
use tokio::task::JoinSet;

use crate::dial;
use crate::opening::host_name;
use crate::purpose::Purpose;
use crate::state::{State, Target};

/// Bytes of a connection that are read ahead, and of the longest head.
const BUFFER: usize = 64 << 10;

type Body = Either<Incoming, Full<Bytes>>;

/// A connection that began as one of HTTP.
pub(crate) struct Requests {
    /// What was read of it already.
    pub(crate) greeting: Vec<u8>,
    /// The name that it was to, and the way there: all requests go that way.
    pub(crate) connected: Option<(String, TcpStream)>,
    /// The port that it was to.
    pub(crate) port: u16,
}

/// Answers the requests of a connection until it ends.
pub(crate) async fn serve(
    inside: TcpStream,
    requests: Requests,
    purpose: Arc<Purpose>,
    state: Arc<State>,
) {
    let (fixed, stream) = requests.connected.unzip();
    let upstream = match (&fixed, stream) {
        (Some(name), Some(stream)) => shake_hands(name, stream).await,
        _ => None,
    };
    let gateway = Arc::new(Gateway {
        fixed,
        port: requests.port,
        purpose,
        state,
        upstream: Mutex::new(upstream),
        tunnels: Mutex::default(),
    });
    let (reader, writer) = inside.into_split();
    let inside = tokio::io::join(Cursor::new(requests.greeting).chain(reader), writer);
    let answering = Arc::clone(&gateway);
    let answer = service_fn(move |request| {
        let gateway = Arc::clone(&answering);
        async move { Ok::<_, Infallible>(gateway.answer(request).await) }
    });
    // How it ends is the two sides' own affair.
    let _ = hyper::server::conn::http1::Builder::new()
        .preserve_header_case(true)
        .max_buf_size(BUFFER)
        .half_close(true)
        .serve_connection(TokioIo::new(inside), answer)
        .with_upgrades()
        .await;
    let mut tunnels = gateway.tunnels.lock().await;
    while tunnels.join_next().await.is_some() {}
}

struct Gateway {
    fixed: Option<String>,
    port: u16,
    purpose: Arc<Purpose>,
    state: Arc<State>,
    upstream: Mutex<Option<Upstream>>,
    /// What runs beside the requests, and ends with this.
    tunnels: Mutex<JoinSet<()>>,
}

/// A connection to a server.
struct Upstream {
    name: String,
    sender: SendRequest<Incoming>,
}

/// Why a request is not sent on.
enum Refusal {
    Denied(String, Denial),
    Unreachable(String, String),
    Malformed(&'static str),
}

impl Gateway {
    async fn answer(&self, request: Request<Incoming>) -> Response<Body> {
        match self.pass_on(request).await {
            Ok(response) => response.map(Either::Left),
            Err(refusal) => self.refuse(refusal),
        }
    }

    async fn pass_on(&self, mut request: Request<Incoming>) -> Result<Response<Incoming>, Refusal> {
        let asked = self.check(&request)?;
        let name = self.fixed.clone().unwrap_or(asked);
        let upgrade = hyper::upgrade::on(&mut request);
        let mut response = {
            let mut upstream = self.upstream.lock().await;
            let upstream = self.connected(&mut upstream, &name).await?;
            let sent = upstream.sender.send_request(request).await;
            sent.map_err(|error| Refusal::Unreachable(name, error.to_string()))?
        };
        let tunnel = response.status() == StatusCode::SWITCHING_PROTOCOLS;
        if tunnel {
            let other = hyper::upgrade::on(&mut response);
            self.tunnels.lock().await.spawn(async move {
                if let (Ok(inside), Ok(outside)) = tokio::join!(upgrade, other) {
                    let (mut inside, mut outside) = (TokioIo::new(inside), TokioIo::new(outside));
                    let _ = copy_bidirectional(&mut inside, &mut outside).await;
                }
            });
        }
        Ok(response)
    }

    /// Whether all names that a request gives are allowed: the one that it is for.
    fn check(&self, request: &Request<Incoming>) -> Result<String, Refusal> {
        if request.method() == Method::CONNECT {
            return Err(Refusal::Malformed("a tunnel is no way around the rules"));
        }
        let mut hosts = request.headers().get_all(HOST).iter();
        let host = match (hosts.next(), hosts.next()) {
            (Some(host), None) => host.to_str().ok().map(host_name),
            (None, None) => None,
            _ => return Err(Refusal::Malformed("more than one host")),
        };
        let line = request.uri().host().map(host_name);
        let network = self.state.network();
        let mut asked = None;
        for name in [host, line].into_iter().flatten() {
            if self.fixed.as_ref() != Some(&name) && !network.allows_name(&name, self.port) {
                return Err(Refusal::Denied(name.clone(), Denial::OtherName(name)));
            }
            asked = Some(name);
        }
        // Without any, it is for the server that it was sent to.
        let asked = asked.or_else(|| self.fixed.clone());
        asked.ok_or(Refusal::Malformed("no host"))
    }

    /// The connection to a server, made anew where it has ended.
    async fn connected<'a>(
        &self,
        upstream: &'a mut Option<Upstream>,
        name: &str,
    ) -> Result<&'a mut Upstream, Refusal> {
        let usable = match upstream {
            Some(upstream) if upstream.name == name => upstream.sender.ready().await.is_ok(),
            _ => false,
        };
        if !usable {
            let target = Target::Name(name.to_owned(), self.port);
            self.purpose.is(target.clone());
            let stream = dial::connect(&target, &self.state.network()).await;
            let stream = stream.map_err(|verdict| match verdict {
                Verdict::Denied(denial) => Refusal::Denied(name.to_owned(), denial),
                Verdict::Unreachable(reason) => Refusal::Unreachable(name.to_owned(), reason),
                other => Refusal::Unreachable(name.to_owned(), format!("{other:?}")),
            })?;
            if self.fixed.is_none() {
                self.state
                    .note(EgressProtocol::Tcp, &target, Verdict::Allowed);
            }
            *upstream = shake_hands(name, stream).await;
        }
        let gone = || Refusal::Unreachable(name.to_owned(), "it closed the connection".to_owned());
        upstream.as_mut().ok_or_else(gone)
    }

    fn refuse(&self, refusal: Refusal) -> Response<Body> {
        let (status, text) = match refusal {
            Refusal::Denied(name, denial) => {
                let text = format!("the sandbox's network rules refuse {name}: {denial}\n");
                self.note(name, Verdict::Denied(denial));
                (StatusCode::FORBIDDEN, text)
            }
            Refusal::Unreachable(name, reason) => {
                let text = format!("{name} could not be reached: {reason}\n");
                self.note(name, Verdict::Unreachable(reason));
                (StatusCode::BAD_GATEWAY, text)
            }
            Refusal::Malformed(reason) => {
                let text = format!("the sandbox's network does not pass this on: {reason}\n");
                (StatusCode::BAD_REQUEST, text)
            }
        };
        let mut response = Response::new(Either::Right(Full::from(text)));
        *response.status_mut() = status;
        let close = hyper::header::HeaderValue::from_static("close");
        response.headers_mut().insert(CONNECTION, close);
        response
    }

    fn note(&self, name: String, verdict: Verdict) {
        self.state
            .note_host(EgressProtocol::Tcp, name, self.port, verdict);
    }
}

async fn shake_hands(name: &str, stream: TcpStream) -> Option<Upstream> {
    let (sender, connection) = hyper::client::conn::http1::Builder::new()
        .preserve_header_case(true)
        .max_buf_size(BUFFER)
        .handshake(TokioIo::new(stream))
        .await
        .ok()?;
    tokio::spawn(connection.with_upgrades());
    Some(Upstream {
        name: name.to_owned(),
        sender,
    })
}

/// Reads requests as [`serve`] does, and passes none on: the names that they would have
/// been passed on for.
#[cfg(feature = "fuzzing")]
pub(crate) async fn names_asked_for(
    bytes: Vec<u8>,
    fixed: Option<String>,
    state: Arc<State>,
) -> Vec<String> {
    let gateway = Gateway {
        fixed,
        port: 80,
        purpose: Purpose::new(Target::Name("any.test".to_owned(), 80)),
        state,
        upstream: Mutex::default(),
        tunnels: Mutex::default(),
    };
    let names = std::cell::RefCell::<Vec<_>>::default();
    let answer = service_fn(|request: Request<Incoming>| {
        let response = match gateway.check(&request) {
            Ok(name) => {
                names.borrow_mut().push(name);
                Response::new(Either::<Incoming, _>::Right(Full::default()))
            }
            Err(refusal) => gateway.refuse(refusal),
        };
        std::future::ready(Ok::<_, Infallible>(response))
    });
    let inside = tokio::io::join(Cursor::new(bytes), tokio::io::sink());
    let _ = hyper::server::conn::http1::Builder::new()
        .preserve_header_case(true)
        .max_buf_size(BUFFER)
        .half_close(true)
        .serve_connection(TokioIo::new(inside), answer)
        .await;
    names.into_inner()
}
