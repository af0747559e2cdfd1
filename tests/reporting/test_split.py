"""The escalation split, per need, by cohort and with its reasons: a set of cases counted by hand."""

import csv
import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts import access
from accounts.models import Neighbourhood
from cases.needs import actions as needs
from reporting import tables
from reporting.catalogue import FIGURES
from reporting.catalogue.split import BY, BY_NEED
from reporting.figures.scope import Asked
from tests import cast
from tests.cast import AT, DANA, MAX, TESS, TOM, acting
from tests.matrix_world import MIRA
from tests.pages.hands import message, signed_in
from tests.reporting.finishings import case_in, finished, write
from workflows.layers import Layer, Outcome

pytestmark = pytest.mark.usefixtures("world")
PERIOD = {"since": date(2026, 1, 1), "until": date(2026, 12, 31)}
QUERY = {"since": "2026-01-01", "until": "2026-10-31"}
MARCH_ONLY = ("--from", "2026-03-01", "--to", "2026-03-31")


@pytest.fixture
def told(world: None) -> None:
    """Five cases of Noord, finished in March 2026, in this order:

    1. a woman of 78 in De Weide: one need in daily living, maatwerk at once, granted; no answer of own strength fits
    2. the same woman: a need in daily living covered, another in participation maatwerk after it was covered before
    3. somebody of 30 whose neighbourhood is not known: daily living, covered by people around
    4. nobody known: urgent help for housing, granted for the time being, no step examined
    5. a child in Krakeel under the Youth Act: referred by a GP, so outside of it all
    """
    weide, krakeel = _area("BU01180001", "De Weide"), _area("BU01180002", "Krakeel")
    woman = cast.register_resident(birth_year=1947, birth_month=6, birth_day=1, neighbourhood_id=weide)
    one, need = _case(woman)
    cast.weigh_all(need, own_strength=Outcome.NOT_APPLICABLE, general_facility=Outcome.PARTLY)
    cast.propose(need)
    cast.report_outcome(one)
    cast.apply_for(one)
    cast.decide(need, by=DANA)
    _two_needs(woman)
    three, need = _case(cast.register_resident(birth_year=1995))
    _covered(need)
    cast.report_outcome(three)
    four, need = _case(None, life_area="housing", urgent=True)
    cast.propose(need, offer=replace(cast.HOURS, temporary=True))
    cast.report_outcome(four)
    child = cast.register_resident(birth_year=2016, neighbourhood_id=krakeel)
    five, need = _case(child, law="jeugd", referrer="gp", life_area="parenting")
    cast.propose(need)
    cast.report_outcome(five)


def _two_needs(woman: Any) -> None:
    two, first = _case(woman)
    second = cast.name_need(two, life_area="participation")
    _covered(first)
    _covered(second)
    with acting(TESS):
        needs.reopen(case=two.id, need=second.id, reason="not_helped", by=TESS, at=AT)
    cast.weigh_all(second)
    cast.propose(second)
    cast.report_outcome(two)


def _area(code: str, name: str) -> int:
    with access.system("load_municipality", at=AT):
        area = Neighbourhood.objects.create(
            code=code, year=2025, name=name, district="Hoogeveen", municipality_id="hoogeveen"
        )
    return area.id


def _case(resident: Any, *, law: str = "wmo", **more: Any) -> tuple[Any, Any]:
    case = cast.open_case(laws=(law,), **({"resident": resident.id} if resident else {}))
    need = cast.name_need(case, law=law, **more)
    cast.start(case)
    return case, need


def _covered(need: Any) -> None:
    cast.weigh_all(need, social_network=Outcome.SUFFICIENT)
    cast.cover(need, Layer.SOCIAL_NETWORK)


def rows(name: str, by: str = "", *, actor: Any = MAX, **more: Any) -> Sequence[Any]:
    with acting(actor):
        return FIGURES[name].rows(Asked(actor=actor, by=by, **(PERIOD | more)))


def numbers(name: str, by: str = "", **more: Any) -> list[tuple[Any, ...]]:
    return [tuple(asdict(row).values()) for row in rows(name, by, **more)]


# Group, law, finished, maatwerk, at once, after a lighter step, urgent, from outside.
SPLIT = {
    "neighbourhood": [
        ("", "wmo", 2, 1, 0, 0, 1, 0), ("BU01180001", "wmo", 2, 2, 1, 1, 0, 0),
        ("BU01180002", "jeugd", 0, 0, 0, 0, 0, 1),
    ],
    "age": [
        ("", "wmo", 1, 1, 0, 0, 1, 0), ("0-17", "jeugd", 0, 0, 0, 0, 0, 1), ("27-64", "wmo", 1, 0, 0, 0, 0, 0),
        ("75-84", "wmo", 2, 2, 1, 1, 0, 0),
    ],
    "channel": [("phone", "jeugd", 0, 0, 0, 0, 0, 1), ("phone", "wmo", 4, 3, 1, 1, 1, 0)],
    "life_area": [
        ("daily_living", "wmo", 3, 1, 1, 0, 0, 0), ("housing", "wmo", 1, 1, 0, 0, 1, 0),
        ("parenting", "jeugd", 0, 0, 0, 0, 0, 1), ("participation", "wmo", 1, 1, 0, 1, 0, 0),
    ],
    "route": [
        ("external", "jeugd", 0, 0, 0, 0, 0, 1), ("ordinary", "wmo", 3, 2, 1, 1, 0, 0),
        ("urgent", "wmo", 1, 1, 0, 0, 1, 0),
    ],
}  # fmt: skip


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("by", SPLIT)
def test_investigations_split(by: str) -> None:
    assert numbers("escalation-by", by) == SPLIT[by]


@pytest.mark.usefixtures("told")
def test_every_split_adds_up_to_the_figure_itself() -> None:
    """Except by life area, where an investigation counts in each of its areas."""
    whole = [sum(getattr(row, name) for row in rows("escalation")) for name in ("finished", "tailored", "external")]
    assert whole == [4, 3, 1]
    for by in BY:
        split = rows("escalation-by", by)
        if by != "life_area":
            assert [sum(getattr(row, name) for row in split) for name in ("finished", "tailored", "external")] == whole
        for row in split:
            assert row.direct + row.tried + row.urgent == row.tailored


def test_an_investigation_with_two_needs_in_one_area_counts_there_once() -> None:
    case, need = _case(None)
    second = cast.name_need(case)
    _covered(need)
    cast.weigh_all(second)
    cast.propose(second)
    cast.report_outcome(case)
    assert numbers("escalation-by", "life_area") == [("daily_living", "wmo", 1, 1, 1, 0, 0, 0)]


@pytest.mark.usefixtures("told")
def test_needs_split_by_life_area() -> None:
    """Group, law, needs, steps 1, 2 and 3, maatwerk, no step, decided, granted."""
    assert numbers("escalation-needs", "life_area") == [
        ("daily_living", "wmo", 3, 0, 2, 0, 1, 0, 1, 1),
        ("housing", "wmo", 1, 0, 0, 0, 1, 0, 0, 0),
        ("participation", "wmo", 1, 0, 0, 0, 1, 0, 0, 0),
    ]


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("by", BY_NEED)
def test_needs_add_up_whatever_they_are_split_by(by: str) -> None:
    split = rows("escalation-needs", by)
    assert [sum(getattr(row, name) for row in split) for name in ("finished", "tailored", "granted")] == [5, 3, 1]
    for row in split:
        assert row.own + row.around + row.nearby + row.tailored + row.nowhere == row.finished


@pytest.mark.usefixtures("told")
def test_a_cohort_is_followed_to_today() -> None:
    """Six reports under the Wmo with one that still runs and one that was closed; one under the Youth Act outside."""
    cast.open_case()
    cast.close(cast.open_case(), reason="no_contact")
    assert numbers("escalation-cohort") == [
        (date(2026, 3, 1), "jeugd", 1, 0, 0, 0, 0, 1),
        (date(2026, 3, 1), "wmo", 6, 4, 3, 1, 1, 0),
    ]


def test_a_case_that_was_finished_twice_is_one_of_its_cohort_with_the_last_outcome() -> None:
    seen = case_in()
    write("case:registered", seen, on=date(2026, 1, 20), reason="phone")
    finished("general_facility", of=seen, on=date(2026, 2, 10))
    finished("tailored_provision", of=seen, on=date(2026, 4, 10))
    assert numbers("escalation-cohort") == [(date(2026, 1, 1), "wmo", 1, 1, 1, 0, 0, 0)]


@pytest.mark.usefixtures("told")
def test_reasons_tell_the_last_verdict_per_step() -> None:
    """Of three needs in maatwerk under the Wmo: those of case 1, of case 2 (the second one) and of case 4."""
    assert numbers("escalation-reasons") == [
        ("wmo", "own_strength", "insufficient", 1, 3),
        ("wmo", "own_strength", "not_applicable", 1, 3),
        ("wmo", "own_strength", "not_asked", 1, 3),
        ("wmo", "usual_help", "insufficient", 2, 3),
        ("wmo", "usual_help", "not_asked", 1, 3),
        ("wmo", "social_network", "insufficient", 2, 3),
        ("wmo", "social_network", "not_asked", 1, 3),
        ("wmo", "general_facility", "partly", 1, 3),
        ("wmo", "general_facility", "insufficient", 1, 3),
        ("wmo", "general_facility", "not_asked", 1, 3),
    ]


def test_reasons_tell_what_facilities_lacked() -> None:
    """Two answers on one need count both, twice the same counts once, and who went there is no reason."""
    case, need = _case(None)
    seen = replace(case_in(), case=case.id)
    for answer in ("not_available", "not_available", "does_not_fit", "taken"):
        write("facility:answered", seen, need=need.id, layer="general_facility", reason=answer)
    write("need:maatwerk:proposed", seen, need=need.id, layer="tailored_provision")
    finished("tailored_provision", of=seen)
    told = [row for row in numbers("escalation-reasons") if row[2] != "not_asked"]
    assert told == [
        ("wmo", "general_facility", "not_available", 1, 1),
        ("wmo", "general_facility", "does_not_fit", 1, 1),
    ]


NAMES = ("escalation-by", "escalation-needs", "escalation-cohort", "escalation-reasons")


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("name", NAMES)
def test_only_who_may_read_the_figures_of_the_team_counts_anything(name: str) -> None:
    by = next(iter(FIGURES[name].by), "")
    assert numbers(name, by) != []
    assert numbers(name, by, actor=TOM) == numbers(name, by, actor=TESS) == []
    assert numbers(name, by, actor=MIRA) == numbers(name, by)


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("name", NAMES)
def test_page_command_and_file_tell_the_same(name: str) -> None:
    wanted = [list(map(str, row)) for row in _files(name)]
    answer = signed_in(MAX).get(reverse("reporting:export", args=[name, "csv"]), QUERY)
    lines = list(csv.reader(StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert lines[1 : 1 + len(wanted)] == wanted
    page = signed_in(MAX).get(reverse("reporting:figure", args=[name]), QUERY)
    assert page.status_code == 200
    assert page.content.count(b'<tr role="row"><th role="rowheader"') == len(wanted)


def _files(name: str) -> list[list[Any]]:
    """The rows of the command, with the words of the file."""
    figure = FIGURES[name]
    by = next(iter(figure.by), "")
    out = StringIO()
    call_command("report", name, "--from", "2026-01-01", "--to", "2026-10-31", "--team", "noord", "--json", stdout=out)
    told = json.loads(out.getvalue())["rows"]
    found = rows(name, by, until=date(2026, 10, 31))
    assert [tuple(row.values())[2:] for row in told] == [
        tuple(one if not isinstance(one, date) else f"{one:%Y-%m}" for one in asdict(row).values())[2:] for row in found
    ]
    _heads, values = tables.values(figure.divided(by), found, {str(cast.NOORD): "Noord"})
    return values


@pytest.mark.usefixtures("told")
def test_a_page_calls_neighbourhoods_by_name_and_tells_what_is_not_known() -> None:
    client = signed_in(MAX)
    shown = message(client.get(reverse("reporting:figure", args=["escalation-by"]), QUERY | {"by": "neighbourhood"}))
    assert "De Weide" in shown
    assert "BU01180001" not in shown


def test_a_way_to_split_that_is_not_there_is_answered_with_a_sentence() -> None:
    page = signed_in(MAX).get(reverse("reporting:figure", args=["escalation-by"]), {"by": "income"})
    assert page.status_code == 422
    with pytest.raises(CommandError, match="can't be split by 'income'"):
        call_command("report", "escalation-by", "--by", "income")
    with pytest.raises(CommandError, match="can't be split"):
        call_command("report", "waiting", "--by", "team")


@pytest.mark.parametrize("name", NAMES)
def test_nothing_finished_is_a_sentence(name: str) -> None:
    page = signed_in(MAX).get(reverse("reporting:figure", args=[name]))
    assert "In deze periode is niets geteld" in message(page)
