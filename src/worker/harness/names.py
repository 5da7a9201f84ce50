"""Which test is which: node ids, from one collection to the next."""


def matched(ids, items):
    """The item of each id; None where there is none.

    A parameter's name may hold the time, or what `random` gave: what is left of a
    function's ids and items then belongs together in the order of collection.
    """
    named = dict(zip(unique(items), items))
    found = [named.pop(name, None) for name in ids]
    lost, left = {}, {}
    for k, name in enumerate(ids):
        if found[k] is None:
            lost.setdefault(function(name), []).append(k)
    for name, item in named.items():
        left.setdefault(function(name), []).append(item)
    for key, places in lost.items():
        if len(left.get(key, ())) == len(places):
            for k, item in zip(places, left[key]):
                found[k] = item
    return found


class Index:
    """Which of the baseline's tests an item is; made once, before many children look."""

    def __init__(self, ids):
        self.ids = ids
        self.places = {name: k for k, name in enumerate(ids)}
        self.stems = {}
        for k, name in enumerate(ids):
            self.stems.setdefault(function(name), k)

    def of(self, items):
        """The index of each item's test.

        A mutant may change which tests there are, and their names: an item that the
        baseline did not know counts for the first known one of its function.
        """
        found = [self.places.get(name) for name in unique(items)]
        if None in found:
            known = {id(item): k for k, item in enumerate(matched(self.ids, items)) if item is not None}
            found = [known.get(id(item)) for item in items]
        return [self.stems.get(function(item.nodeid), 0) if k is None else k for k, item in zip(found, items)]


def function(nodeid):
    """The id without its parameters."""
    return nodeid.partition("[")[0]


def sets(ids):
    """The parameter sets of each function, in the order of `ids`."""
    found = {}
    for name in ids:
        stem, bracket, rest = name.partition("[")
        if bracket:
            found.setdefault(stem, []).append(rest.rpartition("]")[0])
    return found


def unique(items):
    """Node ids; one that occurs again gets its count, so that each is one test."""
    seen, out = {}, []
    for item in items:
        n = seen[item.nodeid] = seen.get(item.nodeid, 0) + 1
        out.append(item.nodeid if n == 1 else "%s#%d" % (item.nodeid, n))
    return out
