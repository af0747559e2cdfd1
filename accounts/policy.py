"""The policy of a municipality on a day: its pack, and over it what its administrator wrote since."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.text import slugify

from accounts.models import Municipality, PolicyLine
from workflows.layers import Layer

Kind = PolicyLine.Kind


@dataclass(frozen=True, slots=True)
class Source:
    """Where a line comes from; `url` may be empty."""

    title: str
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of policy. `source` is None for an example; `since` is None for what stands in the pack."""

    key: str
    text: str
    title: str = ""
    law: str = ""
    phone: str = ""
    open_when: str = ""
    crisis: bool = False
    checked_on: date | None = None
    source: Source | None = None
    since: date | None = None

    @property
    def example(self) -> bool:
        return self.source is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What a municipality says, on one day. `wording` goes by layer, or by layer-law where a law has its own."""

    municipality: str
    name: str
    programme: tuple[Line, ...] = ()
    wording: Mapping[str, Line]
    pillars: tuple[Line, ...] = ()
    ordinance: tuple[Line, ...] = ()
    contacts: tuple[Line, ...] = ()

    def worded(self, layer: str, law: str = "") -> Line | None:
        """How a step is called to a resident: for this law when it has words of its own, else for all."""
        return self.wording.get(f"{layer}-{law}") or self.wording.get(layer)

    def articles(self, law: str) -> tuple[Line, ...]:
        """The articles of the ordinance that a decision under this law can rest on."""
        return tuple(line for line in self.ordinance if line.law == law)

    def lines(self, kind: str) -> tuple[Line, ...]:
        """The lines an administrator can change, of one kind."""
        found = {Kind.WORDING: tuple(self.wording.values()), Kind.ORDINANCE: self.ordinance}
        return found.get(Kind(kind), self.contacts)


def policy_of(municipality: str, *, on: date) -> Policy:
    """The policy in force that day, in two statements. Raises Municipality.DoesNotExist."""
    place = Municipality.objects.get(pk=municipality)
    written: dict[str, dict[str, PolicyLine]] = {kind: {} for kind in Kind.values}
    held = PolicyLine.objects.filter(municipality=place, valid_from__lte=on).order_by("valid_from", "at", "id")
    for line in held:
        written[line.kind][line.key] = line
    pack, sources = place.pack, _sources(place.pack)
    return Policy(
        municipality=place.code,
        name=place.name,
        programme=tuple(_from_pack(row, sources, text=row["line"]) for row in pack.get("programme", ())),
        wording={line.key: line for line in sorted(_over(_wording(pack, sources), written[Kind.WORDING]), key=_step)},
        pillars=tuple(_from_pack(row, sources) for row in pack.get("pillars", ())),
        ordinance=_over([_from_pack(row, sources) for row in pack.get("ordinance", ())], written[Kind.ORDINANCE]),
        contacts=_over([_contact(row, sources) for row in pack.get("contacts", ())], written[Kind.CONTACT]),
    )


def _step(line: Line) -> tuple[int, str]:
    """Wording in the order of the steps, that for all laws first."""
    return list(Layer).index(Layer(line.key.partition("-")[0])), line.law


def _over(told: Iterable[Line], written: Mapping[str, PolicyLine]) -> tuple[Line, ...]:
    """What the pack tells, with what was written since in its place, and what is new after it."""
    lines = {line.key: line for line in told}
    for key, row in written.items():
        if row.withdrawn:
            lines.pop(key, None)
        else:
            lines[key] = line_of(row)
    return tuple(lines.values())


def line_of(row: PolicyLine) -> Line:
    return Line(
        key=row.key,
        text=row.text,
        title=row.title,
        law=row.law,
        phone=row.phone,
        open_when=row.open_when,
        crisis=row.crisis,
        checked_on=row.checked_on,
        source=None if row.example else Source(row.source, row.source_url),
        since=row.valid_from,
    )


def _sources(pack: Mapping[str, Any]) -> dict[str, Source]:
    return {code: Source(row["title"], row.get("url", "")) for code, row in pack.get("sources", {}).items()}


def _wording(pack: Mapping[str, Any], sources: Mapping[str, Source]) -> Iterator[Line]:
    for row in pack.get("wording", ()):
        for law in row.get("laws", [""]):
            key = f"{row['layer']}-{law}" if law else row["layer"]
            yield _from_pack(row, sources, key=key, law=law)


def _contact(row: Mapping[str, Any], sources: Mapping[str, Source]) -> Line:
    checked = row.get("last_checked")
    return _from_pack(
        row,
        sources,
        key=row.get("code") or slugify(row["name"]),
        title=row["name"],
        text=row.get("what", ""),
        phone=row.get("phone", ""),
        open_when=row.get("when", ""),
        crisis=row.get("crisis", False),
        checked_on=date.fromisoformat(checked) if checked else None,
    )


def _from_pack(row: Mapping[str, Any], sources: Mapping[str, Source], **more: Any) -> Line:
    told = {
        "key": row.get("code", ""),
        "title": row.get("title") or row.get("name", ""),
        "text": row.get("text", ""),
        "law": row.get("law", ""),
    }
    return Line(**(told | more), source=sources.get(row.get("source", "")))
