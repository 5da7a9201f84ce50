"""What is frozen for the children is there for those who ask the collector."""
import gc

from _mutate_harness import collector
from support import forked


class Kept:
    """One of these is looked for."""


def test_who_asks_for_the_lists_finds_what_was_frozen():
    kept = Kept()
    holder = [kept]

    def work():
        collector.show()
        from gc import get_objects
        collector.freeze()
        frozen = gc.get_freeze_count()
        listed = sum(one is kept for one in get_objects())
        return frozen > 1000, listed, any(one is holder for one in gc.get_referrers(kept)), gc.get_freeze_count()
    assert forked(work) == (True, 1, True, 0)


def test_the_scan_of_the_heap_lists_what_is_frozen():
    kept = Kept()

    def work():
        gc.freeze()
        return sum(one is kept for one in collector.objects())
    assert forked(work) == 1
