import sys

print("naïve — 日本語 — 🦀")
sys.stdout.buffer.write(b"\xff\xfe raw\n")
print(sys.stdout.encoding, ascii("é"))
