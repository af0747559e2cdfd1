"""What stands beside the escalation, from sums: as from the events, also when a case is closed off for most."""

from datetime import date
from typing import Any

import pytest

from accounts import access
from accounts.access import Actor
from cases.dossier import actions as dossier
from reporting.facts.models import EventMonth
from reporting.facts.rebuild import rebuild
from reporting.figures.balance import balance
from reporting.figures.scope import Asked
from tests import cast
from tests.cast import AT, MAX, TESS, acting
from tests.matrix_world import MIRA
from tests.reporting import golden

pytestmark = pytest.mark.usefixtures("world")
YEAR = {"since": date(2026, 1, 1), "until": date(2026, 12, 31)}
# The same in days that are no whole months: nothing happened on the last day.
FROM_EVENTS = YEAR | {"until": date(2026, 12, 30)}


def counted(actor: Actor | None, **period: Any) -> set[tuple[str, str, int, int]]:
    with acting(actor) if actor else access.system("report", at=AT):
        return {(one.law, one.what, one.number, one.of) for one in balance(Asked(actor=actor, **period))}


def sums() -> list[tuple[Any, ...]]:
    with access.system("report", at=AT):
        rows = EventMonth.objects.exclude(number=0).order_by("team", "law", "month", "kind", "reason")
        return list(rows.values_list("team", "law", "month", "kind", "reason", "number"))


@pytest.mark.parametrize("actor", [None, MAX], ids=["the house", "a manager"])
def test_the_sums_say_what_the_events_say(actor: Actor | None) -> None:
    golden.enter()
    assert counted(actor, **YEAR) == counted(actor, **FROM_EVENTS)
    assert counted(actor, **YEAR)


def test_a_case_that_is_closed_off_leaves_the_sums_and_counts_for_who_was_let_in() -> None:
    case, need = cast.investigated_case()
    cast.propose(need)
    cast.report_outcome(case)
    open_to_all = sums()
    assert ("wmo", "urgent", 0, 1) in counted(MAX, **YEAR)
    with acting(MAX):
        dossier.make_confidential(case=case.id, by=MAX, at=AT)
    assert open_to_all
    assert sums() == []
    assert ("wmo", "urgent", 0, 1) in counted(MAX, **YEAR)
    assert counted(MIRA, **YEAR) == counted(MIRA, **FROM_EVENTS) == set()


def test_what_happens_in_a_closed_off_case_comes_into_no_sum() -> None:
    case, need = cast.investigated_case()
    with acting(MAX):
        dossier.make_confidential(case=case.id, by=MAX, at=AT)
    cast.propose(need)
    cast.report_outcome(case)
    assert sums() == []


def test_a_case_that_was_closed_off_from_its_first_day_is_in_no_sum_either() -> None:
    case = cast.open_case(confidential=True)
    cast.name_need(case, by=TESS)
    assert sums() == []


def test_making_them_anew_gives_the_same() -> None:
    golden.enter()
    cast.name_need(cast.open_case(confidential=True))
    kept = sums()
    with access.system("rebuild_figures", at=AT):
        rebuild()
    assert sums() == kept
    assert kept
