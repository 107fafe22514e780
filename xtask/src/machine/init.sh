#!/bin/sh
# The first process of the virtual machine: does one run of tests after the
# other, each in a fresh copy of the host's file system, and powers off.
#
# $work (from the kernel's command line) holds the test program and the list of
# runs: on each line who runs it, the defences to leave out, and the tests.

export PATH=/usr/sbin:/usr/bin:/sbin:/bin

load_overlay() {
    grep -q overlay /proc/filesystems && return
    # Not by insmod: kmod need not be installed.
    python3 - /usr/lib/uml/modules/"$(uname -r)"/kernel/fs/overlayfs/overlay.ko <<'END'
import ctypes, os, sys
FINIT_MODULE = 313
module = os.open(sys.argv[1], os.O_RDONLY)
failed = ctypes.CDLL(None, use_errno=True).syscall(FINIT_MODULE, module, b"", 0)
sys.exit(os.strerror(ctypes.get_errno()) if failed else 0)
END
}

# Moves into a group below one that belongs to the user, as systemd's manager of
# a user has them.
enter_delegated_group() {
    cd /sys/fs/cgroup || exit
    echo +memory +pids +cpu >cgroup.subtree_control
    mkdir -p delegated/session
    echo +memory +pids +cpu >delegated/cgroup.subtree_control
    for group in delegated delegated/session; do
        chown 1000:1000 $group $group/cgroup.procs $group/cgroup.subtree_control
    done
    echo $$ >delegated/session/cgroup.procs
}

# Moves the controller of memory to version 1, once nobody uses it any more.
separate_memory() {
    find /sys/fs/cgroup -mindepth 1 -depth -type d -exec rmdir {} +
    echo -memory >/sys/fs/cgroup/cgroup.subtree_control
    mkdir /run/memory
    until mount -t cgroup -o memory none /run/memory; do sleep 0.1; done
}

# Gives the user a range of ids: package uidmap maps them.
give_ids() {
    # A number, not a name: the host's files may have one for it.
    echo ranger:x:1000:1000::/tmp/home:/bin/sh >>/etc/passwd
    echo 1000:100000:65536 | tee /etc/subuid >/etc/subgid
}

# In a mount namespace of its own: builds a root that can be written, moves into
# it and runs the tests.
run_tests() {
    mount -t tmpfs none /mnt
    mkdir /mnt/upper /mnt/work /mnt/root
    mount -t overlay -o lowerdir=/,upperdir=/mnt/upper,workdir=/mnt/work none /mnt/root
    cd /mnt/root || exit
    mount --rbind /proc proc
    mount --rbind /sys sys
    for directory in tmp run root dev home; do
        mount -t tmpfs none $directory
    done
    chmod 1777 tmp
    mount -t devtmpfs none dev
    mkdir -p dev/pts dev/shm
    mount -t devpts none dev/pts
    mount -t tmpfs none dev/shm
    cp "$work/tests" run/tests
    mkdir run/old
    pivot_root . run/old
    cd / || exit
    umount -l /run/old

    mkdir -m 777 tmp/home
    id=1000
    # What the tests must find: how many ids a sandbox has, and what enforces limits.
    export HOME=/tmp/home ISOLATION_IDS=one SURVIVAL_MECHANISM=none
    case $who in
    root) id=0 HOME=/root ISOLATION_IDS=many SURVIVAL_MECHANISM=cgroup_v2 ;;
    range) give_ids && ISOLATION_IDS=many ;;
    hybrid) id=0 HOME=/root ISOLATION_IDS=many SURVIVAL_MECHANISM=hybrid && separate_memory ;;
    delegated) enter_delegated_group && SURVIVAL_MECHANISM=cgroup_v2 ;;
    esac
    [ "$defences" = nothing ] || export COMPUTESDK_WEAKEN="$defences"
    # With a group more, as users have them.
    exec setpriv --reuid $id --regid $id --groups 4 timeout 400 \
        /run/tests --test-threads 2 --color never --exact $tests
}

if [ "$1" = run_tests ]; then
    run_tests
fi

mount -t proc none /proc
mount -t sysfs none /sys
mount -t cgroup2 none /sys/fs/cgroup
ip link set lo up
hostname outside
load_overlay
while read -r who defences tests; do
    echo "RUN $who without $defences"
    export who defences tests
    unshare --mount --propagation private -- "$0" run_tests 2>&1
    echo "DONE"
    # The kernel holds a descriptor of the host for every file that it remembers, and has
    # no more of them than a process of the host may open. Not during a run: what is
    # remembered anew may get another inode, and `rm -r` leaves such a directory alone.
    echo 2 >/proc/sys/vm/drop_caches
done <"$work/runs"
poweroff -f
