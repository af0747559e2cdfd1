"""Which months of a period are read from sums, and that the days around them are counted: no day twice, none missed."""

from datetime import date
from typing import Any

import pytest

from accounts import access
from accounts.access import Actor
from cases.dossier import actions as dossier
from reporting.figures.balance import balance
from reporting.figures.escalation import escalation, recounted
from reporting.figures.scope import Asked, months_within
from tests import cast
from tests.cast import AT, MAX, acting
from tests.reporting import golden

MARCH = (date(2026, 3, 1), date(2026, 3, 31))
PERIODS = [
    (date(2026, 1, 1), date(2026, 5, 20)),
    (date(2026, 1, 9), date(2026, 5, 20)),
    (date(2026, 1, 31), date(2026, 3, 1)),
    (date(2026, 1, 9), date(2026, 3, 31)),
    (date(2026, 2, 3), date(2026, 2, 20)),
    (date(2025, 12, 31), date(2026, 12, 31)),
]


@pytest.mark.parametrize(
    ("since", "until", "now", "found"),
    [
        (date(2026, 3, 1), date(2026, 3, 31), None, MARCH),
        (date(2026, 2, 2), date(2026, 4, 29), None, MARCH),
        (date(2026, 3, 2), date(2026, 3, 31), None, None),
        (date(2026, 3, 1), date(2026, 3, 30), None, None),
        (date(2026, 3, 1), date(2026, 3, 30), date(2026, 3, 31), None),
        (date(2026, 3, 1), date(2026, 3, 30), date(2026, 3, 30), MARCH),
        (date(2026, 3, 2), date(2026, 3, 30), date(2026, 3, 30), None),
        (date(2025, 12, 1), date(2026, 1, 31), None, (date(2025, 12, 1), date(2026, 1, 31))),
        (date(2025, 12, 1), date(2025, 12, 5), date(2025, 12, 5), (date(2025, 12, 1), date(2025, 12, 31))),
    ],
)
def test_a_month_is_whole_when_all_its_days_are_asked_or_have_not_come(
    since: date, until: date, now: date | None, found: tuple[date, date] | None
) -> None:
    assert months_within(since, until, now) == found


@pytest.mark.parametrize("actor", [None, MAX], ids=["the house", "a manager"])
@pytest.mark.parametrize(("since", "until"), PERIODS)
def test_the_escalation_is_that_of_the_events(world: Any, actor: Actor | None, since: date, until: date) -> None:
    golden.enter()
    with acting(actor) if actor else access.system("report", at=AT):
        found = escalation(actor=actor, since=since, until=until)
        assert found == recounted(actor=actor, since=since, until=until)
    assert found


@pytest.mark.parametrize(("since", "until"), PERIODS)
def test_what_stands_beside_it_is_that_of_the_events(
    world: Any, monkeypatch: pytest.MonkeyPatch, since: date, until: date
) -> None:
    golden.enter()
    asked = Asked(actor=None, since=since, until=until)
    with access.system("report", at=AT):
        found = balance(asked)
        monkeypatch.setattr("reporting.figures.balance.months_within", lambda *_days: None)
        assert set(found) == set(balance(asked))
    assert found


def test_asked_today_the_month_that_runs_is_read_from_its_sums(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also what was closed off for most, for who was let in."""
    case, need = cast.investigated_case()
    cast.propose(need)
    cast.report_outcome(case)
    with acting(MAX):
        dossier.make_confidential(case=case.id, by=MAX, at=AT)
        today = AT.date()
        period = {"actor": MAX, "since": today.replace(day=1), "until": today}
        counted = recounted(**period)
        monkeypatch.setattr("reporting.figures.escalation.recounted", None)
        assert escalation(**period, now=today) == counted
    assert [row.finished for row in counted] == [1]
