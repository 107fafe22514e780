# Tries to reach the host's loopback server by one form of its address.

import socket

host, port = sys.argv[1], int(sys.argv[2])
answer("reach", attempt(socket.create_connection, (host, port), 5))
