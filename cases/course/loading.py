"""What the page of a case shows, as it is asked: each statement written once, and its plan kept."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db.models import CharField, OuterRef, QuerySet, Subquery

from accounts.access import Actor
from accounts.kept import KeptFor, one_of
from accounts.models import User
from cases.dossier.models import Case, Contact
from cases.dossier.sight import laws_in_sight
from cases.needs.models import Need
from ledger.models import Event

ALL, TIMELINE = 500, 12
ONE, OTHER = UUID(int=1), UUID(int=2)
LAW: "CharField[str, str]" = CharField(max_length=10)


def case_of(actor: Actor, case: UUID, *, on: date) -> Case | None:
    """The case with what its page shows of it that day; None when it is not in sight."""
    return next(iter(PAGE.ask(actor, case=case, on=on)), None)


def needs_of(actor: Actor, case: Case) -> list[Need]:
    """Its needs in sight, in order, each with its stair."""
    needs = NEEDS.ask(actor, case=case.pk)
    for need in needs:
        need.case = case
    return needs


def linked_to(actor: Actor, case: Case) -> list[Case]:
    """The cases in sight before and after it; none as long as it is not known who it is about."""
    return LINKED.ask(actor, case=case.pk, follows=case.follows_id) if case.resident_id else []


def events_of(actor: Actor, case: Case, *, everything: bool) -> Sequence[Event]:
    """Its events in sight, newest first, each with what was said (`said`) and by whom (`who`): one more than shown."""
    return (EVERYTHING if everything else NEWEST).ask(actor, case=case.pk, laws=["", *laws_in_sight(actor, case)])


def _events(actor: Actor, *, case: UUID, laws: list[str]) -> "QuerySet[Event]":
    said = Contact.objects.visible_to(actor).filter(case=OuterRef("case"), seq=OuterRef("seq"))
    who = User.objects.filter(pk=OuterRef("actor"))
    told = Event.objects.filter(one_of("law", laws, of=LAW), case=case).order_by("-seq")
    return told.annotate(said=Subquery(said.values("said")[:1]), who=Subquery(who.values("name")))


PAGE = KeptFor(
    lambda actor, *, case, on: Case.objects.visible_to(actor).with_page(on=on).filter(pk=case),
    {"case": ONE, "on": date.min},
)
NEEDS = KeptFor(lambda actor, *, case: Need.objects.visible_to(actor).filter(case=case).with_stair(), {"case": ONE})
LINKED = KeptFor(
    lambda actor, *, case, follows: Case.objects.visible_to(actor).linked_to(Case(pk=case, follows_id=follows)),
    {"case": ONE, "follows": OTHER},
)
NEWEST = KeptFor(lambda actor, **ends: _events(actor, **ends)[: TIMELINE + 1], {"case": ONE, "laws": ["?"]})
EVERYTHING = KeptFor(lambda actor, **ends: _events(actor, **ends)[:ALL], {"case": ONE, "laws": ["?"]})
