//! Which names there are.

use computesdk::Network;

use crate::world::{Server, builder, denied, line, python, run, sandbox_for};

#[test]
fn only_names_that_rules_cover_exist() {
    run(async {
        let server = Server::http("200 OK", "hello").await;
        let sandbox = sandbox_for(&server).await;
        let found = line(&sandbox, "getent ahosts api.test").await;
        assert!(found.stdout.starts_with("198.18."), "{found:?}");
        let missing = line(&sandbox, "getent ahosts other.test").await;
        assert_eq!(missing.exit_code, 2, "{missing:?}");
        assert!(denied(&sandbox).contains(&"denied dns other.test: no rule allows it".to_owned()));
    });
}

#[test]
fn a_star_covers_what_is_below() {
    run(async {
        let server = Server::http("200 OK", "{host}").await;
        let port = server.port;
        let sandbox = builder()
            .allow("*.test")
            .host("a.b.test", [127, 0, 0, 1])
            .await
            .unwrap();
        let found = line(&sandbox, &format!("curl -sS http://a.b.test:{port}/")).await;
        assert_eq!(found.stdout, format!("a.b.test:{port}"), "{found:?}");
        assert_eq!(line(&sandbox, "getent hosts test").await.exit_code, 2);
    });
}

#[test]
fn whichever_server_is_asked_answers_by_tcp_too() {
    run(async {
        let sandbox = builder().allow("api.test").await.unwrap();
        let script = "
import socket, struct
name = b''.join(bytes([len(part)]) + part for part in (b'api', b'test')) + b'\\0'
question = struct.pack('>6H', 7, 0x100, 1, 0, 0, 0) + name + struct.pack('>2H', 1, 1)
def address(answer): return socket.inet_ntoa(answer[-4:])
datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
datagrams.connect(('8.8.8.8', 53))
datagrams.send(question)
print(address(datagrams.recv(512)))
stream = socket.create_connection(('9.9.9.9', 53))
stream.sendall(struct.pack('>H', len(question)) + question)
print(address(stream.recv(512)))
";
        let answers = python(&sandbox, script).await;
        let (first, second) = answers.split_once('\n').unwrap();
        assert!(first == second && first.starts_with("198.18."), "{answers}");
    });
}

#[test]
fn none_has_no_names_and_a_failing_command_is_told_what_to_set() {
    run(async {
        let sandbox = builder().await.unwrap();
        assert_eq!(sandbox.network(), Network::none());
        let failed = sandbox.exec("curl -sS http://api.test/").await.unwrap_err();
        let hints: Vec<_> = failed.hints().iter().map(ToString::to_string).collect();
        assert!(
            hints
                .iter()
                .any(|hint| hint.contains("`network` is `none`")),
            "{hints:?}"
        );
    });
}

#[test]
fn a_refused_name_is_in_the_error_of_the_command() {
    run(async {
        let sandbox = builder().allow("api.test").await.unwrap();
        let failed = sandbox
            .exec("curl -sS http://other.test/")
            .await
            .unwrap_err();
        let hints: Vec<_> = failed.hints().iter().map(ToString::to_string).collect();
        let expected = "denied dns other.test: no rule allows it";
        assert!(
            hints.iter().any(|hint| hint.contains(expected)),
            "{hints:?}"
        );
    });
}

#[test]
fn what_is_no_rule_is_an_error_of_the_sandbox_that_was_to_have_it() {
    run(async {
        let error = builder().allow("https://api.test").await.unwrap_err();
        assert!(error.to_string().contains("network rule"), "{error}");
        let error = builder().host("127.1", [127, 0, 0, 1]).await.unwrap_err();
        assert!(error.to_string().contains("127.1"), "{error}");
    });
}
