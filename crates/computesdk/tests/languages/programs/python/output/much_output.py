import sys

line = "x" * 1023
for _ in range(4096):
    print(line)
print("the end", file=sys.stderr)
