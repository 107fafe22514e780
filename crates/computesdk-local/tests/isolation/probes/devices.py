# Opens devices by their usual names, and makes them under new ones.

import stat

for name in "mem kmsg kvm fuse sda vda nvme0n1 loop0 loop-control mapper/control net/tun vsock console tty0 ttyS0 port userfaultfd cpu_dma_latency hwrng".split():
    answer(f"open /dev/{name}", attempt(read, f"/dev/{name}"))

NUMBERS = {
    "mem": (stat.S_IFCHR, 1, 1),
    "kmsg": (stat.S_IFCHR, 1, 11),
    "null": (stat.S_IFCHR, 1, 3),
    "console": (stat.S_IFCHR, 5, 1),
    "fuse": (stat.S_IFCHR, 10, 229),
    "kvm": (stat.S_IFCHR, 10, 232),
    "sda": (stat.S_IFBLK, 8, 0),
    "vda": (stat.S_IFBLK, 254, 0),
    "loop0": (stat.S_IFBLK, 7, 0),
}
for place in ("/tmp", "/home/user", "/dev", "/dev/shm", "/usr/local", "/run"):
    for name, (kind, major, minor) in NUMBERS.items():
        path = f"{place}/made-{name}"
        answer(f"make {path}", attempt(os.mknod, path, kind | 0o666, os.makedev(major, minor)))
