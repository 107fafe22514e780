import sys

sys.stdout.buffer.write(bytes(range(256)) * 3)
sys.stdout.buffer.write(b"\r\n\x00")
sys.stderr.buffer.write(b"\xff\xfe\x00\xc3(")
