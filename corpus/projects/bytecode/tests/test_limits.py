import dis

from rules import limits


def constants(code):
    found = set()
    for const in code.co_consts:
        if hasattr(const, "co_consts"):
            found |= constants(const)
        elif isinstance(const, (int, float)):
            found.add(const)
    # small integers may be arguments of instructions
    found.update(i.argval for i in dis.get_instructions(code) if i.opname == "LOAD_SMALL_INT")
    return found


def test_no_number_but_these():
    assert {100, 0.9} <= constants(limits.discount.__code__) <= {100, 0.9}


def test_bands():
    assert {2, 5, 12} <= constants(limits.shipping.__code__) <= {2, 5, 12}


def test_compares_once():
    names = [i.opname for i in dis.get_instructions(limits.discount)]
    assert names.count("COMPARE_OP") == 1
