# Asks for more names than one sandbox may have at a time, and counts those that are
# refused.

import socket
import struct

wanted = int(sys.argv[1])
BATCH = 32
SERVER_FAILURE = 2

datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
datagrams.settimeout(10)
datagrams.connect(("198.18.0.1", 53))
refused = 0
for start in range(0, wanted, BATCH):
    numbers = range(start, min(start + BATCH, wanted))
    for number in numbers:
        label = b"%06d" % number
        name = bytes([len(label)]) + label + b"\x05flood\x04test\0"
        header = struct.pack(">6H", number & 0xFFFF, 0x100, 1, 0, 0, 0)
        datagrams.send(header + name + struct.pack(">2H", 1, 1))
    for _ in numbers:
        refused += datagrams.recv(512)[3] & 15 == SERVER_FAILURE
answer("refused", refused)
