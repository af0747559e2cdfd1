"""The pages of a case's course are usable too: no barrier that axe knows, at 320 px, filled and refused."""

from typing import Any
from uuid import UUID

from cases.decisions import actions as decisions
from cases.decisions.objections import actions as objections
from cases.dossier import actions as dossier
from cases.dossier.models import Case
from tests import cast
from tests.browser.pages import examine, send
from tests.browser.town import days_ago
from tests.cases.doing import do
from tests.cast import DANA, TESS, acting

FORMS = (
    "next-step",
    "contact",
    "allocate",
    "hand-over",
    "close",
    "withdraw",
    "transfer",
    "confidential",
    "application",
)
EMPTY = ("next-step", "contact", "close", "withdraw", "transfer")


def _path(case: Case, *parts: object) -> str:
    return "/".join(["/cases", str(case.id), *map(str, parts), ""])


def _application(case: Case) -> UUID:
    with acting(TESS):
        found: UUID = case.applications.get().id
    return found


def _disputed() -> tuple[Case, UUID, UUID]:
    """A case that was refused, objected to, and in which something was said."""
    case, need = cast.case_to_decide()
    cast.decide(need, outcome="denied", motivation="Haar zus helpt.", article="art. 3", at=days_ago(4))
    application = _application(case)
    given = {"case": case.id, "application": application, "received_on": days_ago(2).date()}
    objection = do(objections.register_objection, at=days_ago(2), grounds="Mijn zus kan dit niet.", **given)
    said = {"law": "wmo", "how": "phone", "said": "Zij belt.\nZij is boos.", "next_step": "Hoorzitting plannen"}
    do(dossier.log_contact, at=days_ago(1), case=case.id, on=days_ago(-3).date(), **said)
    return case, application, objection.id


def _standing_still() -> tuple[Case, UUID]:
    case, need = cast.investigated_case()
    cast.propose(need)
    cast.report_outcome(case)
    application = cast.apply_for(case, at=days_ago(4)).id
    letter = {"ground": "completion", "letter_on": days_ago(3).date(), "answer_by": days_ago(-11).date()}
    do(decisions.suspend, at=days_ago(3), case=case.id, application=application, **letter)
    return case, application


def test_the_pages_of_the_course_have_no_barrier(enter: Any) -> None:
    disputed, application, objection = _disputed()
    still, letter = _standing_still()
    nameless, debts = cast.open_case(at=days_ago(1)), cast.open_case(laws=("wgs",), at=days_ago(1))
    hushed = cast.open_case(confidential=True, at=days_ago(1))
    tess, dana = enter(TESS), enter(DANA)
    wrong: list[str] = []
    for form in FORMS:
        wrong += examine(tess.see(_path(nameless, form)), f"course-{form}")
    seen = (
        (tess, "disputed", _path(disputed)),
        (tess, "everything", _path(disputed) + "?timeline=all"),
        (tess, "still", _path(still)),
        (tess, "hushed", _path(hushed)),
        (tess, "sight", _path(hushed, "sight")),
        (tess, "hand-over-hushed", _path(hushed, "hand-over")),
        (tess, "first-talk", _path(debts, "first-talk")),
        (tess, "identify", _path(nameless, "identify")),
        (tess, "suspend", _path(still, "application", letter, "suspend")),
        (tess, "withdraw-application", _path(still, "application", letter, "withdraw")),
        (tess, "waive", _path(still, "application", letter, "waive")),
        (tess, "object", _path(disputed, "application", application, "objection")),
        (tess, "withdraw-objection", _path(disputed, "objection", objection, "withdraw")),
        (dana, "decide-objection", _path(disputed, "objection", objection, "decide")),
        (dana, "not-process", _path(still, "application", letter, "unprocessed")),
        (dana, "disputed-decision", _path(disputed)),
    )
    for visitor, name, path in seen:
        wrong += examine(visitor.see(path), f"course-{name}")
    assert wrong == []


def test_the_forms_of_the_course_say_what_is_wrong_without_a_barrier(enter: Any) -> None:
    case, tess, wrong = cast.open_case(at=days_ago(1)), enter(TESS), []
    for form in EMPTY:
        page = tess.see(_path(case, form))
        send(page, "main form button[type=submit]")
        assert page.locator(".error-summary").count() == 1, form
        wrong += examine(page, f"course-wrong-{form}")
    page = tess.see(_path(case, "identify"))
    page.fill("[name=q]", "Wie")
    send(page, "main form button[type=submit]")
    wrong += examine(page, "course-nobody-found")
    assert wrong == []
