import os
import sys

print(b"\xff\xc3\xa9".decode(errors="replace"), b"\xff".decode(errors="surrogateescape").encode(errors="surrogateescape"))
print("é".encode("latin-1"), "日本".encode("utf-16-le"), "a\u0301", len("a\u0301"))
print(sys.getfilesystemencoding(), sys.stdin.encoding, sys.stderr.errors)
print(os.fsencode("x\udcff"))
print("\udcff")
