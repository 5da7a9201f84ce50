import inspect
import pickle
from unittest import mock

import looked_at
import pytest


def test_line_of_a_failure():
    with pytest.raises(ValueError) as info:
        looked_at.fails(1)
    assert info.value.args == (2,)
    assert info.traceback[-1].lineno + 1 == 9


def test_line_of_a_frame():
    assert looked_at.here() == 13


def test_signature():
    assert str(inspect.signature(looked_at.documented)) == "(n, limit=9)"
    assert looked_at.documented.__doc__ == "Says what it does."
    assert (looked_at.documented(3), looked_at.documented(30)) == (3, 9)


def test_constants():
    # what it returns is not looked at: only the code object shows the mutant
    looked_at.constant()
    assert 31415 in looked_at.constant.__code__.co_consts


def test_source():
    assert looked_at.sourced(1) == 27183
    assert inspect.getsource(looked_at.sourced).startswith("def sourced(n):")


def test_patched(monkeypatch):
    monkeypatch.setattr(looked_at, "real", lambda n: 10)
    assert looked_at.uses_real(1) == 11


def test_wrapped():
    with mock.patch.object(looked_at, "real", wraps=looked_at.real) as real:
        assert looked_at.uses_real(2) == 5
    real.assert_called_once_with(2)


def test_pickle():
    assert pickle.loads(pickle.dumps(looked_at.pickled))(8) == 3
