def inner(value):
    return 1 / value


def outer():
    try:
        return inner(0)
    except ZeroDivisionError as error:
        raise RuntimeError("nested ✗") from error


outer()
