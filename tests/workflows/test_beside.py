"""What stands beside the steps."""

import pytest

from workflows.beside import is_commonly_used


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        ((True, True, True, True), True),
        ((True, True, True, False), False),
        ((None, True, False, None), False),
        ((True, True, True, None), None),
        ((None, None, None, None), None),
    ],
)
def test_only_four_times_yes_makes_something_commonly_used(answers, found):
    assert is_commonly_used(answers) is found
