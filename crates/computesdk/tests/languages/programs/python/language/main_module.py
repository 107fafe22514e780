import os
import sys

print(__name__, __doc__, __package__, __spec__, os.path.basename(__file__))
print(sys.modules["__main__"].__dict__ is globals(), __builtins__.__name__, sys.flags.interactive, sys.flags.optimize)
if __name__ == "__main__":
    import inspect

    print(inspect.getsource(inspect.currentframe()).splitlines()[0])
