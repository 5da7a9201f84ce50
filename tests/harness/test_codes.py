"""Who looks at code instead of running it."""
import importlib.util
import inspect

from _mutate_harness import codes
from support import write

SAMPLE = """
    def looked(x):
        return [y + 1 for y in x]

    def passed():
        return 0
    """
ASKING = """
    import dis

    def own(function):
        return function.__code__.co_consts

    def opcodes(function):
        return [i.opname for i in dis.get_instructions(function)]
    """


def load(path):
    spec = importlib.util.spec_from_file_location(path.stem, str(path))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_projects_code_and_dis_are_heard_and_others_are_not(folder):
    write(folder, {"sample.py": SAMPLE, "asking.py": ASKING})
    sample, asking = load(folder / "sample.py"), load(folder / "asking.py")
    path, context = str(folder / "sample.py"), ["t0"]
    seen = []
    found = codes.Codes({path}, str(folder), lambda: context[0], seen.append)
    assert asking.own(sample.looked)
    context[0] = "t1"
    assert "RETURN_VALUE" in asking.opcodes(sample.looked)
    context[0] = "t2"
    inspect.signature(sample.passed)
    sample.passed.__code__
    asking.own(asking.own)
    context[0] = ""
    asking.own(sample.passed)
    found.stop()
    context[0] = "t3"
    asking.own(sample.looked)
    assert found.found == {path: {"t0", "t1"}}
    assert seen == []


def test_who_reads_default_values_is_heard_whenever_that_is(folder):
    write(folder, {"sample.py": SAMPLE, "asking.py": "def own(f):\n    return f.__defaults__, f.__kwdefaults__\n"})
    sample, asking = load(folder / "sample.py"), load(folder / "asking.py")
    seen = []
    found = codes.Codes({str(folder / "sample.py")}, str(folder), lambda: "", seen.append)
    sample.passed.__defaults__
    asking.own(sample.looked)
    found.stop()
    assert seen == [sample.looked.__code__] * 2 and found.found == {}
