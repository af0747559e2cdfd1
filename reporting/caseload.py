"""Who has how many open cases: counted and listed by the same words, so that a number is the list behind it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from accounts.access import Actor, Permission
from accounts.models import Membership, Role, User
from cases.dossier.models import Case
from cases.dossier.querysets import CaseQuerySet
from workflows.calendar import add_working_days

NEW = timedelta(weeks=4)
NEAR_WORKING_DAYS = 5
OPEN, URGENT, RECENT, NEAR = "open", "urgent", "new", "near"
WHATS = (OPEN, URGENT, RECENT, NEAR)
NOBODY = "nobody"


@dataclass(slots=True)
class Load:
    """The open cases of one colleague in one team, or of nobody (`user` None). `here`: has a post in the team."""

    user: UUID | None
    name: str
    here: bool
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(WHATS, 0))


def teams_of(actor: Actor) -> dict[UUID, str]:
    """The teams whose division of work somebody may see, by name."""
    seen = {post.team: post.team_name for post in actor.posts if post.may(Permission.CASELOAD_READ)}
    return dict(sorted(seen.items(), key=lambda item: item[1].lower()))


def loads(actor: Actor, *, today: date) -> dict[UUID, list[Load]]:
    """Per team its colleagues by name, nobody last; two statements, however many cases there are."""
    found: dict[UUID, dict[UUID | None, Load]] = {
        team: {one.id: Load(one.id, one.name, here=True) for one in colleagues}
        for team, colleagues in colleagues_of(teams_of(actor), today=today).items()
    }
    columns = {what: Count("id", filter=asked(actor, what, today=today)) for what in WHATS}
    rows: Iterable[Mapping[str, Any]] = (
        open_cases(actor).values("team", "coordinator", "coordinator__name").annotate(**columns)
    )
    for row in rows:
        user, name = row["coordinator"], row["coordinator__name"] or ""
        load = found[row["team"]].setdefault(user, Load(user, name, here=user is None))
        load.counts = {what: row[what] for what in WHATS}
    for team in found.values():
        team.setdefault(None, Load(None, "", here=True))
    return {team: sorted(each.values(), key=_by_name) for team, each in found.items()}


def _by_name(load: Load) -> tuple[bool, str]:
    return (load.user is None, load.name.lower())


def colleagues_of(teams: Iterable[UUID], *, today: date) -> dict[UUID, list[User]]:
    """Who works in these teams today and can take a case."""
    found: dict[UUID, dict[UUID, User]] = {team: {} for team in teams}
    posts = Membership.objects.valid(on=today).filter(team__in=list(found), role=Role.TEAM, user__is_active=True)
    for post in posts.select_related("user").order_by("user__name", "user"):
        found[post.team_id][post.user_id] = post.user
    return {team: list(users.values()) for team, users in found.items()}


def open_cases(actor: Actor) -> CaseQuerySet:
    """The open cases in sight, in the teams whose division of work somebody may see."""
    return Case.objects.visible_to(actor).open().filter(team__in=list(teams_of(actor)))


def asked(actor: Actor, what: str, *, today: date) -> Q:
    """Which of the open cases a column means. A term counts where its whole case is in sight, as the lists show it."""
    match what:
        case "urgent":
            return Q(urgent=True)
        case "new":
            return Q(registered_on__gt=today - NEW)
        case "near":
            return Q(due_on__lte=add_working_days(today, NEAR_WORKING_DAYS)) & _wholly_in_sight(actor)
        case _:
            return Q()


def _wholly_in_sight(actor: Actor) -> Q:
    whole = Q(pk__in=[])
    for team, laws in actor.laws_per_team().items():
        whole |= Q(team=team, laws__contained_by=sorted(laws))
    return whole


def had_by(who: str) -> Q:
    """Whose cases: a user's id, nobody's, or (empty) everybody's. Raises ValueError."""
    if who == NOBODY:
        return Q(coordinator=None)
    return Q(coordinator=UUID(who)) if who else Q()
