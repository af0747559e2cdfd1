"""Entering a policy pack in the database, as often as one likes."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from django.conf import settings

from accounts import access
from accounts import actions as accounts
from accounts.actions import Ensured
from accounts.models import Team
from config.municipality import people
from config.municipality.pack import Pack
from provisions.directory import actions as provisions
from provisions.models import Organisation

# The password of the demo's logins; a demo only answers on this machine (config.local.guard).
DEMO_LOGIN = "trede-demo"

Counts = dict[str, dict[str, int]]
Done = Iterator[tuple[str, Ensured]]


def load(pack: Pack, *, at: datetime) -> Counts:
    """Enter a municipality. Gives per table how many rows were created, changed and unchanged.

    In the demo the people who can sign in come with it, in the municipality of the demo.
    """
    tally: dict[str, Counter[Ensured]] = {}
    with access.system("load_municipality", at=at, origin="command"):
        for table, done in _everything(pack, at=at):
            tally.setdefault(table, Counter())[done] += 1
    return {table: {how.value: counted[how] for how in Ensured} for table, counted in tally.items()}


def _everything(pack: Pack, *, at: datetime) -> Done:
    yield (
        "municipalities",
        accounts.ensure_municipality(code=pack.code, name=pack.name, cbs_code=pack.cbs_code, pack=pack.document)[1],
    )
    yield from _teams_and_areas(pack)
    yield from _offers(pack)
    if settings.DEMO and pack.code == settings.MUNICIPALITY:
        for done in people.settle(pack, at=at, password=DEMO_LOGIN):
            yield "demo_users", done


def _teams_and_areas(pack: Pack) -> Done:
    teams: dict[str, Team] = {}
    for team in pack.teams:
        teams[team.code], done = accounts.ensure_team(
            municipality=pack.code, code=team.code, name=team.name, kind=team.kind
        )
        yield "teams", done
    for area in pack.areas:
        team_row = teams[pack.team_of(area)]
        yield (
            "neighbourhoods",
            accounts.ensure_neighbourhood(
                code=area.code,
                year=area.year,
                name=area.name,
                district=area.district,
                team=team_row,
                lat=area.lat,
                lon=area.lon,
            )[1],
        )


def _offers(pack: Pack) -> Done:
    organisations: dict[str, Organisation] = {}
    for name, email in {offer.organisation: offer.email for offer in pack.provisions}.items():
        organisations[name], done = provisions.ensure_organisation(municipality=pack.code, name=name, email=email)
        yield "organisations", done
    for offer in pack.provisions:
        yield (
            "provisions",
            provisions.ensure_provision(
                organisation=organisations[offer.organisation],
                name=offer.name,
                layer=offer.layer,
                what=offer.what,
                open_when=offer.open_when,
                cost=offer.cost,
                needs_intake=offer.needs_intake,
                more=provisions.More(
                    life_areas=offer.life_areas,
                    minimum_age=offer.minimum_age,
                    neighbourhood=offer.neighbourhood,
                    hours=tuple(provisions.Hours(**one) for one in offer.hours),
                    languages=offer.languages,
                    confirmed_on=offer.confirmed_on,
                ),
            )[1],
        )
