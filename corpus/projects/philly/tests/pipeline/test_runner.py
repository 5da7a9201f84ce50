import pytest
from pipeline import Pipeline, Step
from pipeline.runner import current


def fail(value):
    raise RuntimeError(f"no {value}")


def test_steps_in_order():
    outcome = Pipeline(Step("double", lambda v: v * 2)).then("add", lambda v: v + 1)(5)
    assert outcome.value == 11
    assert outcome.done == ["double", "add"]
    assert outcome.complete


def test_then_leaves_the_first_alone():
    first = Pipeline(Step("a", str))
    assert len(first.then("b", str)) == 2
    assert len(first) == 1


def test_optional_step():
    outcome = Pipeline(Step("try", fail, optional=True))(3)
    assert outcome.skipped == {"try": "no 3"}
    assert outcome.value == 3
    assert not outcome.complete


def test_required_step():
    with pytest.raises(RuntimeError):
        Pipeline(Step("must", fail))(3)


def test_names_are_unique():
    with pytest.raises(ValueError, match="two steps have one name"):
        Pipeline(Step("a", str), Step("a", str))


def test_current():
    seen = []
    Pipeline(Step("look", lambda v: seen.append(current())))(None)
    assert seen == ["look"]
    assert current() == ""
