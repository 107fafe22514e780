# Displays values: writes each to a file beside this one.

import os

HERE = os.path.dirname(__file__)
FILE = os.path.join(HERE, "results")
PID = os.getpid()
ESCAPES = {number: "\\u%04x" % number for number in (*range(32), ord('"'), ord("\\"))}


def display(*values, raw=False):
    """Shows values in each form that they have. With `raw` they are such forms, by their
    media types."""
    for value in values:
        write(raw_bundle(value) if raw else bundle(value), False)


def write(data, is_main):
    """One line, at once: whatever ends the program, those before are whole."""
    try:
        line = as_json({"main": is_main, "data": data}).encode("utf-8", "replace")
        # What was broken off before ends there.
        left = b"\n%s\n" % line
        file = os.open(FILE, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC)
        try:
            while left:
                left = left[os.write(file, left) :]
        finally:
            os.close(file)
    except Exception as error:
        tell("lost", error)


def as_json(value):
    """By hand: a module of this name may be the program's own."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, str):
        return '"%s"' % value.translate(ESCAPES)
    if isinstance(value, dict):
        pairs = (as_json(key) + ":" + as_json(each) for key, each in value.items())
        return "{%s}" % ",".join(pairs)
    if isinstance(value, list):
        return "[%s]" % ",".join(map(as_json, value))
    return repr(value)
