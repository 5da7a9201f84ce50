"""Examples that run.

>>> join(["a", "b"])
'a+b'
"""


def join(parts, sep="+"):
    return sep.join(parts)


def pad(text, width=5):
    """Dots on the left.

    >>> pad("abc")
    '..abc'
    >>> pad("abc", 2)
    'abc'
    """
    missing = width - len(text)
    if missing > 0:
        return "." * missing + text
    return text


class Stack:
    """A stack.

    >>> stack = Stack()
    >>> stack.push(4)
    5
    """

    def push(self, n):
        return n + 1

    def pop(self):
        return 1
