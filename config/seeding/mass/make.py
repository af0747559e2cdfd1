"""A million plausible cases: some hundreds done through the real actions elsewhere, then copied into this database.

What is copied is by construction the equal of real work. The same seed on the same day gives the same figures.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone

from accounts import access
from config.local.roles import OWNER
from config.municipality.pack import Pack
from config.municipality.tables import require_tables
from config.seeding.grow import Progress, grow
from config.seeding.mass import house as houses
from config.seeding.mass.copying import JOB, analyze, made_before, write
from config.seeding.mass.plan import batches_of, plan_of, tag_of
from config.seeding.mass.reading import CASES, CONVERSATIONS, Table, bundles, sizes
from config.seeding.mass.residents import town
from config.seeding.mass.template import Template, template_of
from config.stories.scratch import connected, scratch
from config.stories.telling import settle

BACK = timedelta(days=363)
YEARS = 5
COPIES, FEWEST, MOST = 50, 160, 520  # a template has so many copies, unless that makes too few or too many


@dataclass(frozen=True, slots=True)
class Asked:
    """How many cases from which seed over how many years, in how many invented teams (0: the pack's own).

    `templates`: how many cases are grown to copy from; 0: by how many are asked for.
    """

    cases: int
    seed: int
    years: int = YEARS
    teams: int = 0
    templates: int = 0

    @property
    def grown(self) -> int:
        return self.templates or min(max(self.cases // COPIES, FEWEST), MOST)

    def seed_in(self, municipality: str) -> str:
        """All that is asked: other numbers are other cases, beside those that are there."""
        return f"{municipality}/{self.seed}/{self.cases}/{self.years}/{self.teams}"


@dataclass(slots=True)
class Copied:
    """How many cases and conversations were made, how many cases were there already, and the new rows per table."""

    cases: int = 0
    conversations: int = 0
    earlier: int = 0
    rows: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Grown:
    """What was grown to copy from, and the tables it stands in."""

    templates: tuple[Template, ...]
    tables: dict[str, Table]


def nothing() -> None:
    """What follows when nobody asked for more."""


def copy_cases(
    pack: Pack,
    asked: Asked,
    *,
    at: datetime,
    progress: Progress,
    growing: Progress,
    paused: tuple[str, ...] = (),
    afterwards: Callable[[], None] = nothing,
) -> Copied:
    """Make the cases that are asked for in the current database, ending yesterday; what is there already stays.

    `growing` and `progress` are told how far it is. `paused`: triggers of ledger_event that do not fire meanwhile;
    `afterwards` is called once what they keep must be built again. Raises NoTables, NoRole and houses.Missing.
    """
    until = timezone.localdate(at) - timedelta(days=1)
    with connected(OWNER):
        require_tables()
        settle(pack, at=at)
        with access.system(JOB, at=at, origin="command"):
            houses.invent_teams(pack, asked.teams, seed=asked.seed)
        there = houses.keys(pack)
        seed = asked.seed_in(pack.code)
        if len(made_before(tag_of(seed), asked.cases)) == len(batches_of(asked.cases)):
            return Copied(earlier=asked.cases)
    grown = templates(pack, asked, there=there, at=at, until=until, progress=growing)
    with connected(OWNER):
        crews = houses.crews(pack, invented=asked.teams, on=until)
        plan = plan_of(grown.templates, crews, cases=asked.cases, seed=seed, until=until, years=asked.years)
        rows, earlier = write(
            plan,
            grown.tables,
            municipality=pack.code,
            town=town(pack),
            until=until,
            at=at,
            progress=progress,
            paused=paused,
        )
        if rows:
            analyze(sorted(rows))
            afterwards()
    talks = rows[CONVERSATIONS] - rows[CASES]
    return Copied(cases=rows[CASES], conversations=talks, earlier=earlier, rows=dict(sorted(rows.items())))


def templates(
    pack: Pack, asked: Asked, *, there: dict[tuple[str, ...], str], at: datetime, until: date, progress: Progress
) -> Grown:
    """Grow cases through the real actions in a database of their own, that is gone afterwards.

    `there`: the ids of the database the copies go to (houses.keys).
    """
    with scratch() as name, connected(OWNER, name):
        settle(pack, at=at)
        before = sizes()
        grow(pack, cases=asked.grown, seed=asked.seed, at=at, progress=progress, back=BACK)
        house = houses.house(pack, there, on=until)
        found = bundles(before, zone=settings.TIME_ZONE)
        tables = {table.name: table for bundle in found for table in bundle.rows}
        made = tuple(template_of(bundle, house, until=until) for bundle in found)
    return Grown(made, dict(sorted(tables.items())))
