import wire


def test_bounds():
    assert wire.LOW < wire.HIGH
    assert len(range(wire.FIRST, wire.LAST)) == 9


def test_reader_reads_what_the_writer_writes():
    assert wire.WRITTEN == wire.READ
    assert wire.unpack(wire.pack(["a", "b"])) == ["a", "b"]


def test_directions_differ():
    assert len({wire.LEFT, wire.RIGHT, wire.UP, wire.DOWN}) == 4


def test_nameless_ports():
    assert "" not in wire.PORTS or wire.PORTS[""] > 100


def test_default_is_a_choice():
    assert wire.CHOICES["default"] in wire.CHOICES["modes"]


def test_spans():
    assert [n for (letter, _), n in wire.SPANS.items() if not letter and n < 7] == []
