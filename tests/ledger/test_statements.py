"""Rows of several tables in one statement: all of them or none, as the ORM would have written them."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import DataError, IntegrityError, ProgrammingError, transaction

from cases.dossier.models import Case, Deadline, Report, Task
from ledger import outbox, statements
from ledger.models import Event, OutboxMessage
from ledger.statements import NotWritten, changing, inserting, together
from tests import cast
from tests.cast import AT, NOORD, TESS, TODAY, ZUID, acting

pytestmark = pytest.mark.usefixtures("world")
RULE = {"law": "wmo", "rule": "wmo.investigation", "rule_valid_from": TODAY, "raw_end": TODAY, "end": TODAY}


def report(case: Case, **said: Any) -> Report:
    return Report(case=case, **{"law": "wmo", "channel": "phone", "received_on": TODAY, **said})


def event(case: Case, seq: int, **told: Any) -> Event:
    return Event(
        case=case.id, seq=seq, kind="contact:logged", law="wmo", team=NOORD, municipality="hoogeveen", at=AT, **told
    )


def values(row: Any) -> dict[str, Any]:
    return {name: value for name, value in vars(row).items() if not name.startswith("_")}


def test_what_is_written_is_what_the_orm_reads() -> None:
    case = cast.open_case()
    said, task = report(case, own_words="Ik % red \\ het 'niet' meer."), Task(case=case, law="wmo", due_on=TODAY)
    told = outbox.message("test", key=str(uuid4()), payload={"case": str(case.id), "more": [1, None]}, at=AT)
    clocks = [Deadline(case=case, start=TODAY.replace(day=day), **RULE) for day in (1, 2)]
    with acting(TESS):
        together(*map(inserting, ([said], clocks, [task], [event(case, 90), event(case, 91)], [told])))
        found = [type(row)._default_manager.get(pk=row.pk) for row in (said, *clocks, task)]
        assert list(map(values, found)) == list(map(values, (said, *clocks, task)))
        assert Event.objects.filter(case=case.id, seq__gte=90, recorded_at__isnull=False).count() == 2
        assert OutboxMessage.objects.get(key=told.key).payload == told.payload
    assert not any(row._state.adding for row in (said, task, told))


def test_nothing_is_cut_off_to_fit() -> None:
    case = cast.open_case()
    with acting(TESS), pytest.raises(DataError), transaction.atomic():
        together(inserting([report(case, channel="p" * 21)]))


def test_one_row_that_may_not_be_written_keeps_all_of_them_out() -> None:
    """The second event has a number that is taken."""
    case = cast.open_case()
    with acting(TESS):
        with pytest.raises(IntegrityError), transaction.atomic():
            together(inserting([report(case)]), inserting([event(case, 90), event(case, case.last_seq)]))
        assert case.reports.count() == 1


def test_the_walls_stand_around_it() -> None:
    """A report in a case of another team is refused, and that case is not found: what was to go along is undone."""
    mine, elsewhere = cast.open_case(), cast.open_case(team=ZUID)
    with acting(TESS):
        with pytest.raises(ProgrammingError), transaction.atomic():
            together(inserting([report(elsewhere)]))
        elsewhere.urgent = True
        with pytest.raises(NotWritten), transaction.atomic():
            together(changing(elsewhere, frozenset({"urgent"})), inserting([event(mine, 90)]))
        assert not Event.objects.filter(case=mine.id, seq=90).exists()


def test_a_condition_that_holds_no_more_is_told() -> None:
    case = cast.open_case()
    with acting(TESS):
        moved = changing(case, frozenset({"version"}))
        assert statements.counted(moved.where("version = %s", case.version + 5)) == [0]
        assert statements.counted(moved.where("version = %s", case.version)) == [1]
