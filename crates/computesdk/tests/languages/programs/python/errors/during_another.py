import sys


class Trouble(Exception):
    def __str__(self):
        return f"trouble: {self.args!r}"


try:
    try:
        [][0]
    except IndexError:
        None.missing
except AttributeError as error:
    error.add_note("a note")
    raise Trouble("ü", 1) from None if len(sys.argv) > 5 else error
