//! Standard streams that are opened by their path.

use computesdk::TerminalSize;

use super::world::{run, sandbox};

const PATHS: [&str; 3] = ["/dev/stdout", "/proc/self/fd/1", "/dev/fd/1"];

const TERMINAL: TerminalSize = TerminalSize {
    columns: 80,
    rows: 24,
};

#[test]
fn write_and_append_to_pipes() {
    run(async {
        let sandbox = sandbox().await;
        for path in PATHS {
            let line = format!("echo one; echo two > {path}; echo three >> {path}; echo four");
            let result = sandbox.exec(line).await.unwrap();
            assert_eq!(result.stdout, "one\ntwo\nthree\nfour\n", "{path}");
        }
        let line = "echo one >&2; echo two > /dev/stderr; echo three >> /proc/self/fd/2";
        let result = sandbox.exec(line).await.unwrap();
        assert_eq!(result.stderr, "one\ntwo\nthree\n");
        assert_eq!(result.stdout, "");
    });
}

#[test]
fn are_those_of_programs_too() {
    run(async {
        let sandbox = sandbox().await;
        let result = sandbox.exec("echo text | tee /dev/stderr > /dev/stdout");
        let result = result.await.unwrap();
        assert_eq!(result.stdout, "text\n");
        assert_eq!(result.stderr, "text\n");
        let result = sandbox
            .exec("cat /dev/stdin /proc/self/fd/0")
            .input("given");
        assert_eq!(result.await.unwrap().stdout, "given");
    });
}

#[test]
fn work_for_root_too() {
    run(async {
        let sandbox = sandbox().await;
        let exec = sandbox.exec("echo out > /dev/stdout; echo err > /dev/stderr");
        let result = exec.user(computesdk::User::Root).await.unwrap();
        assert_eq!(result.stdout, "out\n");
        assert_eq!(result.stderr, "err\n");
    });
}

#[test]
fn work_on_a_terminal() {
    run(async {
        let sandbox = sandbox().await;
        for path in PATHS.into_iter().chain(["/dev/stderr", "/dev/tty"]) {
            let line = format!("echo one; echo two > {path}; echo three >> {path}");
            let result = sandbox.exec(line).terminal(TERMINAL).await.unwrap();
            assert_eq!(result.stdout, "one\r\ntwo\r\nthree\r\n", "{path}");
        }
    });
}

#[test]
fn a_terminal_is_one() {
    run(async {
        let sandbox = sandbox().await;
        let line = "tty; test -t 0 && test -t 1 && test -t 2 && echo yes; stty size; \
                    test -w $(tty) && echo mine > $(tty)";
        let result = sandbox.exec(line).terminal(TERMINAL).await.unwrap();
        assert_eq!(result.stdout, "/dev/pts/0\r\nyes\r\n24 80\r\nmine\r\n");
        let result = sandbox.exec("tty; test -t 0 || echo no").await.unwrap();
        assert_eq!(result.stdout, "not a tty\nno\n");
    });
}
