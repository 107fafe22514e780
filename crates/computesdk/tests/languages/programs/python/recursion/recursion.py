def down(depth):
    return 0 if depth == 0 else 1 + down(depth - 1)


print(down(900))
try:
    down(100000)
except RecursionError as error:
    print(type(error).__name__, error)
