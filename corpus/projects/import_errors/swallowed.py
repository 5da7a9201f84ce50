"""Its importer does not care."""

SIZE = 1

if SIZE != 1:
    raise ImportError("wrong size")

CHOSEN = SIZE
