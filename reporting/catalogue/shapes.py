"""What a figure is made of: what it counts, of whom, from what, what it cannot say, and how its rows are shown."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reporting.figures.scope import Asked

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Column:
    """A field of a row and how it is shown. `kind`: month, team, law, code, number, days. A share is of two fields."""

    field: str
    label: Text
    kind: str
    of: str = ""


@dataclass(frozen=True, slots=True)
class Definition:
    what: Text
    population: Text
    source: Text
    cannot_say: Text


@dataclass(frozen=True, slots=True)
class Figure:
    """`rows` takes what was asked and gives typed rows; `columns` says how their fields are shown.

    `words`: what the codes in the rows are called.
    """

    name: str
    title: Text
    definition: Definition
    rows: Callable[[Asked], Sequence[Any]]
    columns: tuple[Column, ...]
    words: Mapping[str, Text] = field(default_factory=dict)


LAW, MONTH = Column("law", _("Law"), "law"), Column("month", _("Month"), "month")
TEAM = Column("team", _("Team"), "team")
