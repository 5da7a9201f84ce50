"""What tests leave to others of their file, and what is gone after the last of these."""
import pytest
from support import forked, in_place_of_the_run, write

from _mutate_harness import suite
from _mutate_harness.between import Between
from _mutate_harness.remains import Remains

CART = """
    class Cart:
        def __init__(self):
            self.items, self.owner, self.__seen = [], "me", 0

        def put(self, item):
            self.items.append(item)

        def look(self):
            self.__seen += 1

    TABLE = {}
    """
FIXTURE = """
    import pytest
    from cart import TABLE, Cart

    @pytest.fixture(scope="module")
    def cart():
        yield Cart()

    @pytest.fixture(scope="module")
    def carts():
        return [Cart(), {"a": 1}]

    @pytest.fixture(scope="module")
    def cleared():
        yield
        TABLE.clear()

    @pytest.fixture
    def own():
        return Cart()
    """
CLASS = """
    import unittest
    from cart import Cart

    class TestCart(unittest.TestCase):
        @classmethod
        def setUpClass(cls):
            cls.cart = Cart()

        def test_look(self):
            self.cart.look()
    """


@pytest.mark.parametrize("test, words", [
    ("def test_put(cart): cart.put(1)", ["items"]),
    ("def test_put(carts): carts[0].put(1)", ["items"]),
    ("def test_look(cart): cart.look()", ["__seen"]),
    ("def test_owner(cart): del cart.owner", ["owner"]),
    ("def test_fill(cleared): TABLE['a'] = 1", ["TABLE"]),
    ("def test_own(own, cart): own.put(1)", []),
    ("def test_nothing(cart): cart.items.append(1); cart.items.pop()", []),
])
def test_what_is_gone_with_the_file(folder, test, words):
    assert found(folder, {"conftest.py": FIXTURE, "test_it.py": "from cart import TABLE\n%s\n" % test}) == words


def test_what_is_gone_with_the_class(folder):
    assert found(folder, {"test_it.py": CLASS}) == ["__seen"]


def test_what_is_set_up_once_for_all(folder):
    session = FIXTURE.replace('"module"', '"session"')
    tests = {"test_a.py": "def test_put(cart): cart.put(1)\n", "test_b.py": "def test_look(cart): cart.look()\n"}
    assert found(folder, {"conftest.py": session, **tests}) == ["__seen", "items"]


def found(folder, files):
    write(folder, {"cart.py": CART, **files})

    def run(plugin, session):
        between = Between(Remains(str(folder), session, str(folder / "tmp")))
        session.config.pluginmanager.register(between)
        failed = suite.run(plugin, session.items, lambda k: None, stop=False)
        return failed, sorted(word for word in between.words if not word.startswith("in the suite: "))
    failed, words = forked(lambda: in_place_of_the_run(folder, run, ["--import-mode=prepend"]))
    assert not failed
    return words
