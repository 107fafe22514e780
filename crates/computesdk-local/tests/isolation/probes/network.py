# Tries to reach the host's loopback server and the world.

import fcntl
import socket
import struct

port = int(sys.argv[1])
own = socket.create_server(("127.0.0.1", 0))
answer("own server", attempt(socket.create_connection, own.getsockname()))
answer("interfaces", [name for _, name in socket.if_nameindex()])
answer("loopback", attempt(socket.create_connection, ("127.0.0.1", port), 5))
answer("listed", f":{port:04X} " in open("/proc/net/tcp").read())

# The metadata service of clouds, private ranges, documentation ranges.
for address in ("169.254.169.254", "10.0.0.1", "172.17.0.1", "192.168.1.1", "192.0.2.1"):
    answer(f"reach {address}", attempt(socket.create_connection, (address, port), 5))
datagram = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
answer("reach by UDP", attempt(datagram.sendto, b"x", ("192.0.2.1", 53)))
if os.path.exists("/proc/net/if_inet6"):
    datagram = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
    answer("reach by IPv6", attempt(datagram.sendto, b"x", ("2001:db8::1", 53)))

SIOCADDRT, SIOCSIFADDR, SIOCSIFNAME = 0x890B, 0x8916, 0x8923
inet = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
address = struct.pack("16sHH4s8x", b"lo", socket.AF_INET, 0, socket.inet_aton("10.0.0.1"))
answer("add an address", attempt(fcntl.ioctl, inet, SIOCSIFADDR, address + bytes(8)))
answer("add a route", attempt(fcntl.ioctl, inet, SIOCADDRT, bytes(120)))
answer("move an interface", attempt(fcntl.ioctl, inet, SIOCSIFNAME, struct.pack("16s24s", b"lo", b"x")))
