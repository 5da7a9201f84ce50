"""Functions of others, replaced for a while."""
import functools


def wrap(owner, name, replacement):
    """Replaces `owner.name` by `replacement(original, …)`; returns the undo."""
    original, own = getattr(owner, name), name in vars(owner)

    def wrapped(*args, **kwargs):
        return replacement(original, *args, **kwargs)
    functools.update_wrapper(wrapped, original)
    setattr(owner, name, wrapped)

    def undo():
        if own:
            setattr(owner, name, original)
        else:
            delattr(owner, name)
    return undo
