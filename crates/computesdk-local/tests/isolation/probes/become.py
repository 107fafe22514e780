# Takes ids and capabilities that are kept from everybody inside.

SETUID, SETGID, SETGROUPS, CAPSET, PRCTL = 105, 106, 116, 126, 157
PR_CAPBSET_READ, PR_SET_SECUREBITS, PR_CAP_AMBIENT = 23, 28, 47

for name, uid in (("init's id", 65536), ("a foreign id", 0x80000000), ("the last foreign id", 0xFFFFFFFD)):
    answer(f"user with {name}", call(SETUID, uid))
    answer(f"group with {name}", call(SETGID, uid))
    answer(f"groups with {name}", call(SETGROUPS, 1, (ctypes.c_uint32 * 1)(uid)))

# Every capability, as permitted ones.
header = (ctypes.c_uint32 * 2)(0x20080522, 0)
every = (ctypes.c_uint32 * 6)(*[0xFFFFFFFF] * 2, 0, *[0x1FF] * 2, 0)
answer("every capability", call(CAPSET, header, every))
for number, name in ((21, "SYS_ADMIN"), (12, "NET_ADMIN"), (19, "SYS_PTRACE"), (16, "SYS_MODULE")):
    low = (ctypes.c_uint32 * 6)(1 << number, 1 << number, 0, 0, 0, 0)
    answer(f"capability {name}", call(CAPSET, header, low))
    answer(f"ambient {name}", call(PRCTL, PR_CAP_AMBIENT, 2, number, 0, 0))
