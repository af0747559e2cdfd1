"""The people and teams copies are for: those of the pack, or invented teams for volume, and who stands for whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from accounts import actions as accounts
from accounts.models import Mandate, Membership, Role, Team, User, all_laws
from config.municipality import people
from config.municipality.pack import Pack
from config.seeding.dice import Dice
from config.seeding.mass.residents import stock
from config.seeding.mass.template import House
from provisions.models import Provision

SEEDED = "seeded"  # begins the code of an invented team and the address of who works there
STAFF = 4
EVERYWHERE = ("team", "manager", "decision")


class Missing(RuntimeError):
    """Something the copies name is not in the database they go to."""


@dataclass(frozen=True, slots=True)
class Crew:
    """A team that gets copies, and its colleagues (ids) with the laws each works for."""

    code: str
    team: str
    colleagues: tuple[tuple[str, frozenset[str]], ...]

    def working_for(self, laws: frozenset[str]) -> tuple[str, ...]:
        """Who works for all these laws, or everybody when nobody does."""
        able = tuple(one for one, own in self.colleagues if own >= laws)
        return able or tuple(one for one, _own in self.colleagues)


def invent_teams(pack: Pack, count: int, *, seed: int) -> None:
    """`Team 01` and so on, each with four colleagues who do not sign in. The demo's team works in all."""
    names = Dice(seed, pack.code, "colleagues")
    known = _names()
    for number in range(1, count + 1):
        team, _done = accounts.ensure_team(
            municipality=pack.code,
            code=f"{SEEDED}-{number:02}",
            name=f"Team {number:02}",
            kind=Team.Kind.NEIGHBOURHOOD,
        )
        for place in range(1, STAFF + 1):
            email = f"{SEEDED}-{number:02}-{place}@{pack.code}.trede.test"
            user, _done = accounts.ensure_user(email=email, name=" ".join(map(names.one, known)))
            _give_post(user, team, Role.TEAM)
        for role in EVERYWHERE:
            user = User.objects.get(email=people.address_of(role, pack.code))
            _give_post(user, team, people.ROLE_OF[role])


def crews(pack: Pack, *, invented: int, on: date) -> list[Crew]:
    """The teams that get copies, by code: the first so many invented ones, or those of the pack with people in them."""
    wanted = {pack.seats["team"], pack.seats["team2"]}
    if invented:
        wanted = {f"{SEEDED}-{number:02}" for number in range(1, invented + 1)}
    found = Team.objects.filter(municipality=pack.code, code__in=wanted).order_by("code")
    only = f"{SEEDED}-" if invented else ""
    return [Crew(team.code, str(team.pk), _colleagues(team, on, only=only)) for team in found]


def house(pack: Pack, there: Mapping[tuple[str, ...], str], *, on: date) -> House:
    """The house as it stands here, with what each is called `there` (see `keys`). Raises Missing."""
    here = keys(pack)
    absent = sorted(name for name in here if name not in there)
    if absent:
        raise Missing(f"{pack.name} has no {' '.join(absent[0])}, which the seeded cases name.")
    teams = {
        str(team.pk): frozenset(one for one, _laws in _colleagues(team, on))
        for team in Team.objects.filter(
            municipality=pack.code, code__in=[pack.seats["team"], pack.seats["team2"]]
        ).order_by("code")
    }
    return House(stays={here[name]: there[name] for name in here}, teams=teams)


def keys(pack: Pack) -> dict[tuple[str, ...], str]:
    """Ids of what a case may name and what no case makes, by names that are the same in every database."""
    found: dict[tuple[str, ...], str] = {}
    for team in Team.objects.filter(municipality=pack.code):
        found["team", team.code] = str(team.pk)
    for user in User.objects.administered_by([pack.code]):
        found["user", user.email] = str(user.pk)
    for mandate in Mandate.objects.filter(municipality=pack.code, valid_until=None).select_related("user"):
        found["mandate", mandate.user.email] = str(mandate.pk)
    offered = Provision.objects.offered_in(pack.code).select_related("organisation").order_by("-pk")
    for provision in offered:
        found["provision", provision.organisation.name, provision.name] = str(provision.pk)
    return found


def _colleagues(team: Team, on: date, *, only: str = "") -> tuple[tuple[str, frozenset[str]], ...]:
    """Who works in a team; `only`: whose address begins so, which leaves out who signs in to the demo."""
    posts = Membership.objects.valid(on=on).filter(team=team, role=Role.TEAM, user__email__startswith=only)
    posts = posts.order_by("user__email")
    return tuple((str(post.user_id), frozenset(post.laws)) for post in posts)


def _give_post(user: User, team: Team, role: Role) -> None:
    accounts.ensure_post(user=user, team=team, role=role, since=people.SINCE, laws=sorted(all_laws()))


def _names() -> list[list[str]]:
    first = stock()["first"]
    return [[*first["v"], *first["m"]], stock()["family"]]
