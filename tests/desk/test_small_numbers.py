"""Small counts cannot be worked out from the others."""

from hypothesis import given
from hypothesis import strategies as st

from desk.reports.small_numbers import FEWER, WITHHELD, without_small

counts = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 30), min_size=1)


@given(counts)
def test_nothing_under_five_is_given(counts):
    shown = without_small(counts)

    assert set(shown) == set(counts)
    for key, count in counts.items():
        assert shown[key] in ({FEWER} if count < 5 else {count, WITHHELD})


@given(counts)
def test_no_small_number_follows_from_the_sum(counts):
    shown = without_small(counts)
    total = sum(counts.values())
    hidden = [key for key in counts if isinstance(shown[key], str)]
    small = [key for key in hidden if shown[key] == FEWER]
    rest = total - sum(value for value in shown.values() if isinstance(value, int))
    if not small or rest == 0 or len(hidden) == len(counts):
        return
    # Another division of the rest fits what is shown as well.
    if any(shown[key] == WITHHELD for key in hidden):
        return
    assert len(small) > 1
    assert rest < 4 * len(small)


def test_a_second_number_is_left_out_if_the_first_is_alone():
    assert without_small({"a": 3, "b": 9, "c": 7}) == {"a": FEWER, "b": 9, "c": WITHHELD}
