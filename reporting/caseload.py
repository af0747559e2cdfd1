"""Who has how many open cases: counted and listed by the same words, so that a number is the list behind it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q

from accounts.access import Actor, Permission
from accounts.models import Band, Membership, Role
from cases.dossier.models import Case
from cases.dossier.querysets import CaseQuerySet
from cases.needs.models import Need
from cases.needs.querysets import NeedQuerySet
from workflows.calendar import add_working_days
from workflows.ladder import NeedState

NEW = timedelta(weeks=4)
NEAR_WORKING_DAYS = 5
# So many open needs make a case intensive.
MANY_NEEDS = 3
OPEN, URGENT, RECENT, NEAR, INTENSIVE = "open", "urgent", "new", "near", "intensive"
WHATS = (OPEN, URGENT, RECENT, NEAR, INTENSIVE)
NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Colleague:
    """Who works in a team: for which laws, and for how many hours a week there when that is known."""

    user: UUID
    name: str
    laws: frozenset[str]
    hours: Decimal | None


@dataclass(slots=True)
class Load:
    """The open cases of one colleague in one team, or of nobody (`user` None). `here`: the post in the team."""

    user: UUID | None
    name: str
    here: Colleague | None = None
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(WHATS, 0))


def teams_of(actor: Actor) -> dict[UUID, str]:
    """The teams whose division of work somebody may see, by name."""
    seen = {post.team: post.team_name for post in actor.posts if post.may(Permission.CASELOAD_READ)}
    return dict(sorted(seen.items(), key=lambda item: item[1].lower()))


def loads(actor: Actor, *, today: date) -> dict[UUID, list[Load]]:
    """Per team its colleagues by name, nobody last; two statements, however many cases there are."""
    found: dict[UUID, dict[UUID | None, Load]] = {
        team: {one.user: Load(one.user, one.name, one) for one in colleagues}
        for team, colleagues in colleagues_of(teams_of(actor), today=today).items()
    }
    columns = {f"count_{what}": Count("id", filter=asked(actor, what, today=today)) for what in WHATS}
    rows: Iterable[Mapping[str, Any]] = (
        open_cases(actor).values("team", "coordinator", "coordinator__name").annotate(**columns)
    )
    for row in rows:
        user, name = row["coordinator"], row["coordinator__name"] or ""
        load = found[row["team"]].setdefault(user, Load(user, name))
        load.counts = {what: row[f"count_{what}"] for what in WHATS}
    for team in found.values():
        team.setdefault(None, Load(None, ""))
    return {team: sorted(each.values(), key=_by_name) for team, each in found.items()}


def _by_name(load: Load) -> tuple[bool, str]:
    return (load.user is None, load.name.lower())


def colleagues_of(teams: Iterable[UUID], *, today: date) -> dict[UUID, list[Colleague]]:
    """Who works in these teams today and can take a case, by name. Hours of several posts in a team are added up."""
    held: dict[UUID, dict[UUID, list[Membership]]] = {team: {} for team in teams}
    posts = Membership.objects.valid(on=today).filter(team__in=list(held), role=Role.TEAM, user__is_active=True)
    for post in posts.select_related("user").order_by("user__name", "user"):
        held[post.team_id].setdefault(post.user_id, []).append(post)
    return {team: [_colleague(each) for each in users.values()] for team, users in held.items()}


def _colleague(posts: list[Membership]) -> Colleague:
    known = [post.hours for post in posts if post.hours is not None]
    laws = frozenset(law for post in posts for law in post.laws)
    return Colleague(posts[0].user_id, posts[0].user.name, laws, sum(known, Decimal(0)) if known else None)


def bands_of(teams: Iterable[UUID]) -> dict[UUID, Band]:
    """The band that each of these teams agreed on last, with who wrote it down."""
    newest = Band.objects.filter(team__in=list(teams)).order_by("team", "-at", "-id").distinct("team")
    return {band.team_id: band for band in newest.select_related("by")}


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
        case "intensive":
            return Q(urgent=True) | _asks_much(actor)
        case _:
            return Q()


def _asks_much(actor: Actor) -> Q:
    """Several needs that are not closed, or needs under several laws: of the laws in sight in the case's team."""
    teams_by_laws: dict[frozenset[str], list[UUID]] = {}
    for team, laws in actor.laws_per_team().items():
        teams_by_laws.setdefault(laws, []).append(team)
    found = Q(pk__in=[])
    for laws, teams in teams_by_laws.items():
        here = _open_needs(laws, case=OuterRef("pk"))
        another = _open_needs(laws, case=OuterRef("case"), law__gt=OuterRef("law"))
        many, several = Exists(here[MANY_NEEDS - 1 : MANY_NEEDS]), Exists(here.filter(Exists(another)))
        found |= Q(team__in=teams) & (Q(many) | Q(several))
    return found


def _open_needs(laws: frozenset[str], **which: OuterRef) -> NeedQuerySet:
    return Need.objects.filter(law__in=sorted(laws), **which).exclude(state=NeedState.CLOSED)


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
