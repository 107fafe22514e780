# Lists what is open. Fetching the list opens one more, which is gone again.

descriptors = [int(name) for name in os.listdir("/proc/self/fd")]
open_ones = [number for number in descriptors if os.path.lexists(f"/proc/self/fd/{number}")]
answer("open", sorted(open_ones))
for number in open_ones:
    answer(number, os.readlink(f"/proc/self/fd/{number}"))
answer("list init's", attempt(os.listdir, "/proc/1/fd"))
