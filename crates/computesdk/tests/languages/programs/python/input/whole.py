import sys

text = sys.stdin.read()
print(len(text), len(text.encode()), text.count("\n"))
print(text.upper(), end="")
