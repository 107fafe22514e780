import sys

line = b"".join(b"%07d\n" % number for number in range(8192))
for _ in range(1024):
    sys.stdout.buffer.write(line)
