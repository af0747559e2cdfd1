"""Who plays in the tests, and what they can do: every verb goes through the real actions.

Hoogeveen has a desk and two neighbourhood teams. Iris takes the calls, Tess works in Noord for all laws and Wim there
for the Wmo only, Tom works in Zuid, Dana decides and Max manages in Noord, Anne advises on policy, Ada administers,
Priya guards privacy and Sanne safety. Cora works in the other municipality. The Eye sees all that row-level security
can show: it is how a test looks.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_DNS, UUID, uuid5

import pytest

from accounts import access
from accounts.access import Actor, Post
from accounts.models import Mandate, Membership, Municipality, Role, Team, User
from cases.course import actions as course
from cases.decisions import actions as decisions
from cases.decisions.models import Application, Decision
from cases.dossier import actions as dossier
from cases.dossier.actions import Asked
from cases.dossier.acts import Stale
from cases.dossier.models import Case
from cases.needs import actions as needs
from cases.needs.actions import Offer
from cases.needs.models import Need
from cases.needs.verdicts import Verdict
from cases.residents import actions as residents
from cases.residents.actions import Identity
from cases.residents.bsn import Bsn
from cases.residents.models import Resident
from intake.actions import Conflict
from ledger.models import Event, JournalEntry, OutboxMessage
from workflows.layers import LOWER_LAYERS, Law, Layer, Outcome
from workflows.refusal import Refused

AT = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)  # a Tuesday, 10:30 in Hoogeveen
TODAY = date(2026, 3, 3)
SINCE = date(2025, 1, 1)
ALL_LAWS = frozenset(law.value for law in Law)
MUNICIPALITIES = {"hoogeveen": ("Hoogeveen", "GM0118"), "coevorden": ("Coevorden", "GM0109")}


def known_as(name: str) -> UUID:
    return uuid5(NAMESPACE_DNS, f"{name}.cast.trede.test")


DESK, NOORD, ZUID, COEVORDEN = map(known_as, ("desk", "noord", "zuid", "coevorden"))
TEAMS = {
    DESK: ("hoogeveen", "Toegang"),
    NOORD: ("hoogeveen", "Noord"),
    ZUID: ("hoogeveen", "Zuid"),
    COEVORDEN: ("coevorden", "Coevorden"),
}


def _post(team: UUID, role: Role, laws: frozenset[str] = ALL_LAWS) -> Post:
    municipality, name = TEAMS[team]
    return Post(
        team=team,
        municipality=municipality,
        role=role,
        laws=laws,
        team_name=name,
        municipality_name=MUNICIPALITIES[municipality][0],
    )


def _person(name: str, *posts: Post, mandates: frozenset[tuple[str, str]] = frozenset()) -> Actor:
    return Actor(id=known_as(name), name=name, posts=posts, mandates=mandates)


IRIS = _person("Iris", _post(DESK, Role.INTAKE))
TESS = _person("Tess", _post(NOORD, Role.TEAM))
WIM = _person("Wim", _post(NOORD, Role.TEAM, frozenset({"wmo"})))
TOM = _person("Tom", _post(ZUID, Role.TEAM))
DANA = _person("Dana", _post(NOORD, Role.DECISION), mandates=frozenset(("hoogeveen", law) for law in ALL_LAWS))
MAX = _person("Max", _post(NOORD, Role.MANAGER))
ANNE = _person("Anne", _post(DESK, Role.ANALYST))
ADA = _person("Ada", _post(DESK, Role.ADMIN))
PRIYA = _person("Priya", _post(DESK, Role.PRIVACY))
SANNE = _person("Sanne", _post(DESK, Role.SAFETY))
CORA = _person("Cora", _post(COEVORDEN, Role.TEAM))
CAST = (IRIS, TESS, WIM, TOM, DANA, MAX, ANNE, ADA, PRIYA, SANNE, CORA)
SEEING = (Role.TEAM, Role.MANAGER, Role.PRIVACY, Role.SAFETY)
EYE = _person("Eye", *(_post(team, role) for team in TEAMS for role in SEEING))

REASONED = {layer: Verdict(Outcome.INSUFFICIENT, "Zij kan dit niet meer zelf.") for layer in LOWER_LAYERS}
HOURS = Offer(product="Huishoudelijke hulp", quantity=Decimal(3), unit="hours", frequency="week")


def enter() -> None:
    """Write the municipalities, teams and people down."""
    Municipality.objects.bulk_create(
        [Municipality(code=code, name=name, cbs_code=cbs) for code, (name, cbs) in MUNICIPALITIES.items()]
    )
    Team.objects.bulk_create(
        [
            Team(id=team, municipality_id=municipality, code=name.lower(), name=name, kind=_kind(team))
            for team, (municipality, name) in TEAMS.items()
        ]
    )
    User.objects.bulk_create([User(id=one.id, email=email_of(one), name=one.name) for one in CAST])
    Membership.objects.bulk_create(
        [
            Membership(user_id=one.id, team_id=post.team, role=post.role, laws=sorted(post.laws), valid_from=SINCE)
            for one in CAST
            for post in one.posts
        ]
    )
    Mandate.objects.create(
        user_id=DANA.id, municipality_id="hoogeveen", laws=sorted(ALL_LAWS), source="Mandaatbesluit", valid_from=SINCE
    )


def _kind(team: UUID) -> str:
    return Team.Kind.DESK if team == DESK else Team.Kind.NEIGHBOURHOOD


def email_of(actor: Actor) -> str:
    return f"{actor.name.lower()}@cast.trede.test"


@contextmanager
def acting(actor: Actor, *, at: datetime = AT) -> Iterator[None]:
    """One operation, ended as the web ends it: a refusal is an answer, so its journal entry is kept."""
    answer: Exception | None = None
    with access.acting(actor, at=at, origin="test"):
        try:
            yield
        except (Refused, Stale, Conflict) as refusal:
            answer = refusal
    if answer:
        raise answer


def register_resident(*, by: Actor = TESS, bsn: str = "", housemates: tuple[str, ...] = (), **known: Any) -> Resident:
    identity = Identity(family_name=known.pop("family_name", "Wielinga"), bsn=Bsn.parse(bsn) if bsn else None, **known)
    with acting(by):
        resident = residents.register_resident(municipality=by.municipality, identity=identity, by=by)
        if housemates:
            residents.live_together(resident=resident.id, housemates=list(housemates), since=TODAY, by=by)
    return resident


def open_case(
    *,
    by: Actor = TESS,
    team: UUID | None = None,
    laws: tuple[str, ...] = ("wmo",),
    at: datetime = AT,
    own_words: str = "Ik red het thuis niet meer.",
    received_on: date | None = None,
    **more: Any,
) -> Case:
    """A case of Noord, or of the team of who opens it."""
    asked = Asked(own_words=own_words, channel="phone", received_on=received_on or at.date(), laws=laws)
    with acting(by, at=at):
        return dossier.open_case(team=team or by.posts[0].team, asked=asked, by=by, at=at, **more)


def name_need(case: Case, *, by: Actor = TESS, law: str = "wmo", at: datetime = AT, **more: Any) -> Need:
    wanted = {"life_area": "daily_living", "title": "Een schoon huis"} | more
    with acting(by, at=at):
        return needs.name_need(case=case.id, law=law, by=by, at=at, **wanted)


def weigh(need: Need, verdicts: Mapping[Layer, Verdict], *, by: Actor = TESS, at: datetime = AT, **more: Any) -> Need:
    with acting(by, at=at):
        return needs.weigh(case=need.case_id, need=need.id, verdicts=verdicts, by=by, at=at, **more)


def weigh_all(need: Need, *, by: Actor = TESS, at: datetime = AT, **outcomes: Outcome) -> Need:
    """Weigh every lower layer with a reason; `social_network=Outcome.SUFFICIENT` says otherwise for one."""
    verdicts = {layer: replace(one, outcome=outcomes.get(layer.value, one.outcome)) for layer, one in REASONED.items()}
    return weigh(need, verdicts, by=by, at=at)


def cover(need: Need, *layers: Layer, by: Actor = TESS, at: datetime = AT, **more: Any) -> Need:
    wanted: dict[str, Any] = {"agreement": "agrees", "ask_on": date(2026, 5, 1)} | more
    with acting(by, at=at):
        return needs.cover(case=need.case_id, need=need.id, layers=layers, by=by, at=at, **wanted)


def propose(need: Need, *, offer: Offer = HOURS, by: Actor = TESS, at: datetime = AT, **more: Any) -> Need:
    with acting(by, at=at):
        return needs.propose_maatwerk(case=need.case_id, need=need.id, offer=offer, by=by, at=at, **more)


def withdraw(need: Need, *, by: Actor = TESS, at: datetime = AT) -> Need:
    with acting(by, at=at):
        return needs.withdraw_proposal(case=need.case_id, need=need.id, by=by, at=at)


def start(case: Case, *, by: Actor = TESS, at: datetime = AT, **more: Any) -> Case:
    with acting(by, at=at):
        return course.start_investigation(case=case.id, by=by, at=at, **more)


def report_outcome(case: Case, *, by: Actor = TESS, at: datetime = AT) -> Case:
    with acting(by, at=at):
        return course.report_outcome(case=case.id, by=by, at=at)


def close(case: Case, *, reason: str = "moved", by: Actor = TESS, at: datetime = AT) -> Case:
    with acting(by, at=at):
        return course.close(case=case.id, reason=reason, by=by, at=at)


def apply_for(case: Case, *, law: str = "wmo", by: Actor = TESS, at: datetime = AT) -> Application:
    with acting(by, at=at):
        return decisions.register_application(case=case.id, law=law, received_on=at.date(), by=by, at=at)


def decide(need: Need, *, outcome: str = "granted", by: Actor = DANA, at: datetime = AT, **more: Any) -> Decision:
    with acting(by, at=at):
        return decisions.decide(case=need.case_id, need=need.id, outcome=outcome, by=by, at=at, **more)


def hand_over(case: Case, *, to: UUID = ZUID, by: Actor = TESS, at: datetime = AT, **more: Any) -> None:
    with acting(by, at=at):
        dossier.hand_over(case=case.id, to=to, by=by, at=at, **more)


def investigated_case(**more: Any) -> tuple[Case, Need]:
    """A case under investigation, with one need that is weighed in full."""
    case = open_case(**more)
    need = name_need(case)
    start(case)
    return case, weigh_all(need)


def case_to_decide(**more: Any) -> tuple[Case, Need]:
    """A case with one proposal, the report given and the application received."""
    case, need = investigated_case(**more)
    need = propose(need)
    report_outcome(case)
    apply_for(case)
    return case, need


def refusal_of(verb: Callable[..., Any], *given: Any, **more: Any) -> str:
    """Why a verb is refused: its code."""
    try:
        verb(*given, **more)
    except Refused as refused:
        return refused.refusal.code
    raise AssertionError("it was not refused")


class BrokenOff(RuntimeError):
    """What a test breaks an operation off with."""


def break_off(work: Callable[[], object]) -> None:
    """Do the work as Tess, and fail right after it."""
    with pytest.raises(BrokenOff), acting(TESS):
        _do_and_fail(work)


def _do_and_fail(work: Callable[[], object]) -> None:
    work()
    raise BrokenOff


def now(row: Any) -> Any:
    """The row as it is in the database now."""
    with acting(EYE):
        return type(row).objects.get(pk=row.pk)


def events_of(case: Case) -> list[Event]:
    with acting(EYE):
        return list(Event.objects.filter(case=case.id).order_by("seq"))


def journal(**wanted: Any) -> list[JournalEntry]:
    """What Priya reads, in the order it was written."""
    with acting(PRIYA):
        return list(JournalEntry.objects.filter(**wanted).order_by("id"))


def outbox(**wanted: Any) -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(**wanted).order_by("id"))
