#!/bin/sh
# The first process of the virtual machine: runs chosen tests once for each
# weakening, each time in a fresh copy of the host's file system, and powers off.
#
# $work (from the kernel's command line) holds the test program and the list of
# weakenings: on each line the defences to leave out and the tests to run. With
# "none", nothing is left out; nor with "user", when an ordinary user runs them.

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
    cp "$work/isolation" run/isolation
    mkdir run/old
    pivot_root . run/old
    cd / || exit
    umount -l /run/old

    mkdir -m 777 tmp/home
    case $defences in
    none) who=0 home=/root defences= ;;
    user) who=1000 home=/tmp/home defences= ;;
    *) who=0 home=/root ;;
    esac
    export HOME=$home COMPUTESDK_WEAKEN="$defences"
    # With a group more, as users have them.
    exec setpriv --reuid $who --regid $who --groups 4 timeout 200 \
        /run/isolation --test-threads 2 --color never --exact $tests
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
while read -r defences tests; do
    echo "WITHOUT $defences"
    export defences tests
    unshare --mount --propagation private -- "$0" run_tests 2>&1
    echo "DONE"
done <"$work/weakenings"
poweroff -f
