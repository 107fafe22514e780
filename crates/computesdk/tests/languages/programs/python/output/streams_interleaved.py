import sys

for number in range(200):
    print("out", number)
    print("err", number, file=sys.stderr)
    if number % 50 == 0:
        sys.stdout.flush()
sys.stderr.write("no end")
