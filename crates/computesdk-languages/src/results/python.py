# Has a program display values, and its last expression be one. Python reads this file last
# of all that it does before it opens the program (it takes it for the `sitecustomize` of
# the machine), after the other files of this directory, which are above.
#
# Python itself runs the program, so nothing of this is below it. Only what it finds in the
# file for that moment is the program compiled, with the last expression handed to
# `display_result`: each line and column is what it was.

RESULT = "__computesdk_display_result__"


def begin():
    with open(os.path.join(HERE, "program")) as file:
        if file.read() != sys.argv[0]:
            return  # What starts the program, which is to come here too.
    hide()
    import builtins

    builtins.display = display
    sys.meta_path.insert(0, Pyplot)
    main = os.path.join(os.getcwd(), sys.argv[0])
    with open(main, "rb") as file:
        source = file.read()
    try:
        code = instrumented(source, main if sys.version_info >= (3, 9) else sys.argv[0])
    except Exception:
        return  # Python itself complains of it best.
    if code:
        take_place(main, source, code)


def hide():
    """Takes this file away, as if it had never been there."""
    before = os.environ["PYTHONPATH"][len(HERE) + 1 :]
    if before:
        os.environ["PYTHONPATH"] = before
    else:
        del os.environ["PYTHONPATH"]
    step_aside(HERE)


def instrumented(source, file):
    """The program, with its last expression handed over. `None` where it ends with none, or
    with one that a semicolon follows: Python is to compile it, and to warn of it."""
    import warnings

    with warnings.catch_warnings(record=True) as told:
        code = with_result(source, file)
    if code:
        for one in told:
            warnings.showwarning(one.message, one.category, one.filename, one.lineno)
    return code


def with_result(source, file):
    import _ast

    tree = compile(source, file, "exec", _ast.PyCF_ONLY_AST, True)
    body = tree.body
    if not body or type(body[-1]) is not _ast.Expr or ends_with_semicolon(source, body[-1]):
        return None

    def call(at, *values):
        names = "lineno", "col_offset", "end_lineno", "end_col_offset"
        place = {name: getattr(at, name, None) for name in names}
        name = _ast.Name(RESULT, _ast.Load(), **place)
        return _ast.Expr(_ast.Call(name, list(values), [], **place), **place)

    # What has to be first of all.
    first = 0
    if type(body[0]) is _ast.Expr and is_text(body[0].value):
        first = 1
    while first < len(body) and getattr(body[first], "module", None) == "__future__":
        first += 1
    result = call(body[-1], body[-1].value)
    if first < len(body):
        del body[-1]
    body.append(result)
    body.insert(first, call(body[first]))
    return compile(tree, file, "exec", 0, True)


def is_text(node):
    value = getattr(node, "value", getattr(node, "s", None))
    return type(node).__name__ in ("Constant", "Str") and isinstance(value, str)


def ends_with_semicolon(source, last):
    line = getattr(last, "end_lineno", None)
    if line is None:
        return False
    mark = b"\xef\xbb\xbf"
    lines = source[len(mark) * source.startswith(mark) :].splitlines()
    return lines[line - 1][last.end_col_offset :].lstrip().startswith(b";")


def take_place(main, source, code):
    """Puts the program compiled where Python is about to find it, until it has."""
    from _frozen_importlib_external import MAGIC_NUMBER, SourceFileLoader
    from marshal import dumps

    header = MAGIC_NUMBER + bytes(12 if sys.version_info >= (3, 7) else 8)

    def put(*parts):
        # Nothing is cut off before that: there is room for the source as long as it lies there.
        with open(main, "r+b", 0) as file:
            for part in parts:
                while part:
                    part = part[file.write(part) :]
            file.truncate(max(file.tell(), len(source)))

    def begun():
        put(source)
        module = sys.modules["__main__"]
        # Not as one that has no source.
        module.__loader__ = SourceFileLoader(module.__loader__.name, module.__loader__.path)

    def display_result(*values):
        """Called first without values, when Python has read the program."""
        if not values:
            attempt({}, "results", begun)
            return
        if hasattr(builtins, RESULT):
            delattr(builtins, RESULT)
        if values[0] is not None and os.getpid() == PID:
            write(bundle(values[0]), True)

    import builtins

    setattr(builtins, RESULT, display_result)
    try:
        put(header, dumps(code))
    except OSError:
        put(source)


try:
    begin()
except Exception as error:
    tell("results", error)
