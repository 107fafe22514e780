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


# The one that makes every address local, whatever its scope (255).
route = struct.pack("8BI", socket.AF_INET, 0, 0, 0, 255, 0, 255, 2, 0)
answer("delete a route", attempt(ask, NETLINK_ROUTE, message(25, REQUEST | ACKNOWLEDGE, route)))

SUBSYSTEM, BEGIN, END, DELETE_TABLE = 10, 16, 17, 2
header = struct.pack(">BBH", 0, 0, SUBSYSTEM)
flush = message(SUBSYSTEM << 8 | DELETE_TABLE, REQUEST | ACKNOWLEDGE, bytes(4))
batch = message(BEGIN, REQUEST, header) + flush + message(END, REQUEST, header)
answer("flush the filter", attempt(ask, NETLINK_NETFILTER, batch))

SIOCSIFFLAGS = 0x8914
down = struct.pack("16sH22s", b"lo", 0, b"")
inet = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
answer("take the device down", attempt(fcntl.ioctl, inet, SIOCSIFFLAGS, down))
