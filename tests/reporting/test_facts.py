"""The facts of the figures are kept with every event, and are what a recount of the events gives."""

import random
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import Model

from accounts import access
from cases.course import actions as course
from cases.dossier import actions as dossier
from cases.dossier.acts import Stale
from cases.dossier.models import Case
from ledger.models import Event
from reporting.facts.commitment import Commitment
from reporting.facts.demand import Gap, Reported
from reporting.facts.models import Course, EventMonth, Finished, FinishedMonth, FinishedNeed, Term
from reporting.figures.escalation import recounted, summed_up
from tests import cast
from tests.cast import AT, DANA, EYE, MAX, NOORD, TESS, ZUID, acting
from tests.matrix_world import MIRA
from tests.reporting.finishings import Seen, case_in, finished, write
from tests.storm import storm
from workflows.layers import Layer, Outcome
from workflows.refusal import Refused

pytestmark = pytest.mark.usefixtures("world")
MARCH_1 = datetime(2026, 3, 1, 9, tzinfo=UTC)
EVER = {"since": date(2015, 1, 1), "until": date(2030, 12, 31)}
FACTS = (Course, Finished, FinishedMonth, FinishedNeed, EventMonth, Commitment, Reported, Gap, Term)


def facts() -> list[list[dict[str, Any]]]:
    """All there is in the tables of facts, without the ids of rows."""
    with access.system("report", at=AT):
        return [_rows(table) for table in FACTS]


def _rows(table: type[Model]) -> list[dict[str, Any]]:
    rows = [{k: v for k, v in row.items() if k != "id"} for row in table._default_manager.values()]
    told = [row for row in rows if not (table is FinishedMonth and not (row["finished"] or row["external"]))]
    told = [row for row in told if table is not EventMonth or row["number"]]
    return sorted(told, key=str)


def counts(how: Callable[..., Any]) -> list[dict[str, Any]]:
    with access.system("report", at=AT):
        return [asdict(row) for row in how(actor=None, **EVER)]


def test_the_sums_are_those_of_a_recount() -> None:
    dice = random.Random(5)
    seen = [case_in(dice.choice((NOORD, ZUID))) for _ in range(12)]
    for _ in range(150):
        finished(
            dice.choice([*map(str, Layer), "own_decision", ""]),
            law=dice.choice(("wmo", "jeugd", "pw", "wgs")),
            on=date(2026, 1, 31) + timedelta(days=dice.randrange(90)),
            reason=dice.choice(("", "", "urgent", "external")),
            of=dice.choice(seen),
            hour=dice.choice((1, 12, 21, 22, 23)),
        )
    assert counts(summed_up) == counts(recounted) != []


def test_finishings_that_come_in_one_statement_count_as_one_after_the_other() -> None:
    """The last of a month, in whatever order the rows come."""
    seen = case_in()
    rows = [
        Event(
            case=seen.case, seq=seq, kind="investigation:finished", law="wmo", layer=layer, team=NOORD,
            municipality="hoogeveen", actor=TESS.id, at=AT,
        )
        for seq, layer in ((7, "tailored_provision"), (5, "own_strength"), (6, "social_network"))
    ]  # fmt: skip
    with acting(EYE):
        Event.objects.bulk_create(rows)
    assert counts(summed_up) == counts(recounted)
    assert [row["tailored"] for row in counts(summed_up)] == [1]


def test_rebuilding_gives_the_same() -> None:
    _a_little_of_everything()
    kept = facts()
    assert all(kept)
    call_command("rebuild_figures", "--json", stdout=StringIO())
    assert facts() == kept


def test_a_case_that_is_closed_off_leaves_the_sums_and_a_rebuild_keeps_it_out() -> None:
    case, _need = cast.case_to_decide()
    cast.case_to_decide()
    assert [row["finished"] for row in counts(summed_up)] == [2]
    with acting(MAX):
        dossier.make_confidential(case=case.id, by=MAX, at=AT)
    assert _of_others() == [1]
    kept = facts()
    call_command("rebuild_figures", "--json", stdout=StringIO())
    assert facts() == kept
    assert _of_others() == [1]


def _of_others() -> list[int]:
    with access.system("report", at=AT):
        return [row.finished for row in FinishedMonth.objects.all()]


def test_who_was_let_into_a_closed_case_counts_it_and_nobody_else_does() -> None:
    case, _need = cast.case_to_decide()
    with acting(MAX):
        dossier.make_confidential(case=case.id, by=MAX, at=AT)
        assert [row.finished for row in summed_up(actor=MAX, **EVER)] == [1]
        assert [row.finished for row in recounted(actor=MAX, **EVER)] == [1]
    with acting(MIRA):
        assert summed_up(actor=MIRA, **EVER) == recounted(actor=MIRA, **EVER) == []


def test_a_course_tells_the_first_day_of_each_stage() -> None:
    seen = Seen(cast.open_case(at=MARCH_1).id, NOORD)
    days = {"contact:logged": 3, "investigation:started": 4, "investigation:finished": 20,
            "application:received": 22, "application:decided": 30, "need:maatwerk:granted": 30,
            "support:started": 40}  # fmt: skip
    for kind, day in days.items():
        whole = kind in ("investigation:started", "support:started")
        write(kind, seen, law="" if whole else "wmo", on=date(2026, 3, 1) + timedelta(days=day - 1),
              layer="tailored_provision" if kind == "investigation:finished" else "")  # fmt: skip
    write("contact:logged", seen, on=date(2026, 4, 20))
    write("case:closed", seen, law="", on=date(2026, 6, 1), reason="met")
    with access.system("report", at=AT):
        found = Course.objects.get()
    assert (found.channel, found.layer, found.ended_because) == ("phone", "tailored_provision", "closed:met")
    stages = ("registered", "talked", "finished", "applied", "decided", "granted", "supported", "ended")
    assert [getattr(found, f"{stage}_on") for stage in stages] == [
        date(2026, 3, 1), date(2026, 3, 3), date(2026, 3, 20), date(2026, 3, 22), date(2026, 3, 30),
        date(2026, 3, 30), date(2026, 4, 9), date(2026, 6, 1),
    ]  # fmt: skip


def test_what_is_of_the_whole_case_counts_under_each_of_its_laws() -> None:
    seen = Seen(cast.open_case(laws=("wmo", "jeugd"), at=MARCH_1).id, NOORD)
    write("need:maatwerk:granted", seen, law="jeugd", on=date(2026, 4, 1))
    write("support:started", seen, law="", on=date(2026, 4, 2))
    with access.system("report", at=AT):
        reached = {law: days for law, *days in Course.objects.values_list("law", "granted_on", "supported_on")}
    assert reached == {
        "wmo": [None, date(2026, 4, 2)],
        "jeugd": [date(2026, 4, 1), date(2026, 4, 2)],
    }


@pytest.mark.parametrize("table", ["reporting_course", "reporting_finished", "reporting_finishedmonth"])
@pytest.mark.parametrize("act", ["DELETE FROM {}", "UPDATE {} SET law = 'pw'", "INSERT INTO {} DEFAULT VALUES"])
def test_nobody_writes_a_fact_by_hand(table: str, act: str) -> None:
    with access.system("report", at=AT), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(act.format(table))


def test_facts_are_made_anew_by_the_command_alone() -> None:
    with access.system("report", at=AT), pytest.raises(DatabaseError, match="rebuild_figures"), transaction.atomic():
        connection.cursor().execute("SELECT reporting_rebuild(10)")


def test_the_functions_that_write_are_shut() -> None:
    for call in (
        "reporting_take_up_finished('{}')",
        "reporting_take_up_course('{}')",
        "reporting_close_off('{}')",
        "reporting_take_up_returns('{}')",
    ):
        with acting(TESS), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(f"SELECT {call}")


def _a_little_of_everything() -> None:
    _case, need = cast.case_to_decide()
    cast.decide(need, by=DANA)
    _other, covered = cast.investigated_case()
    cast.weigh_all(covered, own_strength=Outcome.SUFFICIENT)
    cast.cover(covered, Layer.OWN_STRENGTH)
    cast.report_outcome(_other)
    cast.open_case()
    finished("tailored_provision", law="jeugd", reason="external", team=ZUID)


class TestManyAtOnce:
    """Random acts by eight at a time, one of whom is killed half-way."""

    pytestmark = pytest.mark.django_db(transaction=True)

    @pytest.mark.parametrize("acts", [120, pytest.param(2000, marks=pytest.mark.soak)])
    def test_the_sums_are_a_recount_whatever_eight_do_and_one_is_killed(self, acts: int) -> None:
        known: list[UUID] = [cast.open_case().id for _ in range(4)] + [cast.case_to_decide()[0].id for _ in range(3)]
        done = storm(8, lambda number: _work(number, acts // 8, known))
        assert done.errors == []
        assert done.answers == {}
        assert counts(summed_up) == counts(recounted) != []
        kept = facts()
        call_command("rebuild_figures", "--json", stdout=StringIO())
        assert facts() == kept


def _work(number: int, acts: int, known: list[UUID]) -> int:
    """Whatever one can do, in a random case; the last of eight loses its connection now and then."""
    dice = random.Random(number)
    for turn in range(acts):
        at = AT + timedelta(days=dice.randrange(60), minutes=turn)
        try:
            _one_act(dice, known, at)
        except (Refused, Stale, Case.DoesNotExist):
            continue
        if number == 7 and dice.random() < 0.2:
            _killed(dice, known, at)
    return acts


def _one_act(dice: random.Random, known: list[UUID], at: datetime) -> None:
    case = Case(id=dice.choice(known))
    with acting(TESS, at=at):
        needs = list(Case.objects.get(pk=case.id).needs.order_by("position"))
    what = dice.choice(("open", *WITH_A_CASE, "name", "weigh", "cover", "propose", "decide"))
    if what == "open":
        known.append(cast.open_case(laws=dice.choice((("wmo",), ("wmo", "jeugd"), ("pw",))), at=at).id)
    elif what == "name":
        cast.name_need(case, law=dice.choice(("wmo", "jeugd", "pw")), at=at)
    elif what in WITH_A_CASE:
        WITH_A_CASE[what](case, at=at)
    elif needs:
        _with_need(what, dice.choice(needs), at)


def _resume(case: Case, *, at: datetime) -> None:
    with acting(TESS, at=at):
        course.resume_investigation(case=case.id, by=TESS, at=at)


WITH_A_CASE: dict[str, Callable[..., Any]] = {
    "start": cast.start,
    "report": cast.report_outcome,
    "apply": cast.apply_for,
    "resume": _resume,
    "hand_over": cast.hand_over,
}


def _with_need(what: str, need: Any, at: datetime) -> None:
    match what:
        case "weigh":
            cast.weigh_all(need, at=at)
        case "cover":
            cast.cover(need, Layer.OWN_STRENGTH, at=at)
        case "propose":
            cast.propose(need, at=at)
        case "decide":
            cast.decide(need, at=at)


def _killed(dice: random.Random, known: list[UUID], at: datetime) -> None:
    """The database ends this worker's session in the middle of an act: nothing of it may count."""
    try:
        with acting(TESS, at=at):
            course.report_outcome(case=dice.choice(known), by=TESS, at=at)
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    except (Refused, Stale, DatabaseError, Case.DoesNotExist):
        pass
    finally:
        connection.close()
