import feature
import pytest


@pytest.mark.xfail(reason="known")
def test_known_bug():
    assert feature.buggy(1) == 2


@pytest.mark.xfail(strict=True, reason="known")
def test_strict():
    assert feature.strictly_buggy(1) == 0


@pytest.mark.xfail(raises=KeyError, strict=True)
def test_raises():
    feature.wrong_type(2)


def test_skips_at_run_time():
    if not feature.available():
        pytest.skip("not here")
    assert feature.skipping(2) == 4


@pytest.mark.skipif(not feature.supported(4), reason="too old")
def test_skips_at_collection():
    assert feature.checked(10) == 4


@pytest.mark.skip
def test_never():
    assert feature.checked(10) == 0


def test_import_or_skip():
    pytest.importorskip("no_such_module_anywhere")
