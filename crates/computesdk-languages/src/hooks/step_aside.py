import sys


def step_aside(here):
    """Lets Python go on as if this file, which it takes for the `sitecustomize` of the
    machine, and its directory had never been there."""
    sys.path.remove(here)
    sys.path_importer_cache.pop(here, None)
    # The machine may have a file of this name too.
    del sys.modules["sitecustomize"]
    try:
        import sitecustomize
    except ImportError as error:
        if error.name != "sitecustomize":
            raise
        # What imports this file wants to find a module of this name when it is through.
        __spec__.name = "builtins"


