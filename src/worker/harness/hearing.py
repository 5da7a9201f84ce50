"""What the interpreter tells of (PEP 578), for all who listen in this process.

One audit hook: there is no way to take one away again, and each is called for every event there is.
"""
import sys

_ears = {}
_hooked = []


def listen(events, ear):
    """From now on `ear(event, args)` is called for `events`, two frames below the code that they are told of; returns the undo."""
    for event in events:
        _ears[event] = (*_ears.get(event, ()), ear)
    if not _hooked:
        _hooked.append(True)
        sys.addaudithook(_hear)

    def undo():
        for event in events:
            _ears[event] = tuple(one for one in _ears[event] if one != ear)
    return undo


def _hear(event, args):
    for ear in _ears.get(event, ()):
        ear(event, args)
