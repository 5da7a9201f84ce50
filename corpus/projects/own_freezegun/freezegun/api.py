import sys
import time

real_time = time.time
_CACHE = {}


def fake_time():
    return 0.0


def _setup_module_cache(module):
    found = []
    for name in dir(module):
        if getattr(module, name, None) is real_time:
            found.append(name)
    _CACHE[module.__name__] = found


def _get_cached_module_attributes(module):
    if module.__name__ not in _CACHE:
        _setup_module_cache(module)
    return _CACHE[module.__name__]


class freeze_time:
    def __init__(self, when):
        self.changes = []

    def start(self):
        for module in list(sys.modules.values()):
            if type(module) is type(sys) and module is not sys.modules[__name__]:
                for name in _get_cached_module_attributes(module):
                    setattr(module, name, fake_time)
                    self.changes.append((module, name))

    def stop(self):
        for module, name in self.changes:
            setattr(module, name, real_time)
