# Tries to change a mounted directory and the file in it.

shown = sys.argv[1]
file = f"{shown}/file"
answer("read", read(file).decode().rstrip())
answer("write", attempt(write, file))
answer("create", attempt(open, f"{shown}/new", "w"))
answer("delete", attempt(os.unlink, file))
answer("rename", attempt(os.rename, file, f"{shown}/other"))
answer("link", attempt(os.link, file, f"{shown}/other"))
answer("mode", attempt(os.chmod, file, 0o600))
answer("owner", attempt(os.chown, file, os.getuid(), os.getgid()))
answer("times", attempt(os.utime, file))
answer("attribute", attempt(os.setxattr, file, "user.x", b"x"))
MS_RDONLY, MS_REMOUNT, MS_BIND, MOUNT = 1, 32, 4096, 165
answer("remount", call(MOUNT, b"none", shown.encode(), 0, MS_REMOUNT | MS_BIND, 0))
