"""What every probe starts with: raw system calls, and one answer per line."""

import ctypes
import errno
import os
import sys

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long


def call(number, *arguments):
    """A system call: "ok", or the name of its error."""
    wide = [a if isinstance(a, (bytes, ctypes.Array)) else ctypes.c_long(a) for a in arguments]
    ctypes.set_errno(0)
    if _libc.syscall(ctypes.c_long(number), *wide) == -1:
        return errno.errorcode[ctypes.get_errno()]
    return "ok"


def attempt(action, *arguments, **options):
    """A Python call: "ok", or the name of its error."""
    try:
        action(*arguments, **options)
    except OSError as error:
        return errno.errorcode.get(error.errno, repr(error))
    return "ok"


def answer(name, outcome):
    print(f"{name}\t{outcome}")


def read(path, size=64):
    """The start of a file."""
    with open(path, "rb") as file:
        return file.read(size)


def write(path, content=b"0"):
    """Overwrites the start of an existing file."""
    descriptor = os.open(path, os.O_WRONLY)
    try:
        os.write(descriptor, content)
    finally:
        os.close(descriptor)
