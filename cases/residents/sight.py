"""A resident on a page: in sight or not there at all, the read journalled, and why one sees this."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.apps import apps
from django.utils.translation import gettext as _

from accounts import answers
from accounts.request import Request
from accounts.words import laws_in_words
from cases.residents.models import Resident
from ledger import journal

BY_CASE, BY_FINDING = "case_in_sight", "may_look_up"


def see(request: Request, resident_id: UUID, *, act: str = "resident:read", fields: Iterable[str] = ()) -> Resident:
    """The resident with `bsn_times` and the cases in sight, the read journalled with its ground; else 404."""
    found = Resident.objects.visible_to(request.actor).with_bsn_times().filter(pk=resident_id).first()
    if found is None:
        answers.not_here(act, ("resident", resident_id))
    cases = cases_in_sight(request, found)
    ground = BY_CASE if cases else BY_FINDING
    journal.note(act, about=("resident", found.id), subjects=[found.id], fields=fields, purpose=ground)
    return found


def see_to_record(request: Request, resident_id: UUID, *, act: str) -> Resident:
    """The resident for who records: one that may be looked up; else 404. The read is journalled."""
    found = Resident.objects.findable_by(request.actor).filter(pk=resident_id).first()
    if found is None:
        answers.not_here(act, ("resident", resident_id))
    journal.note(act, about=("resident", found.id), subjects=[found.id], fields=["name"], purpose=BY_FINDING)
    return found


def cases_in_sight(request: Request, resident: Resident) -> list[Any]:
    """Cases of this resident that may be opened, newest first. Another law's or team's leave no trace."""
    known: list[Any] | None = vars(resident).get("cases_seen")
    if known is None:
        known = list(resident.cases.visible_to(request.actor).order_by("-registered_on", "-number"))
        vars(resident)["cases_seen"] = known
    return known


def cases_numbered(request: Request, number: str) -> list[Any]:
    """The cases in sight with this number, open or not: one, or one per municipality that somebody works for.

    One that is not in sight and one that does not exist are the same: none, and the journal notes as much.
    """
    cases = apps.get_model("cases", "Case").objects.visible_to(request.actor).filter(number=number)
    found = list(cases.select_related("team").order_by("municipality"))
    journal.note("case:find", subjects=[case.resident_id for case in found if case.resident_id], fields=["number"])
    return found


def laws_seen(request: Request, case: Any) -> str:
    """The laws of a case that this actor works for, in words."""
    mine = request.actor.laws_per_team().get(case.team_id, frozenset())
    return laws_in_words(law for law in case.laws if law in mine)


def why(request: Request, resident: Resident) -> str:
    """On what ground this page is shown, for who looks."""
    cases = cases_in_sight(request, resident)
    if not cases:
        return _("You see this because you may look up residents of this municipality.")
    case = cases[0]
    named = {"laws": laws_seen(request, case), "number": case.number}
    if case.coordinator_id == request.actor.id:
        return _("You see this because you coordinate case %(number)s (%(laws)s).") % named
    return _("You see this because your team has case %(number)s (%(laws)s).") % named
