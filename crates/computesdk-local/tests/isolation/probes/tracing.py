# Looks into a process by every way there is.

PTRACE, VM_READ, VM_WRITE, KCMP, GETFD, PIDFD_OPEN = 101, 310, 311, 312, 438, 434
PTRACE_ATTACH, PTRACE_SEIZE = 16, 0x4206

pid = int(sys.argv[1])
seized = call(PTRACE, PTRACE_SEIZE, pid, 0, 0)
answer("seize", seized)
# Attaching stops its victim: not where it would succeed.
answer("attach", seized if seized == "ok" else call(PTRACE, PTRACE_ATTACH, pid, 0, 0))
buffer = ctypes.create_string_buffer(8)
vector = (ctypes.c_size_t * 2)(ctypes.addressof(buffer), 8)
answer("read memory", call(VM_READ, pid, vector, 1, vector, 1, 0))
answer("write memory", call(VM_WRITE, pid, vector, 1, vector, 1, 0))
answer("compare", call(KCMP, os.getpid(), pid, 0, 0, 0))
answer("take a descriptor", call(GETFD, os.pidfd_open(pid), 0, 0))
for name in ("environ", "mem", "maps", "auxv", "syscall", "stack", "pagemap", "io"):
    # Kernels differ in which of them they have.
    if os.path.exists(f"/proc/self/{name}"):
        answer(f"/proc read {name}", attempt(read, f"/proc/{pid}/{name}"))
for name in ("root", "cwd", "exe", "fd/0", "ns/mnt", "ns/user", "ns/pid"):
    answer(f"/proc follow {name}", attempt(os.stat, f"/proc/{pid}/{name}"))
answer("/proc write mem", attempt(write, f"/proc/{pid}/mem"))
if pid == 1:
    answer("/proc list fd", attempt(os.listdir, "/proc/1/fd"))
    answer("/proc write oom_score_adj", attempt(write, "/proc/1/oom_score_adj", b"1000"))
