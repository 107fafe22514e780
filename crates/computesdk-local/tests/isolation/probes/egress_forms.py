# Tries to reach a server of the host by its address, written in each of these forms.

import socket

port = int(sys.argv[1])


def get(host):
    stream = socket.create_connection((host, port), 10)
    stream.sendall(b"GET / HTTP/1.1\r\nHost: api.test\r\nConnection: close\r\n\r\n")
    reply = b""
    while part := stream.recv(4096):
        reply += part
    return "secret" if reply.endswith(b"secret") else "another answer"


def told(host):
    try:
        return get(host)
    except OSError as error:
        return errno.errorcode.get(error.errno, type(error).__name__)


for host in sys.argv[2:]:
    answer(host, told(host))
