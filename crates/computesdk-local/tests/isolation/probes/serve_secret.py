# Says a secret to whoever connects to one of its sockets.

import socket
import threading


def serve(listener):
    while True:
        stream, _ = listener.accept()
        stream.recv(4096)
        stream.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nsecret")
        stream.close()


loopback = socket.create_server(("127.0.0.1", 8000))
threading.Thread(target=serve, args=(loopback,)).start()
# Last: who waits for it finds both.
abstract = socket.socket(socket.AF_UNIX)
abstract.bind("\0computesdk-neighbour")
abstract.listen()
serve(abstract)
