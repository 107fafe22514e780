//! The filter in words, and with it the whole way from text to instructions.

use computesdk_seccomp::{Policy, compile};

const POLICY: &str = r#"
name = "small"
unlisted = "ENOSYS"
foreign = "EPERM"

[[rule]]
calls = ["read", "write"]
answer = "allow"

[[rule]]
calls = ["unshare"]
arguments.flags = { index = 0 }
cases = [{ when = { flags = { only = ["CLONE_FS"] } }, then = "allow" }]
answer = "EPERM"

[[rule]]
calls = ["mknod"]
arguments.mode = { index = 1, bits = 32, mask = "S_IFMT" }
cases = [{ when = { mode = { in = ["S_IFBLK", "S_IFCHR"] } }, then = "EPERM" }]
answer = "allow"

[constants]
CLONE_FS = 0x200
S_IFBLK = 0x6000
S_IFCHR = 0x2000
S_IFMT = 0xf000
"#;

const LISTING: &str = "
   0  load architecture
   1  if == 0xc000003e to 2 else 17
   2  load number
   3  if >= 0x86 to 6 else 4
   4  if >= 0x2 to 5 else 15
   5  if >= 0x85 to 11 else 16
   6  if == 0x110 to 7 else 16
   7  load low half of argument 0
   8  if any of 0xfffffdff to 17 else 9
   9  load high half of argument 0
  10  if any of 0xffffffff to 17 else 15
  11  load low half of argument 1
  12  and 0xf000
  13  if == 0x6000 to 17 else 14
  14  if == 0x2000 to 17 else 15
  15  answer allow
  16  answer ENOSYS
  17  answer EPERM
";

#[test]
fn of_a_small_policy() {
    let program = compile(&Policy::parse(POLICY).unwrap()).unwrap();
    assert_eq!(format!("\n{program}"), LISTING);
}
