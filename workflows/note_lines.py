"""What a line of a note is: a marker at its start says so, else a short list of words; a person decides.

The list is data in `rules/note_lines.toml` and is shown beside the proposals. Nothing is sent anywhere to find out.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.layers import RULES, Layer

WEEKDAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
SOON = {"vandaag": 0, "morgen": 1, "overmorgen": 2}
WORD = re.compile(r"[^\W\d_]+")


class LineKind(models.TextChoices):
    """In the order of the keys 1 to 7."""

    REQUEST = "request", _("What is asked")
    STRENGTH = "strength", _("Own strength")
    PEOPLE = "people", _("People around")
    FACILITY = "facility", _("Facility")
    ACTION = "action", _("Agreement")
    SAFETY = "safety", _("Concern about safety")
    TEXT = "text", _("Only text")


LAYER: Mapping[LineKind, Layer] = {
    LineKind.STRENGTH: Layer.OWN_STRENGTH,
    LineKind.PEOPLE: Layer.SOCIAL_NETWORK,
    LineKind.FACILITY: Layer.GENERAL_FACILITY,
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line that says something: its number in the note (the first is 1), and its words without the marker."""

    number: int
    text: str
    proposed: LineKind
    marked: bool


@dataclass(frozen=True, slots=True)
class Rules:
    markers: Mapping[str, LineKind]
    words: Mapping[LineKind, tuple[str, ...]]


@cache
def rules() -> Rules:
    read = tomllib.loads((RULES / "note_lines.toml").read_text(encoding="utf-8"))
    return Rules(
        markers={mark: LineKind(kind) for mark, kind in read["markers"].items()},
        words={LineKind(row["kind"]): tuple(row["words"]) for row in read["words"]},
    )


def lines_of(note: str) -> Iterator[Line]:
    """The lines of a note that are not empty, each with what it seems to be."""
    for number, line in enumerate(note.split("\n"), 1):
        text = line.strip()
        kind = rules().markers.get(text[:1])
        said = text[1:].strip() if kind else text
        if said:
            yield Line(number, said, kind or kind_by_words(said), marked=kind is not None)


def kind_by_words(text: str) -> LineKind:
    said = [word.lower() for word in WORD.findall(text)]
    for kind, known in rules().words.items():
        if any(_fits(word, one) for one in known for word in said):
            return kind
    return LineKind.TEXT


def _fits(word: str, known: str) -> bool:
    return word.startswith(known[:-1]) if known.endswith("*") else word == known


def requests_of(note: str, *, question: int, of: int) -> str:
    """What a note marks as asked, for the question at this place: all of it when there is one, else its own line."""
    marked = [line.text for line in lines_of(note) if line.marked and line.proposed is LineKind.REQUEST]
    return "\n".join(marked if of == 1 else marked[question - 1 : question])


def day_named(text: str, *, today: date) -> date | None:
    """The day a line names in a word: the first Friday from tomorrow for "vrijdag"."""
    for word in WORD.findall(text.lower()):
        if word in SOON:
            return today + timedelta(SOON[word])
        if word in WEEKDAYS:
            ahead = (WEEKDAYS.index(word) - today.weekday() - 1) % 7 + 1
            return today + timedelta(ahead)
    return None
