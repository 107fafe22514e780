import sys
import threading


def down(depth):
    return 0 if depth == 0 else 1 + down(depth - 1)


sys.setrecursionlimit(200_000)
threading.stack_size(256 << 20)
thread = threading.Thread(target=lambda: print(down(50_000)))
thread.start()
thread.join()
