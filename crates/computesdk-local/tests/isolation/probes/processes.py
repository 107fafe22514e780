# Lists every process that can be seen.

names, found = [], []
for process in filter(str.isdigit, os.listdir("/proc")):
    line = read(f"/proc/{process}/cmdline", 1 << 16).decode()
    name = line.split("\0")[0]
    names.append(name)
    # This process has the name that it looks for among its arguments.
    if sys.argv[1] in name:
        found.append(name)
answer("names", sorted(set(names)))
answer("found", found)
