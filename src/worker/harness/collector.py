"""The garbage collector's lists, of which the children see everything and copy nothing."""
import gc

from .patch import wrap

_LISTING = "get_objects", "get_referrers"
_get_objects, _get_referrers = gc.get_objects, gc.get_referrers


def freeze():
    """Before forking: what lives now stays out of the children's collections, so its pages stay shared."""
    gc.collect()
    gc.freeze()


def objects():
    """All that the collector knows; nothing of it is frozen any more."""
    return _thawed(_get_objects)


def holders(thing):
    """Who refers to it, of what has come into being since it was frozen: that stays so."""
    return _get_referrers(thing)


def show():
    """From now on who asks for the collector's lists finds what was frozen in them, as it would be without us."""
    for name in _LISTING:
        wrap(gc, name, _thawed)


def _thawed(original, *args, **kwargs):
    gc.unfreeze()
    return original(*args, **kwargs)
