import sys


def inner():
    try:
        sys.exit("what went wrong: ✗")
    finally:
        print("finally")


inner()
