# Tries to reach a server of the host by one way around the rules.

import socket
import ssl
import struct
import urllib.error
import urllib.request

name, port = sys.argv[1], int(sys.argv[2])
# Where to, for the ways that have no name for it.
host = sys.argv[3] if len(sys.argv) > 3 else None


def look_up(host):
    """Asks the relay itself: the sandbox has names of its own in /etc/hosts."""
    labels = b"".join(bytes([len(part)]) + part for part in host.encode().split(b"."))
    question = struct.pack(">6H", 7, 0x100, 1, 0, 0, 0) + labels + b"\0" + struct.pack(">2H", 1, 1)
    datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    datagrams.settimeout(10)
    datagrams.connect(("198.18.0.1", 53))
    datagrams.send(question)
    reply = datagrams.recv(512)
    return socket.inet_ntoa(reply[-4:]) if reply[7] else None


def get(host, header, whole=True):
    address = look_up(host)
    if address is None:
        return "no such name"
    return request(address, header, whole)


def request(address, header, whole=True):
    stream = socket.create_connection((address, port), 10)
    stream.sendall(f"GET / HTTP/1.1\r\nHost: {header}\r\nConnection: close\r\n\r\n".encode())
    reply = b""
    while part := stream.recv(4096):
        reply += part
        if reply.endswith(b"secret"):
            return "secret" if whole else reply.split()[1].decode()
    return reply.split()[1].decode()


def greet(host, asked):
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    stream = socket.create_connection((look_up(host), port), 10)
    try:
        context.wrap_socket(stream, server_hostname=asked)
    except ssl.SSLError:
        return "answered"


def follow(location):
    """As any client of HTTP does."""
    try:
        return urllib.request.urlopen(f"http://api.test:{port}/{location}", timeout=10).read().decode()
    except urllib.error.HTTPError as error:
        return error.code
    except urllib.error.URLError as error:
        raise error.reason


def take(host):
    """Listens beside the relay, as those may who have the same id."""
    for kind, type in ("connections", socket.SOCK_STREAM), ("datagrams", socket.SOCK_DGRAM):
        own = socket.socket(socket.AF_INET, type)
        own.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        own.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        answer(kind, attempt(own.bind, (host, port)))
    return "tried"


def send(address):
    datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    datagrams.settimeout(10)
    datagrams.connect((address, port))
    datagrams.send(b"x")
    return datagrams.recv(16).decode()


ways = {
    "allowed": lambda: get("api.test", "api.test"),
    "another name": lambda: get("secret.test", "secret.test"),
    "localhost": lambda: get("localhost", "localhost"),
    "another host": lambda: get("api.test", "secret.test", whole=False),
    "another server name": lambda: greet("api.test", "secret.test"),
    "datagram": lambda: send(look_up("localhost")),
    "allowed datagram": lambda: send(look_up("api.test")),
    "address": lambda: request(host, "anything"),
    "datagram to address": lambda: send(host),
    "redirect": lambda: follow(host),
    "take": lambda: take(host),
}
try:
    answer(name, ways[name]())
except OSError as error:
    answer(name, errno.errorcode.get(error.errno, type(error).__name__))
