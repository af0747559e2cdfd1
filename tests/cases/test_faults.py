"""Nothing half done: an act that breaks at any of its statements leaves nothing behind."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection

from cases.course import actions as course
from cases.dossier.models import Case
from intake import actions as intake
from intake.actions import Typed
from tests import cast
from tests.cast import AT, EYE, NOORD, TESS, acting, name_need, open_case
from tests.walls.test_catalogue import our_tables
from workflows.layers import Layer, Outcome

pytestmark = pytest.mark.usefixtures("world")
OF_THE_TRANSACTION = ("SAVEPOINT", "RELEASE", "ROLLBACK", "SELECT SET_CONFIG")


# Of where a case lies the role that serves may not even count.
READ = sorted(our_tables() - {"reporting_casearea"})


class Broken(RuntimeError):
    """The statement that broke."""


@contextmanager
def breaking_at(place: int) -> Iterator[list[str]]:
    """Break the n-th statement of what is done here; collects the statements before it."""
    done: list[str] = []

    def count(execute: Any, statement: str, parameters: Any, many: bool, context: Any) -> Any:
        if not statement.upper().startswith(OF_THE_TRANSACTION):
            done.append(statement)
            if len(done) == place:
                raise Broken(statement)
        return execute(statement, parameters, many, context)

    with connection.execute_wrapper(count):
        yield done


def fingerprint() -> dict[str, Any]:
    """How many rows each table has, and what the cases and needs look like."""
    with acting(EYE), connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{table}', count(*) FROM {table}" for table in READ))
        rows: dict[str, Any] = dict(cursor.fetchall())
        for table in ("cases_case", "cases_need", "cases_application", "intake_conversation", "cases_casenumber"):
            cursor.execute(f"SELECT t::text FROM {table} t ORDER BY 1")
            rows[f"{table}:rows"] = cursor.fetchall()
    return rows


def talk() -> Any:
    with acting(TESS):
        return intake.start_conversation(by=TESS, at=AT)


def write(started: Any) -> None:
    with acting(TESS):
        intake.save_text(conversation=started.id, typed=Typed("Zij belt over haar man.", seen=0), by=TESS, at=AT)


def finish(started: Any) -> None:
    with acting(TESS):
        intake.finish_as_case(
            conversation=started.id, team=NOORD, laws=("wmo",), own_words="Hulp gevraagd.", by=TESS, at=AT
        )


def close(case: Case) -> None:
    with acting(TESS):
        course.close(case=case.id, reason="moved", by=TESS, at=AT)


def weighed() -> Any:
    return cast.weigh_all(name_need(open_case()), social_network=Outcome.SUFFICIENT)


ACTS: dict[str, tuple[Callable[[], Any], Callable[[Any], Any]]] = {
    "open a case": (lambda: None, lambda _: open_case()),
    "name a need": (open_case, name_need),
    "weigh": (lambda: name_need(open_case()), cast.weigh_all),
    "cover": (weighed, lambda need: cast.cover(need, Layer.SOCIAL_NETWORK)),
    "propose": (lambda: cast.investigated_case()[1], cast.propose),
    "start": (open_case, cast.start),
    "report": (lambda: cast.investigated_case()[0], cast.report_outcome),
    "apply": (open_case, cast.apply_for),
    "decide": (lambda: cast.case_to_decide()[1], cast.decide),
    "hand over": (open_case, cast.hand_over),
    "close": (open_case, close),
    "write": (talk, write),
    "finish as a case": (talk, finish),
}


@pytest.mark.parametrize("name", ACTS)
def test_an_act_that_breaks_anywhere_leaves_nothing(name: str) -> None:
    prepare, act = ACTS[name]
    given = prepare()
    before, place, complete = fingerprint(), 0, False
    while not complete:
        place += 1
        with breaking_at(place) as done:
            try:
                act(given)
                complete = True
            except Broken:
                pass
        assert complete or fingerprint() == before, done[-1]
    assert place > 3
    assert fingerprint() != before
