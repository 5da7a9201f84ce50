from codec import clamp, decode, encode, longest
from hypothesis import example, given, settings
from hypothesis import strategies as st

fast = settings(max_examples=25, deadline=None, derandomize=True)


@fast
@given(st.text(alphabet="ab", max_size=8))
@example("aab")
def test_round_trip(text):
    assert decode(encode(text)) == text


@fast
@given(st.text(alphabet="ab", max_size=8))
@example("aab")
def test_neighbours_differ(text):
    runs = encode(text)
    assert all(left[0] != right[0] for left, right in zip(runs, runs[1:]))


@fast
@given(st.integers(-5, 15))
@example(-5)
@example(15)
@example(5)
def test_clamp(n):
    assert clamp(n, 0, 10) == sorted([0, n, 10])[1]


@fast
@given(st.lists(st.integers(1, 9), max_size=3))
@example([2])
def test_longest(counts):
    # `>` to `>=` is equivalent
    assert longest([("a", n) for n in counts]) == max(counts, default=0)
