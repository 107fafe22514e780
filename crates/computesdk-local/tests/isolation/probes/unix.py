# Connects to a Unix socket; a name with "@" in front is abstract.

import socket

name = sys.argv[1]
own = socket.socket(socket.AF_UNIX)
own.bind("\0own-socket")
own.listen()
answer("own socket", attempt(socket.socket(socket.AF_UNIX).connect, "\0own-socket"))
target = "\0" + name[1:] if name.startswith("@") else name
answer("connect", attempt(socket.socket(socket.AF_UNIX).connect, target))
answer("listed", name in open("/proc/net/unix").read())
