import contextlib
import itertools

print([make() for make in [lambda: number for number in range(3)]])


def counter():
    count = 0

    def add(step=1):
        nonlocal count
        count += step
        return count

    return add


def echo():
    received = None
    try:
        while True:
            received = yield received
    finally:
        print("closed")


@contextlib.contextmanager
def tag(name):
    print(f"<{name}>")
    yield
    print(f"</{name}>")


add = counter()
add()
print(add(5))
talk = echo()
next(talk)
print(talk.send("hi"))
talk.close()
with tag("b"):
    print(list(itertools.islice(itertools.accumulate(itertools.count(1)), 5)))
