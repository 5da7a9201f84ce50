"""Docstring."""
__all__ = ["f"]
__version__ = "1.0"


def f():
    r"""Docstring."""
    a = "x" 'y' """z"""
    b = ("one"  # why
         r"two\d")
    c = u"u", R"r", '', """
    lines
    """
    "no effect"
    print("text", end="")
    assert a, "message"
    return b"bytes", a % "b", "%s" % c, ""
