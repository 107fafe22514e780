# Sends a signal by every call that can.

KILL, TKILL, TGKILL, QUEUE, PIDFD_OPEN, PIDFD_SEND = 62, 200, 234, 129, 434, 424

pid, signal = int(sys.argv[1]), int(sys.argv[2])
answer(f"kill {signal}", call(KILL, pid, signal))
answer(f"tkill {signal}", call(TKILL, pid, signal))
answer(f"tgkill {signal}", call(TGKILL, pid, pid, signal))
try:
    descriptor = os.pidfd_open(pid)
    answer(f"pidfd {signal}", call(PIDFD_SEND, descriptor, signal, 0, 0))
except OSError as error:
    answer(f"pidfd {signal}", errno.errorcode[error.errno])
