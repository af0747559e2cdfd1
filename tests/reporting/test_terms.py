"""The legal terms, counted by hand: kept or not, passed now, and where a resident may apply without waiting."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from accounts.access import Actor
from cases.dossier.models import Case
from reporting.figures.scope import Asked
from reporting.figures.terms import Kept, terms
from tests import cast
from tests.cast import MAX, TODAY, acting

pytestmark = pytest.mark.usefixtures("world")
INVESTIGATION = ("wmo", "wmo.investigation")


def asked(actor: Actor | None = MAX, **more: Any) -> Asked:
    period = {"since": date(2026, 1, 1), "until": date(2026, 12, 31), "now": TODAY}
    return Asked(actor=actor, **(period | more))


def rows(actor: Actor = MAX, **more: Any) -> dict[tuple[str, str], list[int]]:
    """Per law and rule: done, on time, doubtful, passed now, may apply now."""
    with acting(actor):
        return by_rule(terms(asked(actor, **more)))


def by_rule(found: list[Kept]) -> dict[tuple[str, str], list[int]]:
    return {(row.law, row.rule): [row.number, row.on_time, row.doubtful, row.overdue, row.may_apply] for row in found}


def on(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 10, tzinfo=UTC)


def reported(case: Case, *, at: datetime) -> None:
    """The resident gets the outcome on that day: the clock of the investigation has been met."""
    cast.start(case, at=at)
    cast.weigh_all(cast.name_need(case, at=at), at=at)
    cast.report_outcome(case, at=at)


class TestKept:
    """A report of Tuesday 3 March 2026: the six weeks end on Tuesday 14 April, the decision is due in two weeks."""

    def test_nothing_there_is_no_row(self) -> None:
        assert rows() == {}

    def test_done_on_the_last_day_is_on_time_and_a_day_later_is_not(self) -> None:
        for day in (date(2026, 4, 14), date(2026, 4, 15)):
            case, need = cast.investigated_case()
            cast.propose(need)
            cast.report_outcome(case, at=on(day))
        assert rows()[INVESTIGATION] == [2, 1, 0, 0, 0]

    def test_a_term_that_runs_is_not_done_and_has_passed_from_the_day_after(self) -> None:
        cast.open_case()
        assert rows(now=date(2026, 4, 14)) == {}
        assert rows(now=date(2026, 4, 15)) == {INVESTIGATION: [0, 0, 0, 1, 1]}
