# Tries to change the network that it is in.

import fcntl
import socket
import struct

NETLINK_ROUTE, NETLINK_NETFILTER = 0, 12
REQUEST, ACKNOWLEDGE = 1, 4


def message(kind, flags, body):
    return struct.pack("IHHII", 16 + len(body), kind, flags, 1, 0) + body


def ask(part, messages):
    link = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, part)
    link.settimeout(10)
    link.send(messages)
    code = struct.unpack("i", link.recv(1000)[16:20])[0]
    if code:
        raise OSError(-code, "refused")


def reach():
    """A server that the host has at every address, if it can be reached at any."""
    try:
        stream = socket.create_connection(("10.0.0.1", port), 10)
        stream.sendall(b"GET / HTTP/1.1\r\n\r\n")
        return "secret" if stream.recv(4096).endswith(b"secret") else "something else"
    except OSError as error:
        return errno.errorcode.get(error.errno, repr(error))


port = int(sys.argv[1])
SUBSYSTEM, BEGIN, END, DELETE_TABLE = 10, 16, 17, 2
header = struct.pack(">BBH", 0, 0, SUBSYSTEM)
flush = message(SUBSYSTEM << 8 | DELETE_TABLE, REQUEST | ACKNOWLEDGE, bytes(4))
batch = message(BEGIN, REQUEST, header) + flush + message(END, REQUEST, header)
answer("flush the filter", attempt(ask, NETLINK_NETFILTER, batch))
answer("reach after the filter", reach())

# The one that makes every address local, whatever its scope.
TABLE_LOCAL, ANY_SCOPE, LOCAL = 255, 255, 2
route = struct.pack("8BI", socket.AF_INET, 0, 0, 0, TABLE_LOCAL, 0, ANY_SCOPE, LOCAL, 0)
answer("delete a route", attempt(ask, NETLINK_ROUTE, message(25, REQUEST | ACKNOWLEDGE, route)))
answer("reach after the route", reach())

SIOCSIFFLAGS = 0x8914
down = struct.pack("16sH22s", b"lo", 0, b"")
inet = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
answer("take the device down", attempt(fcntl.ioctl, inet, SIOCSIFFLAGS, down))
