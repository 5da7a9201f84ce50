"""Random numbers: where each child's begin, and which tests' outcome they may decide.

They start alike for every mutant, so that a verdict is no matter of luck.  But one such start is
one throw of the dice: what draws from generators that nobody seeded is asked under several.
"""
import random
import sys

from .patch import wrap

# that no code would choose: else dropping the user's own `seed` would change nothing
_SEED = 2851470113
_STEP = 1640531527
_seed = random.seed
_Random = random.Random
_chosen = 0


def choose(number):
    """From now on this process's random numbers are those of start `number`; 0 is everybody's."""
    global _chosen
    _chosen = number


def start():
    """Random numbers begin anew."""
    seed = (_SEED + _chosen * _STEP) % 2 ** 32
    _seed(seed)
    numpy = sys.modules.get("numpy.random")
    if numpy is not None:
        try:
            numpy.seed(seed)
        except Exception:  # not the numpy we know
            return


class Draws:
    """Which tests draw numbers that they have not seeded; of one process, which is spoilt by it."""

    def __init__(self, tree):
        self.tree = tree
        self.before, self.seeded, self.fresh = None, False, False
        self._watch(random, ("seed", "setstate"))
        wrap(_Random, "seed", self._of_its_own)
        numpy = sys.modules.get("numpy.random")
        if numpy is not None:
            self._watch(numpy, ("seed", "set_state"))
            if hasattr(numpy, "default_rng"):
                wrap(numpy, "default_rng", self._generator)

    def _watch(self, module, names):
        def seeds(original, *args, **more):
            self.seeded = self.seeded or _given(args, more)
            return original(*args, **more)
        for name in names:
            if hasattr(module, name):
                wrap(module, name, seeds)

    def _of_its_own(self, original, generator, a=None, *args, **more):
        """A generator of the project's own that begins anywhere."""
        self.fresh = self.fresh or a is None and self._by_project(sys._getframe(2))
        return original(generator, a, *args, **more)

    def _generator(self, original, *args, **more):
        self.fresh = self.fresh or not _given(args, more) and self._by_project(sys._getframe(2))
        return original(*args, **more)

    def _by_project(self, frame):
        while frame is not None and frame.f_globals.get("__name__") == random.__name__:
            frame = frame.f_back
        return frame is not None and frame.f_code.co_filename.startswith(self.tree)

    def begin(self):
        """A test begins."""
        self.before, self.seeded, self.fresh = _states(), False, False

    def drew(self):
        """Whether the test that began last drew numbers that are other ones each time."""
        return self.fresh or (not self.seeded and _states() != self.before)


def _given(args, more):
    """Whether there is a seed among the arguments."""
    return any(arg is not None for arg in (*args, *more.values()))


def _states():
    numpy = sys.modules.get("numpy.random")
    try:
        words = numpy and numpy.get_state()
        return random.getstate(), words and (words[1].tobytes(), words[2:])
    except Exception:  # replaced by the test, and not put back
        return None
