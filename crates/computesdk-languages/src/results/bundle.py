# A value in each form that it has, by media types: what Jupyter calls a MIME bundle.

import sys

FORMS = {
    "_repr_html_": "text/html",
    "_repr_markdown_": "text/markdown",
    "_repr_latex_": "text/latex",
    "_repr_svg_": "image/svg+xml",
    "_repr_png_": "image/png",
    "_repr_jpeg_": "image/jpeg",
    "_repr_pdf_": "application/pdf",
    "_repr_javascript_": "application/javascript",
    "_repr_json_": "application/json",
}
# What is deeper, or has more parts, has no form as JSON unless it says so itself.
DEEPEST = 60
MOST_PARTS = 100000
# The integers that are the same again wherever JSON is read: those of 64 bits.
INTEGERS = range(-(2**63), 2**64)


def bundle(value):
    """The forms of a value, all of them as JSON has them."""
    data = {}
    for mime, form in forms(value):
        if form is not None and mime not in data:
            attempt(data, mime, lambda: encoded(mime, form))
    if "text/plain" not in data:
        attempt(data, "text/plain", lambda: repr(value))
    return data


def raw_bundle(data):
    """Forms that somebody has made already."""
    made = {}
    for mime, form in data.items():
        attempt(made, str(mime), lambda: encoded(mime, form))
    return made


def attempt(data, mime, make):
    """What a value's own methods raise is no error of the program. It is told, as Jupyter
    tells it."""
    try:
        made = make()
        if made is not None:
            data[mime] = made
    except Exception as error:
        tell(mime, error)


def tell(what, error):
    try:
        sys.stderr.write("display: %s: %s: %s\n" % (what, type(error).__name__, error))
    except Exception:
        pass  # There is nobody to tell.


def forms(value):
    kind = type(value)
    if not issubclass(kind, type):
        yield from bundled(value, kind)
        for name, mime in FORMS.items():
            form = ask(value, kind, name, mime)
            yield mime, form[0] if isinstance(form, tuple) else form
        for base in kind.__mro__:
            library = str(base.__module__).partition(".")[0]
            mime, make = OF_LIBRARIES.get((library, base.__name__), (None, None))
            if make:
                made = {}
                attempt(made, mime, lambda: make(value))
                yield mime, made.get(mime)
    if kind in (dict, list) and is_plain(value):
        yield "application/json", value


def bundled(value, kind):
    whole = ask(value, kind, "_repr_mimebundle_", "_repr_mimebundle_")
    if isinstance(whole, tuple) and whole:
        whole = whole[0]
    return list(whole.items()) if isinstance(whole, dict) else []


def ask(value, kind, name, mime):
    made = {}
    # Of its class: an instance may claim to have everything.
    method = getattr(kind, name, None)
    if callable(method):
        attempt(made, mime, lambda: method(value))
    return made.get(mime)


def encoded(mime, form):
    if mime == "application/json" or mime.endswith("+json"):
        return plain(form)
    if isinstance(form, (bytes, bytearray, memoryview)):
        from binascii import b2a_base64

        return b2a_base64(form, newline=False).decode()
    return str(form)


def is_plain(value):
    """Whether it is the same when it comes back from JSON."""
    left = [(value, 0)]
    parts = 0
    while left:
        value, depth = left.pop()
        kind = type(value)
        parts += 1
        if depth > DEEPEST or parts > MOST_PARTS:
            return False
        if kind is dict:
            if not all(type(key) is str for key in value):
                return False
            left.extend((each, depth + 1) for each in value.values())
        elif kind is list:
            left.extend((each, depth + 1) for each in value)
        elif kind is float:
            if value - value != 0:
                return False
        elif kind is int:
            if value not in INTEGERS:
                return False
        elif not (value is None or kind in (bool, str)):
            return False
    return True


def plain(value, depth=0):
    """The next best that JSON has."""
    if depth > DEEPEST:
        raise ValueError("it is nested too deep")
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, int):
        value = int(value)
        return value if value in INTEGERS else str(value)
    if isinstance(value, float):
        return float(value) if value - value == 0 else None
    if isinstance(value, dict):
        return {str(key): plain(each, depth + 1) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each, depth + 1) for each in value]
    for name in "isoformat", "tolist":
        # Of times, and of numbers and arrays of numpy.
        method = getattr(type(value), name, None)
        if callable(method):
            made = method(value)
            return made if isinstance(made, str) else plain(made, depth + 1)
    return str(value)


def png_of_figure(figure):
    import io

    image = io.BytesIO()
    figure.savefig(image, format="png", bbox_inches="tight")
    figure._computesdk_shown = True
    return image.getvalue()


def columns_of_pandas(frame):
    if frame.size > MOST_PARTS or not frame.columns.is_unique:
        return None
    frame = frame.astype(object)
    return frame.where(frame.notna(), None).to_dict(orient="list")


def columns_of_polars(frame):
    if frame.height * frame.width > MOST_PARTS:
        return None
    return frame.to_dict(as_series=False)


# What libraries do not say of their own, by their names and those of the classes.
OF_LIBRARIES = {
    ("matplotlib", "Figure"): ("image/png", png_of_figure),
    ("pandas", "DataFrame"): ("application/json", columns_of_pandas),
    ("polars", "DataFrame"): ("application/json", columns_of_polars),
}
