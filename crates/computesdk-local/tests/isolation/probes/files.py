# Reads and writes a file of the host by every way that sandboxes have leaked it.

WAYS = [
    "",
    "/mnt",
    "/host",
    "/hostfs",
    "/oldroot",
    "/.old_root",
    "/run/host",
    "/proc/1/root",
    "/proc/1/cwd",
    "/proc/self/root",
    "/proc/self/cwd/../../../../..",
    "/proc/thread-self/root",
    "/../../../../..",
    "/dev/fd/3",
    "/dev/fd/4",
    "/dev/fd/5",
]

for way in WAYS:
    path = way + sys.argv[1]
    answer(f"read {path}", attempt(read, path))
    answer(f"write {path}", attempt(write, path, b"overwritten"))
    answer(f"list {path}", attempt(os.listdir, os.path.dirname(path)))
