"""What a figure does not pay for: the walls ask nothing per row that they can ask once."""

from typing import Any

import pytest

from accounts import access
from ledger.models import Event
from reporting.facts.models import Course
from tests.cast import AT
from tests.reporting import golden

pytestmark = pytest.mark.usefixtures("world")


def plan(rows: Any) -> list[str]:
    """How it was done, a line for each step."""
    with access.system("report", at=AT):
        return str(rows.explain(analyze=True, costs=False, timing=False, buffers=False)).splitlines()


def looked_up_cases(found: list[str]) -> bool:
    steps = [line for line in found if "cases_case" in line]
    assert steps
    return any("never executed" not in line for line in steps)


def test_the_report_counts_events_without_looking_up_their_cases() -> None:
    golden.enter()
    assert not looked_up_cases(plan(Event.objects.filter(kind="need:named")))


def test_for_another_job_each_is_looked_up() -> None:
    """So that the test above can fail."""
    golden.enter()
    with access.system("another", at=AT):
        found = Event.objects.filter(kind="need:named").explain(analyze=True, costs=False, timing=False, buffers=False)
    assert looked_up_cases(found.splitlines())


def test_who_has_no_right_to_figures_costs_no_look_at_a_row() -> None:
    """Its grants would be made out for nothing; and the planner expects many rows, so that it does not sort them."""
    golden.enter()
    found = plan(Course.objects.all())
    assert [line for line in found if "cases_my_grants" in line or "ProjectSet" in line]
    assert all("never executed" in line for line in found if "ProjectSet" in line)
