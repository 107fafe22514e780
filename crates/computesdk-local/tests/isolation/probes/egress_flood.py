# Asks for more of something than a sandbox may have.

import socket
import struct

kind, port, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])


def connections():
    """How many are carried: who is called speaks first. Several processes hold them, for
    one may not have so many open files."""
    address = socket.gethostbyname("api.test")
    (results, result), (held, hold) = os.pipe(), os.pipe()
    shares = [min(400, count - first) for first in range(0, count, 400)]
    for share in shares:
        if os.fork() == 0:
            os.close(hold)
            streams = [socket.create_connection((address, port), 20) for _ in range(share)]
            carried = sum(map(is_greeted, streams))
            os.write(result, b"%4d" % carried)
            os.read(held, 1)
            os._exit(0)
    carried = sum(int(os.read(results, 4)) for _ in shares)
    os.close(hold)
    answer("carried", carried)


def is_greeted(stream):
    try:
        return stream.recv(1) == b"x"
    except ConnectionResetError:
        return False


def datagrams():
    """How many sockets are answered."""
    address = socket.gethostbyname("api.test")
    sockets, answered = [], 0
    for _ in range(count):
        datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        datagrams.settimeout(10)
        datagrams.connect((address, port))
        datagrams.send(b"x")
        sockets.append(datagrams)
        try:
            answered += datagrams.recv(16) == b"secret"
        except ConnectionRefusedError:
            pass
    answer("answered", answered)


def question(number):
    label = str(number).encode()
    name = bytes([len(label)]) + label + b"\x05flood\x04test\0"
    asked = struct.pack(">6H", 7, 0x100, 1, 0, 0, 0) + name + struct.pack(">2H", 1, 1)
    return struct.pack(">H", len(asked)) + asked


def names():
    """How many addresses are given."""
    stream = socket.create_connection(("198.18.0.1", port), 60)
    replies, given = stream.makefile("rb"), set()
    for first in range(0, count, 100):
        numbers = range(first, min(first + 100, count))
        stream.sendall(b"".join(map(question, numbers)))
        for _ in numbers:
            reply = replies.read(*struct.unpack(">H", replies.read(2)))
            # How many records it has.
            if reply[7]:
                given.add(reply[-4:])
    answer("given", len(given))


{"connections": connections, "datagrams": datagrams, "names": names}[kind]()
