# Waits until there is a program to run. Python reads this file last of all that it does
# before it opens the program (it takes it for the `sitecustomize` of the machine), so
# whatever comes after is done by Python itself, as if it had been started just then.

# So many milliseconds of quiet come before anything is loaded that nobody asked for.
QUIET = 30


def hide():
    """Takes this file away, as if it had never been there. What is to be loaded, and of the
    standard library, and when Python was about to start."""
    here = os.path.dirname(__file__)
    began = os.stat(__file__).st_mtime_ns

    def words(file):
        with open(os.path.join(here, file)) as file:
            return file.read().split()

    modules, library = words("modules"), USUAL
    if os.path.exists(os.path.join(here, "library")):
        library = [name for name in words("library") if name in USUAL or name in MORE]
    for directory, _, files in os.walk(here, topdown=False):
        for file in files:
            os.unlink(os.path.join(directory, file))
        os.rmdir(directory)
    step_aside(here)
    return modules, library, began


def preload(modules):
    for module in modules:
        try:
            __import__(module)
        except Exception:
            pass  # The program shall see that, if it imports it.


def settle():
    """Spares the work of collecting, at the end, what was there from the beginning. Gives what
    does the same for modules that come to it."""
    import atexit
    import gc

    for name in "atexit", "gc":
        sys.modules.pop(name)
    never = {"sys", "builtins", "__main__", "site", "sitecustomize"}
    known = [pair for pair in sys.modules.items() if pair[0] not in never]
    # Nothing else keeps them alive then, and what is frozen is not collected.
    known.append(("", known))

    def forget(modules=sys.modules):
        for name, module in known:
            if modules.get(name) is module:
                del modules[name]

    atexit.register(forget)
    gc.collect()
    gc.freeze()

    def keep(modules):
        known.extend(modules.items())
        gc.freeze()

    return keep


def renew_main():
    """What the program makes shall be collected, with the module that it is."""
    main = type(sys)("__main__")
    vars(main).clear()
    vars(main).update(vars(sys.modules["__main__"]))
    sys.modules["__main__"] = main


def is_silent():
    """Whether nobody learns of a module that is loaded but by its name."""
    told = "PYTHONPROFILEIMPORTTIME", "PYTHONTRACEMALLOC", "PYTHONDUMPREFS"
    flags = sys.flags.verbose or sys.flags.dev_mode or sys.warnoptions or sys._xoptions
    return not flags and not any(name in os.environ for name in told)


def load_library(names, began):
    """Loads modules, once nobody has asked for a while, until somebody does."""
    had_select = "select" in sys.modules
    with Alone():
        import select

    if not had_select:
        del sys.modules["select"]
    asked = select.poll()
    asked.register(0, select.POLLIN)
    library = Library(began)
    if not asked.poll(QUIET):
        library.load(names, lambda: not asked.poll(0))
    return library.modules


def look():
    """When everything was changed that Python has read already."""
    files = [sys.executable, os.path.join(sys.prefix, "pyvenv.cfg"), *sys.path]
    site = sys.modules.get("site")
    files.append(getattr(site, "USER_SITE", None))
    for module in list(sys.modules.values()):
        origin = getattr(getattr(module, "__spec__", None), "origin", None)
        files.append(origin)
    seen = {}
    for file in files:
        if file and file not in ("built-in", "frozen"):
            try:
                seen[file] = os.stat(file).st_mtime_ns
            except OSError:
                seen[file] = None
    return seen


def receive():
    """What is to be run: four bytes of length, then words, each but the last ended by NUL."""

    def read(length):
        read = b""
        while len(read) < length:
            part = os.read(0, length - len(read))
            if not part:
                os._exit(0)
            read += part
        return read

    return read(int.from_bytes(read(4), "big")).split(b"\0")


def wait():
    modules, library, began = hide()
    preload(modules)
    keep = settle()
    try:
        if library and is_silent():
            keep(load_library(library, began))
    except Exception:
        pass  # Whatever it was: the program is not to run before it is asked for.
    renew_main()
    seen = look()
    # What was changed while Python started, it may have seen or not.
    unsure = any(time is not None and time >= began for time in seen.values())
    stdin, cwd, path, *args = (os.fsdecode(word) for word in receive())
    if stdin == "null":
        null = os.open(os.devnull, os.O_RDONLY)
        os.dup2(null, 0)
        os.close(null)
    if path:
        os.environ["PYTHONPATH"] = path[1:]
    else:
        del os.environ["PYTHONPATH"]
    try:
        # It may have been replaced.
        os.chdir(cwd)
    except OSError:
        pass
    if unsure or look() != seen:
        start_anew(args)
    # What is in the directories that were looked at is as it was.
    for path, finder in sys.path_importer_cache.items():
        if path not in seen and hasattr(finder, "invalidate_caches"):
            finder.invalidate_caches()
    sys.argv.extend(args)
    if hasattr(sys, "orig_argv"):
        sys.orig_argv.extend(args)


def start_anew(args):
    import signal

    for number in signal.SIGPIPE, signal.SIGXFSZ:
        signal.signal(number, signal.SIG_DFL)
    words = getattr(sys, "orig_argv", [sys.executable, *sys.argv])
    os.execv(sys.executable, [*words, *args])


wait()
