"""What a figure does not pay for: the walls ask nothing per row that they can ask once."""

from typing import Any

import pytest
from django.db import connection

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


def test_a_large_question_may_be_shared_by_processes() -> None:
    """One function that says nothing of it in a policy, and PostgreSQL counts a million rows in one process."""
    tables = ("ledger_event", *(table for table in connection.introspection.table_names() if "reporting_" in table))
    with connection.cursor() as cursor:
        cursor.execute(
            r"""
            SELECT DISTINCT p.proname FROM pg_policies w JOIN pg_proc p ON w.qual ~ ('\m' || p.proname || '\(')
            WHERE w.tablename = ANY (%s) AND p.proname LIKE 'cases\_%%' AND p.proparallel <> 's'
            """,
            [[*tables, "cases_case"]],
        )
        assert cursor.fetchall() == []
