"""The verbs of a case as such: it is opened, always; given to a colleague; handed over to another team."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from accounts import access
from accounts.access import Actor, Permission
from accounts.models import Notice, Role, Team
from cases.dossier import acts, clocks
from cases.dossier.acts import Act
from cases.dossier.models import Case, CaseGrant, Report, Task
from cases.residents.models import Resident
from ledger import journal
from workflows.refusal import Refusal, Refused

NO_LAW = Refusal("no_law", _("Choose at least one law. It decides which terms start."))

_NEXT_NUMBER = """
INSERT INTO cases_casenumber (municipality_id, year, last) VALUES (%s, %s, 1)
ON CONFLICT (municipality_id, year) DO UPDATE SET last = cases_casenumber.last + 1
RETURNING last
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was asked (hulpvraag), how and when it came in; `threatened` as in Wgs art. 4 lid 2."""

    own_words: str
    channel: str
    received_on: date
    laws: tuple[str, ...]
    threatened: bool = False
    conversation: UUID | None = None


def open_case(
    *,
    team: UUID,
    asked: Asked,
    by: Actor,
    at: datetime,
    resident: UUID | None = None,
    urgent: bool = False,
    confidential: bool = False,
    case_id: UUID | None = None,
) -> Case:
    """Register a report (melding) as a case for a team. Never refused: who it is about may follow.

    The clocks of each law start from the day it was received. A team or resident of another municipality is not in
    sight: DoesNotExist. A confidential case is seen by who registered it, until more grants are given.
    """
    access.require(by, Permission.CASE_REGISTER)
    if not asked.laws:
        raise Refused(NO_LAW)
    receiving = Team.objects.get(pk=team, municipality__in=by.finds_in())
    if resident:
        Resident.objects.findable_by(by).get(pk=resident)
    with transaction.atomic(), access.widened(by, to=team, laws=frozenset(asked.laws)):
        case = Case(
            id=case_id or uuid.uuid4(),
            municipality_id=receiving.municipality_id,
            number=_next_number(receiving.municipality_id, asked.received_on.year),
            resident_id=resident,
            team=receiving,
            laws=sorted(asked.laws),
            urgent=urgent or asked.threatened,
            confidential=confidential,
            registered_on=asked.received_on,
        )
        if confidential:
            CaseGrant.objects.create(case_id=case.id, user_id=by.id, granted_at=at)
        case.save(force_insert=True)
        _record(Act(case=case, by=by, at=at), asked)
        journal.note("case:open", about=("case", case.id), subjects=acts.subjects_of(case))
    return case


def _record(act: Act, asked: Asked) -> None:
    """What follows from a report: its words, its clocks, its work, its events and the notice to the team."""
    for law in sorted(asked.laws):
        Report.objects.create(
            case=act.case,
            law=law,
            channel=asked.channel,
            received_on=asked.received_on,
            own_words=asked.own_words,
            conversation=asked.conversation,
        )
        clocks.start(act, event="report", law=law, on=asked.received_on, threatened=asked.threatened)
        act.event("case:registered", law=law, reason=asked.channel)
    if act.case.resident_id is None:
        Task.objects.create(case=act.case, law=act.case.laws[0], kind=Task.Kind.FIND_OUT_WHO, due_on=asked.received_on)
    act.save()
    acts.tell_team(act, role=Role.TEAM, kind=Notice.Kind.CASE_FOR_TEAM, law=act.case.laws[0])


def take(*, case: UUID, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """Take a case oneself: the coordinator (regie) is who takes it."""
    with acts.on_case(case, does="case:take", permission=Permission.CASE_INVESTIGATE, by=by, at=at, seen=seen) as act:
        act.change(coordinator_id=by.id)
        act.event("case:taken")
    return act.case


def plan_next_step(*, case: UUID, what: str, on: date | None, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """Say what happens next in a case, and when."""
    does = "case:plan_next_step"
    with acts.on_case(case, does=does, permission=Permission.CASE_INVESTIGATE, by=by, at=at, seen=seen) as act:
        act.change(next_step=what, next_step_on=on)
        act.event("case:next_step")
    return act.case


def hand_over(*, case: UUID, to: UUID, by: Actor, at: datetime, seen: int | None = None) -> None:
    """Hand a case over to another team of the municipality; from then on the giving team does not see it."""
    found = Case.objects.visible_to(by).get(pk=case)
    team = Team.objects.get(pk=to, municipality=found.municipality_id)
    with access.widened(by, to=team.id, laws=frozenset(found.laws)):
        _hand_over(case=case, team=team, by=by, at=at, seen=seen)


def _hand_over(*, case: UUID, team: Team, by: Actor, at: datetime, seen: int | None) -> None:
    does = "case:hand_over"
    with acts.on_case(case, does=does, permission=Permission.CASE_HAND_OVER, by=by, at=at, seen=seen) as act:
        act.event("case:handed_over")
        act.change(team_id=team.id, coordinator_id=None)
        act.event("case:received")
        acts.tell_team(act, role=Role.TEAM, kind=Notice.Kind.CASE_FOR_TEAM, law=act.case.laws[0])


def _next_number(municipality: str, year: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute(_NEXT_NUMBER, [municipality, year])
        (last,) = cursor.fetchone()
    return f"{year}-{last:04}"
