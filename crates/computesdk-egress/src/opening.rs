//! What the first bytes of a connection ask for.

use tls_parser::{TlsExtension, TlsMessage, TlsMessageHandshake};

/// More bytes than any greeting has: what is longer is none.
pub(crate) const LONGEST: usize = 32 << 10;

/// What a connection begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Opening {
    /// The greeting of TLS, with the name that it asks for.
    Tls(Option<String>),
    /// A request of HTTP before version 2.
    Http,
    /// One of the two, in a form that somebody else may read in another way.
    Unclear,
    /// Something else.
    Other,
    /// Too little to say.
    Partial,
}

impl Opening {
    pub(crate) fn of(bytes: &[u8]) -> Opening {
        match bytes {
            [] => Opening::Partial,
            _ if is_tls(bytes) => tls(bytes),
            _ => http(bytes),
        }
    }
}

/// Whether it begins with a record of a handshake.
pub(crate) fn is_tls(bytes: &[u8]) -> bool {
    bytes.first() == Some(&0x16)
}

fn tls(bytes: &[u8]) -> Opening {
    const HEADER: usize = 5;
    if bytes.get(1).is_some_and(|major| *major != 3) {
        return Opening::Other;
    }
    // The greeting may be cut into several records.
    let mut greeting = Vec::new();
    let mut rest = bytes;
    while let Some(header) = rest.get(..HEADER) {
        let length = usize::from(u16::from_be_bytes([header[3], header[4]]));
        if !is_tls(header) || length == 0 {
            return Opening::Unclear;
        }
        let Some(part) = rest.get(HEADER..HEADER + length) else {
            break;
        };
        greeting.extend_from_slice(part);
        rest = &rest[HEADER + length..];
        match tls_parser::parse_tls_message_handshake(&greeting) {
            Ok((_, TlsMessage::Handshake(TlsMessageHandshake::ClientHello(hello)))) => {
                return server_name(hello.ext.unwrap_or_default());
            }
            Err(tls_parser::nom::Err::Incomplete(_)) => {}
            _ => return Opening::Unclear,
        }
    }
    unfinished(bytes)
}

fn server_name(extensions: &[u8]) -> Opening {
    let Ok((rest, extensions)) = tls_parser::parse_tls_extensions(extensions) else {
        return Opening::Unclear;
    };
    let mut names = extensions
        .into_iter()
        .filter_map(|extension| match extension {
            TlsExtension::SNI(names) => Some(names),
            _ => None,
        });
    match (names.next().as_deref(), names.next(), rest) {
        (None, _, []) => Opening::Tls(None),
        (Some([(_, name)]), None, []) => {
            Opening::Tls(Some(host_name(&String::from_utf8_lossy(name))))
        }
        // Several, of which a server may take another than we do.
        _ => Opening::Unclear,
    }
}

fn http(bytes: &[u8]) -> Opening {
    // The preface of version 2 is made to look like a request.
    const VERSION_2: &[u8] = b"PRI * HTTP/2.0\r\n";
    if bytes.starts_with(VERSION_2) {
        return Opening::Other;
    }
    // Servers let empty lines pass before a request.
    let start = bytes
        .iter()
        .take_while(|byte| byte.is_ascii_whitespace())
        .count();
    let Some(end) = bytes[start..].iter().position(|byte| *byte == b'\n') else {
        let method = bytes[start..]
            .iter()
            .take_while(|byte| is_token(**byte))
            .count();
        return match bytes.get(start + method) {
            // Not even the beginning of one.
            Some(after) if method == 0 || !after.is_ascii_whitespace() => Opening::Other,
            _ => unfinished(bytes),
        };
    };
    let line = bytes[start..start + end].to_ascii_lowercase();
    if !line.windows(5).any(|part| part == b"http/") {
        return Opening::Other;
    }
    let mut headers = [httparse::EMPTY_HEADER; 0];
    let mut request = httparse::Request::new(&mut headers);
    match request.parse(bytes) {
        Ok(_) | Err(httparse::Error::TooManyHeaders) if request.version.is_some() => Opening::Http,
        _ => Opening::Unclear,
    }
}

/// What has an end that has not come yet, and that nobody waits for without an end.
fn unfinished(bytes: &[u8]) -> Opening {
    match bytes.len() < LONGEST {
        true => Opening::Partial,
        false => Opening::Unclear,
    }
}

/// Whether a method may have this in its name (RFC 9110, 5.6.2).
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

/// A name without what may be behind it, in the form in which names are compared.
pub(crate) fn host_name(text: &str) -> String {
    let host = match text.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => text,
    };
    let bare = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'));
    let host = bare.unwrap_or(host);
    host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A greeting of TLS 1.2 with nothing but the name, as RFC 5246 and RFC 6066 lay it
    /// out.
    fn greeting(name: &str) -> Vec<u8> {
        let length = |bytes: usize| u16::try_from(bytes).unwrap().to_be_bytes();
        let entry = [&[0][..], &length(name.len()), name.as_bytes()].concat();
        let list = [&length(entry.len())[..], &entry].concat();
        let extension = [&[0, 0][..], &length(list.len()), &list].concat();
        let mut hello = vec![3, 3];
        hello.extend([7; 32]);
        hello.extend([0, 0, 2, 0x13, 1, 1, 0]);
        hello.extend(length(extension.len()));
        hello.extend(extension);
        let mut message = vec![1, 0];
        message.extend(length(hello.len()));
        message.extend(hello);
        message
    }

    fn record(part: &[u8]) -> Vec<u8> {
        let length = u16::try_from(part.len()).unwrap().to_be_bytes();
        [&[0x16, 3, 1][..], &length, part].concat()
    }

    #[test]
    fn the_greeting_of_tls_names_a_server_however_it_is_cut() {
        let message = greeting("API.example.org");
        let expected = Opening::Tls(Some("api.example.org".into()));
        let whole = record(&message);
        assert_eq!(Opening::of(&whole), expected);
        for end in 1..whole.len() {
            assert_eq!(Opening::of(&whole[..end]), Opening::Partial, "{end}");
        }
        let (first, second) = message.split_at(20);
        assert_eq!(
            Opening::of(&[record(first), record(second)].concat()),
            expected
        );
    }

    #[test]
    fn requests_are_told_from_other_words() {
        assert_eq!(
            Opening::of(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
            Opening::Http
        );
        assert_eq!(Opening::of(b"GET / HTTP/1.0\r\n"), Opening::Http);
        for partial in [&b""[..], b"G", b"GET", b"GET /inde", b"\r\n", b"\r\nGET"] {
            assert_eq!(Opening::of(partial), Opening::Partial, "{partial:?}");
        }
        for other in [
            &b"SSH-2.0-OpenSSH_9.2\r\n"[..],
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            b"EHLO mail.example.org\r\n",
            b"\0\0\0\x08\x04\xd2\x16\x2f",
            b"\x16\x01\x00",
        ] {
            assert_eq!(Opening::of(other), Opening::Other, "{other:?}");
        }
    }

    /// What one server takes for a request, and another, or we, do not.
    #[test]
    fn what_could_be_read_in_two_ways_is_unclear() {
        let long = [&b"GET /"[..], &[b'a'; LONGEST]].concat();
        assert_eq!(Opening::of(&long), Opening::Unclear);
        for unclear in [
            &b"GET / HTTP/9\r\n"[..],
            b"GET / http/1.1\r\nHost: a\r\n",
            b"GET  /  HTTP/1.1 \r\n",
            b"\r\n GET / HTTP/1.1\r\n",
        ] {
            assert_eq!(Opening::of(unclear), Opening::Unclear, "{unclear:?}");
        }
        let leading = b"\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n";
        assert_eq!(Opening::of(leading), Opening::Http);

        let huge = [
            &record(&[1, 0xff, 0xff, 0xff])[..],
            &record(&[0; 16384]),
            &record(&[0; 16384]),
        ];
        assert_eq!(Opening::of(&huge.concat()), Opening::Unclear);
        let mut broken = record(&greeting("a"));
        *broken.last_mut().unwrap() = b'b';
        assert_eq!(Opening::of(&broken), Opening::Tls(Some("b".into())));
        broken.truncate(5);
        broken[3..5].fill(0);
        assert_eq!(Opening::of(&broken), Opening::Unclear);
    }

    #[test]
    fn a_host_is_compared_without_its_port() {
        for (text, name) in [
            ("Example.org:80", "example.org"),
            ("example.org.", "example.org"),
            ("[::1]:80", "::1"),
            ("10.0.0.1", "10.0.0.1"),
        ] {
            assert_eq!(host_name(text), name);
        }
    }
}
