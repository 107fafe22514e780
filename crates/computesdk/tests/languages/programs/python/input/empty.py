import sys

print(repr(sys.stdin.read()), repr(sys.stdin.read()), sys.stdin.isatty(), sys.argv[1:])
