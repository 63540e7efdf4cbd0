"""One failing item does not stop the others, and its error is raised at the end."""

import pytest

from core.run_each import run_each


def test_the_results_are_added():
    assert run_each([1, 2, 3], lambda item: item) == 6
    assert run_each([], lambda item: item) == 0


def test_the_items_after_a_failure_run_and_the_first_error_is_raised(caplog):
    done = []

    def fail_for_even(item: int) -> int:
        if item % 2 == 0:
            raise ValueError(item)
        done.append(item)
        return 1

    with pytest.raises(ValueError, match="2"):
        run_each([1, 2, 3, 4, 5], fail_for_even)

    assert done == [1, 3, 5]
    assert [record.levelname for record in caplog.records] == ["ERROR", "ERROR"]
