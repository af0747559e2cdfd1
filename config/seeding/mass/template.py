"""A template: a bundle as text with holes, which a copy fills with its own ids, days, people, team and numbers."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from config.seeding.mass.reading import CASES, CONVERSATIONS, EVENTS, RESIDENTS, UUID, Bundle, Row, Table, Unreadable
from config.seeding.mass.tally import tallies
from reporting.figures.escalation import FINISHED
from reporting.figures.steps import EXTERNAL, KNOW_TAILORED
from workflows.case_flow import ENDED, CaseState
from workflows.layers import Layer

NULL = r"\N"
DAY = re.compile(r"\d{4}-\d\d-\d\d")
OFFSET = re.compile(r"[+-]\d\d(:\d\d)?$")
SECRET = re.compile(r"[0-9a-f]{64}")
PHONE = "phone"
# Days of the law, not of the case.
STAY = {("cases_deadline", "rule_valid_from")}
STOPPED = (CaseState.WITHDRAWN, CaseState.TRANSFERRED)
PERSON = {
    "first_names": "first",
    "family_name": "family",
    "search_name": "search",
    "birth_year": "year",
    "birth_month": "month",
    "birth_day": "day",
    "street": "street",
    "house_number": "house",
    "postcode": "postcode",
    "place": "place",
    "neighbourhood_id": "area",
}
GONE = {"prefix": "", "phone": "", "bsn_sealed": NULL, "bsn_index": NULL}


@dataclass(frozen=True, slots=True)
class Person:
    """A resident of a bundle, as far as a copy keeps it."""

    gender: str
    birth_year: int


@dataclass(frozen=True, slots=True)
class Worker:
    """A colleague of a neighbourhood team; `team`: 0 for the team the case ended up in, 1 for another."""

    team: int


@dataclass(frozen=True, slots=True)
class House:
    """Whom a bundle may name beside its own rows. Keys are ids where it was grown, values ids where copies go.

    `teams`: neighbourhood teams by id, with the colleagues (ids) who work there.
    """

    stays: Mapping[str, str]
    teams: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Template:
    """`blocks`: per table its rows as a format string, complete lines of COPY.

    `start`, `last`: days (ordinals) of the first and the last thing that happened; `finished`: of the investigation.
    `tailored`, `lighter`: how often an investigation finished under a law that knows maatwerk, by whether that was its
    heaviest step. `stopped`: withdrawn or handed to others. `over`: nothing of it is still to be done. `numbers`: per
    case how many days after `start` it was registered. `tallies`: what it adds to the counts of a facility, by its id.
    """

    blocks: tuple[tuple[str, str], ...]
    rows: Mapping[str, int]
    start: int
    last: int
    finished: int
    tailored: int
    lighter: int
    stopped: bool
    over: bool
    in_support: bool
    numbers: tuple[int, ...]
    days: tuple[tuple[str, int], ...]
    people: tuple[Person, ...]
    workers: tuple[Worker, ...]
    laws: frozenset[str]
    tallies: Mapping[str, Mapping[str, int]]

    @property
    def cases(self) -> int:
        return len(self.numbers)


def template_of(bundle: Bundle, house: House, *, until: date) -> Template:
    """The template of a bundle whose history was grown until a day. Raises Unreadable for an id nobody knows."""
    start = min(_ordinal(row["started_at"]) for row in bundle.of(CONVERSATIONS))
    writing = _Writing(bundle, house, start)
    blocks = tuple((table.name, writing.block(table, rows)) for table, rows in sorted(bundle.rows.items(), key=_name))
    cases = list(bundle.of(CASES))
    ended = _finished(bundle)
    tailored = sum(row["layer"] == Layer.TAILORED_PROVISION for row in ended)
    return Template(
        blocks=blocks,
        rows={table.name: len(rows) for table, rows in bundle.rows.items()},
        start=start,
        last=max(day for day in _moments(bundle) if day <= until.toordinal()),
        finished=max((_ordinal(row["at"]) for row in ended), default=start),
        tailored=tailored,
        lighter=len(ended) - tailored,
        stopped=any(row["state"] in STOPPED for row in cases),
        over=_is_over(bundle, cases),
        in_support=any(row["state"] == CaseState.IN_SUPPORT for row in cases),
        numbers=tuple(_ordinal(row["registered_on"]) - start for row in cases),
        days=tuple(sorted(writing.days.items())),
        people=tuple(writing.people),
        workers=tuple(Worker(team) for team in writing.workers.values()),
        laws=frozenset(law for row in cases for law in row["laws"].strip("{}").split(",")),
        tallies={house.stays[facility]: counted for facility, counted in tallies(bundle).items()},
    )


def _is_over(bundle: Bundle, cases: Sequence[Mapping[str, str]]) -> bool:
    """Every case ended; or, of a conversation by itself, it is finished and every promise kept."""
    if cases:
        return all(row["state"] in ENDED for row in cases)
    kept = all(row["done_at"] != NULL for row in bundle.of("intake_appointment"))
    return kept and all(row["finished_at"] != NULL for row in bundle.of(CONVERSATIONS))


def _finished(bundle: Bundle) -> list[Mapping[str, str]]:
    """What the headline counts (reporting.figures): of one case, law, team and month the last."""
    last: dict[tuple[str, str, str, str], Mapping[str, str]] = {}
    for row in bundle.of(EVENTS):
        if row["kind"] == FINISHED and row["law"] in KNOW_TAILORED and row["reason"] != EXTERNAL:
            last[row["case"], row["law"], row["team"], row["at"][:7]] = row
    return list(last.values())


def _moments(bundle: Bundle) -> Iterator[int]:
    for table, rows in bundle.rows.items():
        for place, kind in enumerate(table.kinds):
            if kind == "moment":
                yield from (_ordinal(row[place]) for row in rows if row[place] != NULL)


def _ordinal(cell: str) -> int:
    return date.fromisoformat(cell[:10]).toordinal()


def _name(found: tuple[Table, list[Row]]) -> str:
    return found[0].name


class _Writing:
    """The holes of one bundle while its rows are written down."""

    def __init__(self, bundle: Bundle, house: House, start: int) -> None:
        self.house, self.start = house, start
        self.own = {key: f"%(id)s{number:012x}" for number, key in enumerate(bundle.ids(), start=1)}
        self.days: dict[str, int] = {}
        self.workers: dict[str, int] = {}
        self.people: list[Person] = []
        self.numbers = {row["number"]: f"%(number{place})s" for place, row in enumerate(bundle.of(CASES))}
        self.names = {_shown(row): f"%(name{place})s" for place, row in enumerate(bundle.of(RESIDENTS)) if _shown(row)}
        mine = [row["team_id"] for row in bundle.of(CASES)] or [
            row["team_id"] for row in bundle.of("intake_appointment")
        ]
        self.first = mine[-1] if mine and mine[-1] in house.teams else next(iter(house.teams))

    def block(self, table: Table, rows: Sequence[Row]) -> str:
        return "".join("\t".join(self.row(table, row)) + "\n" for row in rows)

    def row(self, table: Table, row: Row) -> Iterator[str]:
        person = len(self.people)
        if table.name == RESIDENTS:
            born = row[table.place("birth_year")]
            self.people.append(Person(row[table.place("gender")], 0 if born == NULL else int(born)))
        for column, kind, cell in zip(table.columns, table.kinds, row, strict=True):
            if cell == NULL:
                yield cell
            elif table.name == RESIDENTS and (column in PERSON or column in GONE):
                yield GONE.get(column, f"%({PERSON.get(column)}{person})s")
            elif (table.name, column) == (EVENTS, "recorded_at"):
                yield self.moment(row[table.place("at")])
            elif _is_channel(table, column, row) and cell == PHONE:
                yield "%(channel)s"
            else:
                yield self.cell(cell, kind, stays=(table.name, column) in STAY)

    def cell(self, cell: str, kind: str, *, stays: bool) -> str:
        if kind == "moment":
            return self.moment(cell)
        if kind == "day" and not stays:
            return self.day(cell)
        if SECRET.fullmatch(cell):
            return f"%(compact)s{cell[16:]}"
        if cell in self.numbers or cell in self.names:
            return self.numbers.get(cell) or self.names[cell]
        text = UUID.sub(lambda found: f"\x00{found.group()}\x01", cell).replace("%", "%%")
        text = re.sub("\x00(.*?)\x01", lambda found: self.key(found.group(1)), text)
        return DAY.sub(lambda found: self.day(found.group()), text) if kind == "json" else text

    def moment(self, cell: str) -> str:
        """Without its offset: PostgreSQL takes it in the session's time zone, also after the clock was put forward."""
        return self.day(cell[:10]) + OFFSET.sub("", cell[10:])

    def day(self, cell: str) -> str:
        after = _ordinal(cell) - self.start
        self.days[f"d{after}"] = after
        return f"%(d{after})s"

    def key(self, found: str) -> str:
        if found in self.own:
            return self.own[found]
        if found in self.house.teams:
            return f"%(team{int(found != self.first)})s"
        for team, members in self.house.teams.items():
            if found in members:
                self.workers.setdefault(found, int(team != self.first))
                return f"%(worker{list(self.workers).index(found)})s"
        if found not in self.house.stays:
            raise Unreadable(f"{found} is no row of its case and nobody's here.")
        return self.house.stays[found]


def _is_channel(table: Table, column: str, row: Row) -> bool:
    """Where the channel of a report stands: in columns of that name, and as the reason of its registration."""
    if table.name == EVENTS:
        return column == "reason" and row[table.place("kind")] == "case:registered"
    return column == "channel"


def _shown(row: Mapping[str, str]) -> str:
    initials = "".join(f"{word[0]}." for word in row["first_names"].replace("-", " ").split())
    return " ".join(part for part in (initials, row["prefix"], row["family_name"]) if part)
