# Looks for a value in the environment of every process that can be seen.

secret = sys.argv[1].encode()
found = []
for process in filter(str.isdigit, os.listdir("/proc")):
    for file in ("environ", "cmdline"):
        path = f"/proc/{process}/{file}"
        # Its own command line names what it looks for.
        if process == str(os.getpid()) and file == "cmdline":
            continue
        try:
            if secret in read(path, 1 << 20):
                found.append(path)
        except OSError:
            pass
# LC_CTYPE is what Python itself adds.
answer("names", " ".join(sorted(set(os.environ) - {"LC_CTYPE"})))
answer("found in", found)
answer("read /proc/1/environ", attempt(read, "/proc/1/environ"))
