//! The terminal of a command.

use computesdk::TerminalSize;

use crate::sandbox::{USERS, sandbox};

/// Input put into the terminal as if the user had typed it.
#[tokio::test]
async fn nothing_can_be_typed_for_the_user() {
    let sandbox = sandbox().await;
    let script = "\
import errno, fcntl, os, sys
for name, request in (('TIOCSTI', 0x5412), ('TIOCLINUX', 0x541c), ('TIOCSETD', 0x5423)):
    try:
        fcntl.ioctl(0, request, b'\\0\\0\\0\\0')
        print(name, 'ok')
    except OSError as error:
        print(name, errno.errorcode[error.errno])
print(os.isatty(0), 'end')
";
    for user in USERS {
        let command = sandbox
            .exec(("python3", ["-I", "-S", "-c", script]))
            .user(user);
        let output = command
            .terminal(TerminalSize {
                columns: 80,
                rows: 24,
            })
            .await
            .unwrap();
        let text = output.stdout.to_string().replace('\r', "");
        let wanted = "TIOCSTI EPERM\nTIOCLINUX EPERM\nTIOCSETD EPERM\nTrue end\n";
        assert_eq!(text, wanted, "{user:?}");
    }
}
