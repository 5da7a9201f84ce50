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
    found = codes.Codes({path}, str(folder), lambda: context[0])
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
