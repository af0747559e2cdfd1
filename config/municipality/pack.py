"""Reading a policy pack: what differs between municipalities, as data. National law is never in a pack.

Every line of policy names a source of the pack, or says that it is an example.
"""

import csv
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from workflows.layers import Law, Layer

PACKS = Path(__file__).parents[1] / "packs"
ROLES = ("intake", "team", "team2", "decision", "manager", "analyst", "safety", "admin", "privacy")
SEATS = ("desk", "team", "team2")
KINDS = ("desk", "neighbourhood")
LAYERS = tuple(layer.value for layer in Layer)
LAWS = tuple(law.value for law in Law)
SAID = ("programme", "wording", "pillars", "ordinance", "contacts", "small_cells", "teams", "organisations")
AUDIENCES = ("inside", "publication")


class BadPack(ValueError):
    """A pack that can't be used, with what to change."""


@dataclass(frozen=True, slots=True)
class Area:
    """A CBS neighbourhood (buurt) of a vintage year."""

    code: str
    year: int
    name: str
    district_code: str
    district: str
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True, slots=True)
class PackTeam:
    """A team, and the codes of the districts (wijken) and neighbourhoods (buurten) it serves."""

    code: str
    name: str
    kind: str
    serves: frozenset[str]


@dataclass(frozen=True, slots=True)
class PackProvision:
    code: str
    organisation: str
    name: str
    layer: str
    email: str = ""
    what: str = ""
    open_when: str = ""
    cost: str = ""
    needs_intake: bool = False
    life_areas: tuple[str, ...] = ()
    minimum_age: int | None = None
    neighbourhood: str = ""
    hours: tuple[Mapping[str, Any], ...] = ()
    languages: tuple[str, ...] = ()
    confirmed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Home:
    """An invented address in the municipality; `neighbourhood` by its code."""

    street: str
    number: str
    postcode: str
    place: str
    neighbourhood: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """An article of the ordinance (verordening) that a refusal can rest on, or an example of one."""

    code: str
    law: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Colleague:
    """An invented colleague who fills a team of the demo, for the laws named."""

    name: str
    seat: str
    laws: tuple[str, ...] = LAWS


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """A municipality's pack; `document` is the whole file as JSON can keep it, kept with the municipality."""

    code: str
    name: str
    cbs_code: str
    teams: tuple[PackTeam, ...]
    areas: tuple[Area, ...]
    provisions: tuple[PackProvision, ...]
    homes: tuple[Home, ...]
    ordinance: tuple[Article, ...]
    colleagues: tuple[Colleague, ...]
    seats: Mapping[str, str]
    names: Mapping[str, str]
    document: Mapping[str, Any]

    def team_of(self, area: Area) -> str:
        """The code of the team that serves a neighbourhood."""
        return next(team.code for team in self.teams if team.serves & {area.code, area.district_code})

    def provision(self, code: str) -> PackProvision:
        return next(provision for provision in self.provisions if provision.code == code)

    def article(self, code: str) -> Article:
        return next(article for article in self.ordinance if article.code == code)


def known() -> list[str]:
    """The municipalities that have a pack."""
    return sorted(path.stem for path in PACKS.glob("*.toml"))


def read(code: str) -> Pack:
    """The pack of a municipality. Raises BadPack for an unknown one, or with what is wrong in the file."""
    if code not in known():
        raise BadPack(f"There is no municipality called {code!r}. Known are: {', '.join(known())}.")
    return read_file(PACKS / f"{code}.toml")


def read_file(path: Path) -> Pack:
    """A pack and the areas beside it. Raises BadPack."""
    try:
        pack = _pack(
            tomllib.loads(path.read_text(encoding="utf-8")), areas_in(path.with_name(f"{path.stem}_areas.csv"))
        )
        for fault in _faults(pack):
            raise BadPack(fault)
    except tomllib.TOMLDecodeError as error:
        raise BadPack(f"{path.name} is no valid TOML: {error}.") from error
    except KeyError as error:
        raise BadPack(f"{path.name} lacks {error.args[0]!r}.") from error
    except (BadPack, TypeError, AttributeError) as error:
        raise BadPack(f"{path.name}: {error}") from error
    return pack


def areas_in(path: Path) -> tuple[Area, ...]:
    with path.open(encoding="utf-8", newline="") as lines:
        return tuple(_area(row) for row in csv.DictReader(lines))


def _area(row: dict[str, Any]) -> Area:
    numbers = {"year": int(row["year"]), "lat": float(row["lat"]), "lon": float(row["lon"])}
    return Area(**row | numbers)


def _pack(document: dict[str, Any], areas: tuple[Area, ...]) -> Pack:
    cast = dict(document["cast"])
    return Pack(
        code=document["code"],
        name=document["name"],
        cbs_code=document["cbs_code"],
        teams=tuple(_team(row) for row in document["teams"]),
        areas=areas,
        provisions=tuple(_provisions(document["organisations"])),
        homes=tuple(_homes(document["homes"])),
        ordinance=tuple(Article(row["code"], row["law"], row["title"], row["text"]) for row in document["ordinance"]),
        colleagues=tuple(_colleague(row) for row in cast.pop("colleagues", ())),
        names=cast.pop("names"),
        seats=cast,
        document=_keepable(document),
    )


def _team(row: Mapping[str, Any]) -> PackTeam:
    serves = frozenset([*row.get("districts", ()), *row.get("neighbourhoods", ())])
    return PackTeam(row["code"], row["name"], row["kind"], serves)


def _homes(streets: list[dict[str, Any]]) -> Iterator[Home]:
    for row in streets:
        for number in row["numbers"]:
            yield Home(row["street"], number, row["postcode"], row["place"], row.get("neighbourhood", ""))


def _colleague(row: Mapping[str, Any]) -> Colleague:
    return Colleague(row["name"], row["seat"], tuple(row.get("laws", LAWS)))


def _keepable(value: Any) -> Any:
    """The same, with days as text: JSON knows no days."""
    if isinstance(value, dict):
        return {key: _keepable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_keepable(item) for item in value]
    return value.isoformat() if isinstance(value, (date, time)) else value


def _provisions(organisations: list[dict[str, Any]]) -> Iterator[PackProvision]:
    for row in organisations:
        for provision in row["provisions"]:
            told = {name: _fixed(value) for name, value in provision.items()}
            yield PackProvision(organisation=row["name"], email=row.get("email", ""), **told)


def _fixed(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _faults(pack: Pack) -> Iterator[str]:
    yield from _unsourced(pack.document)
    yield from _badly_served(pack)
    for team in pack.teams:
        if team.kind not in KINDS:
            yield f"team {team.code!r}: {one_of(team.kind, KINDS)}"
    for provision in pack.provisions:
        if provision.layer not in LAYERS:
            yield f"provision {provision.code!r}: {one_of(provision.layer, LAYERS)}"
    yield from _badly_worded(pack.document["wording"])
    yield from _bad_articles(pack.ordinance)
    yield from _bad_contacts(pack.document["contacts"])
    yield from _bad_thresholds(pack.document.get("small_cells", []))
    yield from _badly_cast(pack)


def _bad_thresholds(rows: list[dict[str, Any]]) -> Iterator[str]:
    """A threshold for each audience, and publication hides at least what is hidden inside."""
    told = {row["audience"]: row["threshold"] for row in rows}
    if sorted(told) != sorted(AUDIENCES) or len(rows) != len(told):
        yield f"[[small_cells]] needs one threshold for each of: {', '.join(AUDIENCES)}."
    elif not 2 <= told["inside"] <= told["publication"]:
        yield "[[small_cells]] the threshold inside is 2 or more, and that of a publication is not lower."


def _badly_worded(rows: list[dict[str, Any]]) -> Iterator[str]:
    """Every layer has one text for all laws, and at most one of its own per law."""
    told = Counter((row["layer"], law) for row in rows for law in row.get("laws", [""]))
    for layer, law in told:
        if layer not in LAYERS:
            yield f"[[wording]]: {one_of(layer, LAYERS)}"
        if law and law not in LAWS:
            yield f"[[wording]] {layer}: {one_of(law, LAWS)}"
        if told[layer, law] > 1:
            yield f"[[wording]] {layer} is worded twice for {law or 'all laws'}."
    for layer in LAYERS:
        if (layer, "") not in told:
            yield f"[[wording]] lacks a text for {layer}."


def _bad_articles(ordinance: Sequence[Article]) -> Iterator[str]:
    for code, times in Counter(article.code for article in ordinance).items():
        if times > 1:
            yield f"[[ordinance]] {code!r} stands there twice."
    for article in ordinance:
        if article.law not in LAWS:
            yield f"[[ordinance]] {article.code!r}: {one_of(article.law, LAWS)}"
    for law in LAWS:
        if law not in {article.law for article in ordinance}:
            yield f"[[ordinance]] has no article for {law}."


def _bad_contacts(contacts: list[dict[str, Any]]) -> Iterator[str]:
    for number, row in enumerate(contacts, start=1):
        for key in ("name", "what", "phone", "when"):
            if not row[key]:
                yield f"[[contacts]] number {number}: {key} is empty."
        if not _is_day(row["last_checked"]):
            yield f"[[contacts]] number {number}: last_checked is no day. Write it as 2026-04-02, without quotes."
    if not any(row.get("crisis") for row in contacts):
        yield "[[contacts]] has no number for a crisis: put `crisis = true` at one at least."


def _is_day(value: object) -> bool:
    try:
        date.fromisoformat(str(value))
    except ValueError:
        return False
    return True


def _badly_cast(pack: Pack) -> Iterator[str]:
    for seat in SEATS:
        if pack.seats[seat] not in {team.code for team in pack.teams}:
            yield f"[cast] {seat} names a team that does not exist: {pack.seats[seat]!r}."
    for role in ROLES:
        if not pack.names[role]:
            yield f"[cast.names] {role} is empty."
    yield from _bad_colleagues(pack.colleagues)


def _bad_colleagues(colleagues: Sequence[Colleague]) -> Iterator[str]:
    for colleague in colleagues:
        if colleague.seat not in SEATS:
            yield f"[[cast.colleagues]] {colleague.name}: {one_of(colleague.seat, SEATS)}"
        for law in colleague.laws:
            if law not in LAWS:
                yield f"[[cast.colleagues]] {colleague.name}: {one_of(law, LAWS)}"


def _unsourced(document: Mapping[str, Any]) -> Iterator[str]:
    """What is said without a known source, and not called an example either."""
    for table in SAID:
        for number, row in enumerate(document.get(table, ()), start=1):
            if row.get("source") not in document["sources"] and row.get("example") is not True:
                yield f"[[{table}]] number {number} needs a `source` of [sources], or `example = true`."


def _badly_served(pack: Pack) -> Iterator[str]:
    for area in pack.areas:
        serving = [team.code for team in pack.teams if team.serves & {area.code, area.district_code}]
        if len(serving) != 1:
            yield f"{area.code} {area.name} is served by {len(serving)} teams; it must be one."
    codes = {area.code for area in pack.areas} | {area.district_code for area in pack.areas}
    for code, times in Counter(code for team in pack.teams for code in team.serves).items():
        if code not in codes or times > 1:
            yield f"a team serves {code!r}, which is not in the list of areas or is served twice."


def one_of(value: object, choices: Sequence[str]) -> str:
    """What to write instead of an unknown value."""
    near = get_close_matches(str(value), choices, n=1)
    guess = f"Did you mean {near[0]!r}? " if near else ""
    return f"{guess}Write one of: {', '.join(choices)}."
