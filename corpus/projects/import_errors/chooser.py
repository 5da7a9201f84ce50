"""Falls back."""

try:
    from swallowed import CHOSEN
except ImportError:
    CHOSEN = 1


def chosen():
    return CHOSEN
