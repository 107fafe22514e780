# Reaches for a process that is no command yet.

PTRACE, PRLIMIT, SETPRIORITY, KILL, READ_MEMORY, GET_FD = 101, 302, 141, 62, 310, 438
ATTACH, NOFILE, STOP = 16, 7, 19



def made_ahead():
    """Its process id, once it is there: it is made while this one runs."""
    while True:
        for process in filter(str.isdigit, os.listdir("/proc")):
            if process != "1" and read(f"/proc/{process}/comm") == b"compute-init\n":
                return int(process)


pid = made_ahead()
answer("trace", call(PTRACE, ATTACH, pid, 0, 0))
for name in ["mem", "environ", "maps", "auxv"]:
    try:
        with open(f"/proc/{pid}/{name}", "rb") as file:
            answer(name, f"ok: {file.read(1)}")
    except OSError as error:
        answer(name, errno.errorcode[error.errno])
for name in ["fd", "cwd", "root", "exe"]:
    try:
        path = f"/proc/{pid}/{name}"
        answer(name, f"ok: {os.listdir(path) if name == 'fd' else os.readlink(path)}")
    except OSError as error:
        answer(name, errno.errorcode[error.errno])
limit = (ctypes.c_uint64 * 2)(3, 3)
answer("lower a limit", call(PRLIMIT, pid, NOFILE, ctypes.addressof(limit), 0))
answer("priority", call(SETPRIORITY, 0, pid, 19))
descriptor = os.pidfd_open(pid)
answer("take a descriptor", call(GET_FD, descriptor, 0, 0))
answer("stop", call(KILL, pid, STOP))
