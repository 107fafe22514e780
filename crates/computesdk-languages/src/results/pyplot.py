# Displays figures of matplotlib, which would be shown on a screen.


class Pyplot:
    """Finds matplotlib's module for figures on a screen, and is the screen."""

    @classmethod
    def find_spec(cls, name, path=None, target=None):
        if name != "matplotlib.pyplot":
            return None
        sys.meta_path.remove(cls)
        specs = (finder.find_spec(name, path, target) for finder in sys.meta_path)
        spec = next((spec for spec in specs if spec), None)
        if spec:
            execute = spec.loader.exec_module

            def exec_module(module):
                execute(module)
                attempt({}, "matplotlib", lambda: cls.adopt(module))

            spec.loader.exec_module = exec_module
        return spec

    @staticmethod
    def adopt(pyplot):
        import atexit
        import matplotlib
        from matplotlib._pylab_helpers import Gcf

        try:
            chosen = matplotlib.get_backend(auto_select=False)
        except TypeError:  # Before 3.10.
            chosen = dict.__getitem__(matplotlib.rcParams, "backend")
        if not isinstance(chosen, str):
            matplotlib.use("agg")

        def figures():
            return [manager.canvas.figure for _, manager in sorted(Gcf.figs.items())]

        def show(*args, block=None, **options):
            for figure in figures():
                display(figure)
            # As with windows, which are closed when it returns.
            if block is not False:
                pyplot.close("all")

        def show_rest():
            for figure in figures():
                if os.getpid() == PID and not hasattr(figure, "_computesdk_shown"):
                    display(figure)

        pyplot.show = show
        atexit.register(show_rest)
