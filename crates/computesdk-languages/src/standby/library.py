# Modules of the standard library, loaded while nobody asks for anything. A program comes to
# see one when it imports it, and only if it is the very one that it would find then.

import builtins
import os
import sys

# Those that programs import most: loaded where it is not known yet what they import there.
USUAL = """
    types enum functools collections collections.abc keyword operator reprlib re string
    struct math random datetime time json copy itertools heapq bisect dataclasses inspect
    typing contextlib pathlib fnmatch csv io
""".split()

# Further ones that may be loaded without anybody noticing, where they are imported.
MORE = """
    abc argparse array ast asyncio base64 binascii bz2 calendar cmath codecs
    concurrent.futures concurrent.futures.thread configparser ctypes decimal difflib
    email email.message errno filecmp fcntl fractions getpass glob graphlib gzip hashlib
    hmac html html.parser http http.client http.server http.cookies ipaddress linecache
    locale logging lzma mimetypes mmap numbers pickle platform pprint queue resource
    secrets select selectors shlex shutil signal socket socketserver sqlite3 ssl stat
    statistics subprocess sysconfig tarfile tempfile textwrap threading timeit tomllib
    traceback unicodedata unittest urllib urllib.error urllib.parse urllib.request uuid
    weakref xml.dom.minidom xml.etree.ElementTree zipfile zlib zoneinfo
""".split()

# Variables that some of them read when they are imported.
READ = "OPENSSL_CONF", "OPENSSL_MODULES", "PYTHONTZPATH", "PY_SAX_PARSER"


class Alone:
    """Within this nothing is imported but what is Python's own."""

    def __enter__(self):
        self.path, self.finders = sys.path[:], sys.meta_path[:]
        home = os.path.dirname(os.__file__)
        sys.path[:] = [home, *(place for place in self.path if place.endswith("lib-dynload"))]
        sys.meta_path[:] = filter(is_of_python, self.finders)

    def __exit__(self, *error):
        sys.path[:], sys.meta_path[:] = self.path, self.finders


class Library:
    """A finder of modules that gives what was loaded in place of what was found."""

    def __init__(self, began):
        self.began = began
        self.importing = builtins.__import__
        # All modules that there were before.
        self.before = dict(sys.modules)
        self.finders = sys.meta_path[:]
        self.read = read()
        self.modules = {}
        # What each needs, by its name, and when its file was changed.
        self.needs = {}
        self.changed = {}
        self.given = set()

    def load(self, names, goes_on):
        """Loads modules until it shall not go on; there is no trace of them then."""
        builtins.__import__ = self.noting(self.importing)
        try:
            with Alone():
                for name in names:
                    if not goes_on():
                        break
                    already = set(sys.modules)
                    try:
                        self.importing(name)
                    except Exception:
                        pass  # Not every Python has all of them.
                    self.needs.setdefault(name, set()).update(set(sys.modules) - already)
        finally:
            builtins.__import__ = self.importing
        self.put_away([name for name in sys.modules if name not in self.before])

    def noting(self, importing):
        def note(name, globals=None, locals=None, fromlist=(), level=0):
            module = importing(name, globals, locals, fromlist, level)
            if level:
                above = globals["__package__"].rsplit(".", level - 1)[0]
                name = above + "." + name if name else above
            inside = (name + "." + inner for inner in fromlist or ())
            needs = [name, *(inner for inner in inside if inner in sys.modules)]
            self.needs.setdefault(being_loaded(sys._getframe(1)), set()).update(needs)
            return module

        return note

    def put_away(self, names):
        self.modules = {name: sys.modules.pop(name) for name in names}
        for name, module in self.modules.items():
            above, _, inner = name.rpartition(".")
            parent = self.modules.get(above) or sys.modules.get(above)
            known = specification(name, module)
            if known is None:
                # It came with the one that it is in.
                self.needs.setdefault(above, set()).add(name)
            elif parent is not None and vars(parent).get(inner) is module:
                delattr(parent, inner)
            self.changed[name] = when_changed(known)
        if any(time is not None and time >= self.began for time in self.changed.values()):
            self.modules = {}
        if self.modules:
            sys.meta_path.insert(0, self)

    def find_spec(self, name, path=None, target=None):
        module = self.modules.get(name)
        if module is None or target is not None or name in self.given:
            return None
        if not self.is_usual():
            return self.end()
        found = self.find(name, path)
        if found is None:
            return None
        missing = []
        for each in self.all_needs(name):
            known = self.modules.get(each, self.before.get(each))
            if each in sys.modules:
                if sys.modules[each] is not known:
                    return self.end()
            elif each in self.given or each in self.before or not self.find(each):
                # Another one would come in its place.
                return self.end()
            else:
                missing.append(each)
        return self.instead(found, module, missing)

    def is_usual(self):
        """Whether modules are found as they were when these were loaded."""
        return (
            builtins.__import__ is self.importing
            and [finder for finder in sys.meta_path if finder is not self] == self.finders
            and read() == self.read
        )

    def all_needs(self, name):
        """The names of all that is needed, but for this one."""
        found, ahead = set(), [name]
        while ahead:
            each = ahead.pop()
            if each not in found and (each in self.modules or each in self.before):
                found.add(each)
                # What there was before had all that it needs.
                if each in self.modules:
                    ahead.extend(self.needs.get(each, ()))
                    ahead.append(each.rpartition(".")[0])
        found.discard(name)
        # In the order in which they were loaded.
        return [each for each in (*self.before, *self.modules) if each in found]

    def find(self, name, path=None):
        """How the module would be found by others, if that is still the one that was loaded."""
        above = name.rpartition(".")[0]
        known = specification(name, self.modules[name])
        if known is None:
            return True
        if above and path is None:
            path = (self.modules.get(above) or sys.modules[above]).__path__
        for finder in self.finders:
            if hasattr(finder, "find_spec"):
                found = finder.find_spec(name, path, None)
                if found is not None:
                    is_it = (
                        found.origin == known.origin
                        and type(found.loader) is type(known.loader)
                        and when_changed(found) == self.changed[name]
                    )
                    return found if is_it else None
        return None

    def show(self, name):
        module = sys.modules[name] = self.modules[name]
        self.given.add(name)
        refresh(name, module)
        above, _, inner = name.rpartition(".")
        if above and specification(name, module):
            setattr(self.modules.get(above) or sys.modules[above], inner, module)

    def instead(self, found, module, needed):
        """What was found, by which nothing new is loaded: in the import that asked for it."""
        known, usual = module.__spec__, found.loader

        def create(spec):
            del loader.create_module
            if sys._getframe(2).f_code.co_name != "_load_unlocked":
                return loader.create_module(spec)
            for each in needed:
                self.show(each)
            self.given.add(known.name)
            loader.exec_module = as_call(execute)
            return module

        def execute(module):
            del loader.exec_module
            module.__spec__ = known
            refresh(known.name, module)

        if isinstance(usual, type):
            loader = found.loader = type(usual.__name__, (usual,), {})
            as_call = staticmethod
        else:
            loader, as_call = usual, lambda call: call
        loader.create_module = as_call(create)
        return found

    def end(self):
        """Leaves everything that was not given yet to Python."""
        self.given.update(self.modules)
        if self in sys.meta_path:
            sys.meta_path.remove(self)


def read():
    return [os.environ.get(name) for name in READ]


def being_loaded(frame):
    """The name of the module whose own code runs, or has called what runs."""
    while frame and frame.f_code.co_name != "<module>":
        frame = frame.f_back
    return frame and frame.f_globals.get("__name__")


def is_of_python(finder):
    return getattr(finder, "__module__", "").startswith("_frozen_importlib")


def specification(name, module):
    """How it was found; None where it is no module of its own, but another name."""
    found = getattr(module, "__spec__", None)
    return found if found and found.name == name else None


def when_changed(spec):
    try:
        return os.stat(spec.origin).st_mtime_ns if spec and spec.has_location else None
    except OSError:
        return None


def refresh(name, module):
    """Modules know when they were loaded."""
    if name == "logging":
        import time

        now = time.time_ns if isinstance(module._startTime, int) else time.time
        module._startTime = now()
