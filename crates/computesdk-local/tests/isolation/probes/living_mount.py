# Tries to get rid of a mount, or of what holds it, and to go where it comes from.

import struct

shown, target = sys.argv[1], sys.argv[1].encode()
MOUNT, UMOUNT, OPEN_TREE, MOVE_MOUNT, MOUNT_SETATTR = 165, 166, 428, 429, 442
MS_REMOUNT, MS_BIND, MS_MOVE, MNT_DETACH = 32, 4096, 8192, 2
answer("remount to be written", call(MOUNT, b"none", target, 0, MS_REMOUNT | MS_BIND, 0))
attributes = ctypes.create_string_buffer(struct.pack("QQQQ", 0, 1, 0, 0))
answer("clear read-only", call(MOUNT_SETATTR, -100, target, 0, attributes, 32))
answer("unmount", call(UMOUNT, target, 0))
answer("detach", call(UMOUNT, target, MNT_DETACH))
answer("move", call(MOUNT, target, b"/tmp", 0, MS_MOVE, 0))
answer("move by descriptor", call(MOVE_MOUNT, -100, target, -100, b"/tmp", 0))
answer("clone", call(OPEN_TREE, -100, target, 1))
for name in ("remove", "rename"):
    action = {"remove": os.rmdir, "rename": lambda path: os.rename(path, path + "-old")}[name]
    answer(name, attempt(action, shown))
