# Writes to files that act on the whole machine: what they hold already, so that
# a write that succeeds changes nothing.

SETTINGS = """
sys/kernel/core_pattern sys/kernel/modprobe sys/kernel/panic sys/kernel/dmesg_restrict
sys/kernel/randomize_va_space sys/kernel/unprivileged_bpf_disabled sys/kernel/pid_max
sys/kernel/hostname sys/kernel/domainname sys/kernel/ns_last_pid sys/kernel/shmmax
sys/vm/overcommit_memory sys/vm/panic_on_oom sys/vm/drop_caches sys/fs/file-max
sys/fs/suid_dumpable sys/fs/protected_symlinks sys/net/ipv4/ip_forward
sys/net/ipv4/ping_group_range sys/user/max_user_namespaces sys/user/max_mnt_namespaces
irq/default_smp_affinity fs/nfsd/threads bus/pci/devices sysrq-trigger kmsg
1/oom_score_adj 1/comm 1/uid_map 1/setgroups 1/timerslack_ns self/uid_map self/setgroups
""".split()


def rewrite(path):
    """Writes what is there."""
    descriptor = os.open(path, os.O_WRONLY)
    try:
        held = read(path, 4096)
        if not held:
            return "hidden"
        os.write(descriptor, held)
        return "ok"
    except OSError as error:
        return errno.errorcode[error.errno]
    finally:
        os.close(descriptor)


for setting in SETTINGS:
    path = f"/proc/{setting}"
    try:
        answer(setting, rewrite(path))
    except OSError as error:
        answer(setting, errno.errorcode[error.errno])
