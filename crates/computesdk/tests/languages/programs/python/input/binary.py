import hashlib
import sys

data = sys.stdin.buffer.read()
print(len(data), hashlib.sha256(data).hexdigest())
print(data)
try:
    print(data.decode())
except UnicodeDecodeError as error:
    print(error)
