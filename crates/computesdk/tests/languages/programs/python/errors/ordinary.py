import math


def attempt(work):
    try:
        print(work())
    except Exception as error:
        print(type(error).__name__, "-", error)


attempt(lambda: 1 / 0)
attempt(lambda: 1 % 0.0)
attempt(lambda: [1, 2][5])
attempt(lambda: {}["key"])
attempt(lambda: None.upper())
attempt(lambda: int("x1"))
attempt(lambda: math.exp(1000))
attempt(lambda: "a" + 1)
attempt(lambda: "\udc80".encode())
attempt(lambda: open("/no/such/file"))
attempt(lambda: __import__("no_such_module"))
attempt(lambda: undefined_name)
