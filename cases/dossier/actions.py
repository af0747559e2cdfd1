"""The verbs of a case as such: opened, always; given to a colleague, planned, handed over; and who may see it."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts import access
from accounts import actions as accounts
from accounts.access import Actor, Permission
from accounts.models import Membership, Notice, Role, Team
from cases.dossier import acts, clocks, registering, sight
from cases.dossier.acts import Act
from cases.dossier.models import Case, CaseGrant, KnownCase, Report, Task
from cases.residents.models import Resident
from ledger import journal, operation
from workflows.refusal import Refusal, Refused

STILL_RUNS = Refusal("case_still_runs", _("This case still runs. Add what is asked to it."))
ALREADY_OVER = Refusal(
    "case_is_over", _("This case has ended. Register what comes in as a new case; it will be linked to this one.")
)
NOT_OF_THE_TEAM = Refusal(
    "not_of_the_team", _("This colleague can't take this case. Choose a colleague of the team who may see it.")
)
NOT_OF_THAT_TEAM = Refusal(
    "not_of_that_team", _("Choose who takes this confidential case: a colleague of that team, for a law of the case.")
)
NOBODY_DIVIDES = Refusal(
    "nobody_divides", _("Nobody in this team divides confidential cases yet. Choose another team, or call its manager.")
)
NO_SUCH_TEAM = Refusal("no_such_team", _("Choose a team of this municipality that takes cases."))
NEEDS_A_GRANT = Refusal(
    "needs_a_grant", _("This case is confidential. Let the colleague see it first, and then give it away.")
)
OWN_GRANT = Refusal(
    "own_grant", _("Somebody must be able to see this case. A colleague who sees it can take your name off the list.")
)
NOT_CONFIDENTIAL = Refusal(
    "not_confidential", _("This case is not confidential: the whole team sees it. Make it confidential first.")
)
COORDINATES = Refusal(
    "coordinates", _("The coordinator must be able to see the case. Give it to another coordinator first.")
)
KNOWN_ALREADY = Refusal("known_already", _("Who this case is about is known already."))
LAW_NOT_YOURS = Refusal("law_not_yours", _("You do not work for this law in this team. Ask a colleague who does."))
HAS_ITS_OWN_DOOR = Refusal("has_its_own_door", _("This task is done by doing it. Open it and go on from there."))
NO_LAW = Refusal("no_law", _("Choose at least one law. It decides which terms start."))

READERS = tuple(role for role, may in access.ROLES.items() if Permission.CASE_READ in may)


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
    follows: UUID | None = None,
    case_id: UUID | None = None,
) -> Case:
    """Register a report (melding) as a case for a team. Never refused: who it is about may follow.

    The clocks of each law start from the day it was received. A team or resident of another municipality is not in
    sight: DoesNotExist. A confidential case is seen by who registered it, or else by the team's managers, until more
    grants are given. `follows`: the ended case of the same resident that this one comes after (herhaalmelding).
    """
    access.require(by, Permission.CASE_REGISTER)
    if not asked.laws:
        raise Refused(NO_LAW)
    if resident:
        Resident.objects.findable_by(by).get(pk=resident)
    with _undone_without(Team), operation.whole(), access.widened(by, to=team, laws=frozenset(asked.laws)):
        case = Case(
            id=case_id or uuid.uuid4(),
            resident_id=resident,
            team_id=team,
            laws=sorted(asked.laws),
            urgent=urgent or asked.threatened,
            confidential=confidential,
            follows_id=_earlier(follows, resident=resident, by=by),
            registered_on=asked.received_on,
        )
        if confidential:
            CaseGrant.objects.create(case_id=case.id, user_id=by.id, granted_at=at, granted_by_id=by.id)
        act = Act(case=case, by=by, at=at)
        reports = [_words(case, asked, law=law) for law in case.laws]
        registering.register(act, reports, among=by.finds_in(), threatened=asked.threatened)
        if confidential and not by.may_in(team, Permission.CASE_READ):
            _pass_to_managers(act)
        journal.note("case:open", about=("case", case.id), subjects=acts.subjects_of(case))
    return case


@contextmanager
def _undone_without(model: type[Team]) -> Iterator[None]:
    """Nothing of it happened, and nothing of it is journalled, when this does not exist."""
    place = journal.mark()
    try:
        yield
    except model.DoesNotExist:
        journal.forget_since(place)
        raise


def _pass_to_managers(act: Act) -> None:
    """Who registers a confidential case without opening any gives it to who divides the work of the team."""
    posts = Membership.objects.valid(on=act.on).filter(team=act.case.team_id, role=Role.MANAGER)
    managers = sorted(set(posts.filter(laws__overlap=act.case.laws).values_list("user", flat=True)))
    if not managers:
        raise Refused(NOBODY_DIVIDES)
    CaseGrant.objects.bulk_create(
        [CaseGrant(case_id=act.case.id, user_id=user, granted_at=act.at, granted_by_id=act.by.id) for user in managers]
    )
    act.case.grants.filter(user=act.by.id).update(revoked_at=act.at)
    accounts.notify_colleagues(
        team=act.case.team_id,
        users=managers,
        kind=Notice.Kind.CASE_FOR_TEAM,
        case=act.case.id,
        cause=f"{act.case.id}:{act.case.last_seq}",
        at=act.at,
    )


def _earlier(follows: UUID | None, *, resident: UUID | None, by: Actor) -> UUID | None:
    """The ended case of the same resident; a case that runs is added to, not followed."""
    if follows is None:
        return None
    earlier = KnownCase.objects.visible_to(by).get(pk=follows, resident=resident)
    if not earlier.is_over:
        raise Refused(STILL_RUNS)
    return earlier.id


def add_report(*, case: UUID, asked: Asked, by: Actor, at: datetime) -> None:
    """A new report (melding) in a case that runs: its clocks start, and the team has something to read.

    Also for who may know of the case without opening it: no wrong door. Raises KnownCase.DoesNotExist.
    """
    access.require(by, Permission.CASE_REGISTER)
    if not asked.laws:
        raise Refused(NO_LAW)
    known = KnownCase.objects.visible_to(by).get(pk=case)
    widened = access.widened(by, to=known.team_id, laws=frozenset(known.laws) | frozenset(asked.laws))
    with widened as wider, acts.on_known_case(case, does="case:add_report", by=wider, at=at) as act:
        if act.case.is_over:
            raise Refused(ALREADY_OVER)
        reported = set(act.case.reported_laws) - set(asked.laws)
        act.change(laws=sorted({*act.case.laws, *asked.laws}), reported_laws=sorted(reported))
        _report(act, asked, kind="report:added")
        for law in asked.laws:
            Task.objects.open().update_or_create(
                case=act.case, need=None, law=law, kind=Task.Kind.READ_NEW_REPORT, defaults={"due_on": act.on}
            )
        acts.tell_team(act, role=Role.TEAM, kind=Notice.Kind.REPORT_ADDED, law=asked.laws[0])


def _report(act: Act, asked: Asked, *, kind: str) -> None:
    laws = sorted(asked.laws)
    Report.objects.bulk_create([_words(act.case, asked, law=law) for law in laws])
    for law in laws:
        clocks.start(act, event="report", law=law, on=asked.received_on, threatened=asked.threatened)
        act.event(kind, law=law, reason=asked.channel)


def _words(case: Case, asked: Asked, *, law: str) -> Report:
    return Report(
        case=case,
        law=law,
        channel=asked.channel,
        received_on=asked.received_on,
        own_words=asked.own_words,
        conversation=asked.conversation,
    )


def take(*, case: UUID, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """Take a case oneself: the coordinator (regie) is who takes it."""
    with acts.on_case(case, does="case:take", permission=Permission.CASE_INVESTIGATE, by=by, at=at, seen=seen) as act:
        act.change(coordinator_id=by.id)
        act.event("case:taken")
    return act.case


def allocate(*, case: UUID, to: UUID | None, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """Give a case to a colleague of its team, who becomes the coordinator (regie). None: nobody has it again."""
    with acts.on_case(case, does="case:allocate", permission=Permission.CASE_ALLOCATE, by=by, at=at, seen=seen) as act:
        if to is not None:
            _must_be_able(to, act)
        act.change(coordinator_id=to)
        act.event("case:allocated" if to else "case:given_back")
    return act.case


def _must_be_able(user: UUID, act: Act) -> None:
    """Refused unless this colleague works in the case's team and may see it when it is confidential."""
    if not _works_on(act, user, team=act.case.team_id):
        raise Refused(NOT_OF_THE_TEAM)
    if act.case.confidential and not act.case.grants.filter(user=user, revoked_at=None).exists():
        raise Refused(NEEDS_A_GRANT)


def _works_on(act: Act, user: UUID, *, team: UUID, roles: tuple[str, ...] = (Role.TEAM,)) -> bool:
    posts = Membership.objects.valid(on=act.on).filter(user=user, team=team, role__in=roles)
    return posts.filter(laws__overlap=act.case.laws, user__is_active=True).exists()


def plan_next_step(
    *,
    case: UUID,
    what: str,
    on: date | None,
    by: Actor,
    at: datetime,
    owner: UUID | None = None,
    seen: int | None = None,
) -> Case:
    """Say what happens next in a case, when, and who does it (None: the coordinator)."""
    does = "case:plan_next_step"
    with acts.on_case(case, does=does, permission=Permission.CASE_INVESTIGATE, by=by, at=at, seen=seen) as act:
        if owner is not None and owner != by.id:
            _must_be_able(owner, act)
        act.change(next_step=what, next_step_on=on, next_step_owner_id=owner)
        act.event("case:next_step")
    return act.case


def log_contact(
    *,
    case: UUID,
    law: str,
    how: str,
    said: str,
    by: Actor,
    at: datetime,
    next_step: str = "",
    on: date | None = None,
    seen: int | None = None,
) -> Case:
    """Write a short contact down, in words, under the law it was about; what happens next may go along with it."""
    does = "case:log_contact"
    with acts.on_case(case, does=does, permission=Permission.CASE_INVESTIGATE, by=by, at=at, seen=seen) as act:
        if law not in sight.laws_in_sight(by, act.case):
            raise Refused(LAW_NOT_YOURS)
        act.event("contact:logged", law=law, reason=how)
        act.said(said, law=law, how=how)
        if next_step or on:
            act.change(next_step=next_step or act.case.next_step, next_step_on=on)
    return act.case


def finish_task(*, case: UUID, task: UUID, by: Actor, at: datetime) -> None:
    """A task that asks for reading only has been done. The others are done by doing what they ask."""
    with acts.on_case(case, does="case:finish_task", permission=Permission.CASE_INVESTIGATE, by=by, at=at) as act:
        found = Task.objects.visible_to(by).get(pk=task, case=act.case.id)
        if found.kind != Task.Kind.READ_NEW_REPORT:
            raise Refused(HAS_ITS_OWN_DOOR)
        if found.done_at is None:
            act.finish_tasks(pk=found.pk)
            act.event("task:finished", law=found.law, reason=found.kind)


def identify(*, case: UUID, resident: UUID, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """Say who a case is about that was opened without a resident. Raises Resident.DoesNotExist."""
    person = Resident.objects.findable_by(by).get(pk=resident)
    does = "case:identify"
    with acts.on_case(case, does=does, permission=Permission.CASE_INVESTIGATE, by=by, at=at, seen=seen) as act:
        if act.case.resident_id is not None:
            raise Refused(KNOWN_ALREADY)
        if person.municipality_id != act.case.municipality_id:
            raise Resident.DoesNotExist
        act.change(resident_id=person.id)
        with access.widened(by, to=act.case.team_id, laws=frozenset(act.case.laws)):
            act.finish_tasks(kind=Task.Kind.FIND_OUT_WHO)
        act.event("case:identified")
    return act.case


def make_confidential(*, case: UUID, by: Actor, at: datetime, seen: int | None = None) -> Case:
    """From now on only who was let in sees the case: who does this, and the coordinator."""
    does = "case:make_confidential"
    with acts.on_case(case, does=does, permission=Permission.CASE_ALLOCATE, by=by, at=at, seen=seen) as act:
        if not act.case.confidential:
            for user in dict.fromkeys((by.id, act.case.coordinator_id)):
                _let_in(act, user)
            act.change(confidential=True)
            act.event("case:confidential")
    return act.case


def grant_sight(*, case: UUID, user: UUID, by: Actor, at: datetime) -> None:
    """Let a colleague who reads cases in its team, for a law of it, see a confidential case."""
    with acts.on_case(case, does="case:grant_sight", permission=Permission.CASE_ALLOCATE, by=by, at=at) as act:
        if not act.case.confidential:
            raise Refused(NOT_CONFIDENTIAL)
        if not _works_on(act, user, team=act.case.team_id, roles=READERS):
            raise Refused(NOT_OF_THE_TEAM)
        _let_in(act, user)
        act.event("case:sight_granted")
        journal.note("case:grant_sight", about=("user", user))


def revoke_sight(*, case: UUID, user: UUID, by: Actor, at: datetime) -> None:
    """Take the sight of a confidential case back. The coordinator keeps it, and nobody gives up the own: one stays."""
    with acts.on_case(case, does="case:revoke_sight", permission=Permission.CASE_ALLOCATE, by=by, at=at) as act:
        if user == act.case.coordinator_id:
            raise Refused(COORDINATES)
        if user == by.id:
            raise Refused(OWN_GRANT)
        if act.case.grants.filter(user=user, revoked_at=None).update(revoked_at=at):
            act.event("case:sight_revoked")
            journal.note("case:revoke_sight", about=("user", user))


def _let_in(act: Act, user: UUID | None) -> None:
    if user and not act.case.grants.filter(user=user, revoked_at=None).exists():
        CaseGrant.objects.create(case_id=act.case.id, user_id=user, granted_at=act.at, granted_by_id=act.by.id)


def hand_over(
    *, case: UUID, to: UUID, by: Actor, at: datetime, receiver: UUID | None = None, seen: int | None = None
) -> None:
    """Hand a case over to another team of the municipality; from then on the giving team does not see it.

    A confidential case goes to one `receiver` there, who may see it and coordinates it.
    """
    found = acts.glance(case, by=by)
    team = Team.objects.open().get(pk=to, municipality=found.municipality_id)
    with access.widened(by, to=team.id, laws=frozenset(found.laws)):
        _hand_over(case=case, team=team, by=by, at=at, receiver=receiver, seen=seen)


def _hand_over(*, case: UUID, team: Team, by: Actor, at: datetime, receiver: UUID | None, seen: int | None) -> None:
    does = "case:hand_over"
    with acts.on_case(case, does=does, permission=Permission.CASE_HAND_OVER, by=by, at=at, seen=seen) as act:
        act.event("case:handed_over")
        if act.case.confidential:
            if receiver is None or not _works_on(act, receiver, team=team.id):
                raise Refused(NOT_OF_THAT_TEAM)
            _let_in(act, receiver)
        act.change(team_id=team.id, coordinator_id=receiver, next_step_owner_id=None)
        act.event("case:received")
        acts.tell_team(act, role=Role.TEAM, kind=Notice.Kind.CASE_FOR_TEAM, law=act.case.laws[0])
