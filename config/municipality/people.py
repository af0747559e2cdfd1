"""The invented people of a municipality: who plays in its stories, and who signs in to the demo."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from django.conf import settings
from django.utils import timezone

from accounts import actions as accounts
from accounts.access import Actor, actor_of
from accounts.actions import Ensured
from accounts.models import Role, Team, User, all_laws
from config.municipality.pack import ROLES, Pack

SINCE = date(2020, 1, 1)
MANDATE = "Voorbeeld van een mandaatbesluit"
ROLE_OF = {role: Role.TEAM if role == "team2" else Role(role) for role in ROLES}


def address_of(role: str, municipality: str) -> str:
    """The demo's logins belong to the municipality of the demo; another one's people have addresses of their own."""
    domain = "demo" if municipality == settings.MUNICIPALITY else municipality
    return f"{role}@{domain}.trede.test"


def settle(pack: Pack, *, at: datetime, password: str | None = None) -> Iterator[Ensured]:
    """Enter the people with their posts and mandate; gives per person what it took. Without a password no logins."""
    teams = {team.code: team for team in Team.objects.filter(municipality=pack.code)}
    for role in ROLES:
        email = address_of(role, pack.code)
        user, done = accounts.ensure_user(email=email, name=pack.names[role], password=password)
        accounts.leave_other_municipalities(user=user, stays_in=pack.code, on=timezone.localdate(at))
        steps = [done]
        for team in seats_of(role, pack):
            post = accounts.ensure_post(
                user=user, team=teams[team], role=ROLE_OF[role], since=SINCE, laws=sorted(all_laws())
            )
            steps.append(post[1])
        if role == "decision":
            mandate = accounts.ensure_mandate(
                user=user, municipality=pack.code, laws=sorted(all_laws()), source=MANDATE, since=SINCE
            )
            steps.append(mandate[1])
        yield _together(steps)
    yield from _colleagues(pack, teams)


def _colleagues(pack: Pack, teams: Mapping[str, Team]) -> Iterator[Ensured]:
    """Who fills the teams beside the people of the stories; nobody signs in as one of them."""
    for number, colleague in enumerate(pack.colleagues, start=1):
        user, done = accounts.ensure_user(email=colleague_address(number, pack.code), name=colleague.name)
        post = accounts.ensure_post(
            user=user,
            team=teams[pack.seats[colleague.seat]],
            role=Role.INTAKE if colleague.seat == "desk" else Role.TEAM,
            since=SINCE,
            laws=sorted(colleague.laws),
        )
        yield _together([done, post[1]])


def colleague_address(number: int, municipality: str) -> str:
    return f"colleague{number}@{municipality}.trede.test"


def _together(steps: list[Ensured]) -> Ensured:
    if set(steps) == {Ensured.UNCHANGED}:
        return Ensured.UNCHANGED
    return Ensured.CREATED if steps[0] is Ensured.CREATED else Ensured.CHANGED


def seats_of(role: str, pack: Pack) -> list[str]:
    """The teams in which a role has its posts: who manages or decides has all neighbourhood teams."""
    if role in ("manager", "decision"):
        return [team.code for team in pack.teams if team.kind == Team.Kind.NEIGHBOURHOOD]
    seat = role if role in ("team", "team2") else "desk"
    return [pack.seats[seat]]


def actor(role: str, municipality: str, *, on: date) -> Actor:
    """The actor of a role, with the posts of that day."""
    return actor_at(address_of(role, municipality), on=on)


def actor_at(address: str, *, on: date) -> Actor:
    """The actor who signs in with an address, with the posts of that day."""
    return actor_of(User.objects.with_posts(on=on).get(email=address), on=on)
