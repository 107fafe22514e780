# Mounts whatever could give something away.

MOUNT, FSOPEN, OPEN_TREE, MOVE_MOUNT, MS_BIND = 165, 430, 428, 429, 4096

os.makedirs("/tmp/target", exist_ok=True)
for kind in (
    "tmpfs proc sysfs cgroup cgroup2 devtmpfs devpts mqueue overlay ext4 debugfs tracefs "
    "securityfs bpf binfmt_misc fuse hostfs 9p nfs"
).split():
    name = kind.encode()
    answer(f"mount {kind}", call(MOUNT, b"none", b"/tmp/target", name, 0, 0))
    answer(f"open {kind}", call(FSOPEN, name, 0))
answer("mount cgroup with an agent", call(MOUNT, b"none", b"/tmp/target", b"cgroup", 0, b"rdma"))
answer("bind", call(MOUNT, b"/usr", b"/tmp/target", b"", MS_BIND, 0))
answer("clone a tree", call(OPEN_TREE, -100, b"/usr", 1))
answer("move a mount", call(MOVE_MOUNT, -100, b"/tmp", -100, b"/tmp/target", 0))
