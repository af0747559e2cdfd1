"""What a figure is made of: what it counts, of whom, from what, what it cannot say, and how its rows are shown."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reporting.figures.scope import Asked

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Column:
    """A field of a row and how it is shown. A share is of two fields, a rate is per 1,000.

    `kind`: month, year, team, law, area, place (a neighbourhood), group (what the rows are divided by), code, number,
    days, rate, money, percent, points. `opens`: its number leads to the cases behind it.
    """

    field: str
    label: Text
    kind: str
    of: str = ""
    opens: bool = False


@dataclass(frozen=True, slots=True)
class Definition:
    what: Text
    population: Text
    source: Text
    cannot_say: Text


@dataclass(frozen=True, slots=True)
class Figure:
    """`rows` takes what was asked and gives typed rows; `columns` says how their fields are shown.

    `words`: what the codes in the rows are called; those of a group with what they divide by before them. `by`: what it
    can be divided by, the usual one first. `yearly`: it is asked for in years. `notes`: what is to be said of these
    rows, such as what is missing in them. `behind`: what was asked, a code and a field in; what that number counts out,
    one row each with `case`, `law` and `day`. KeyError when there is no such number. `lists`: for a row, the address of
    a list kept elsewhere, by the field whose number it is as long as.
    """

    name: str
    title: Text
    definition: Definition
    rows: Callable[[Asked], Sequence[Any]]
    columns: tuple[Column, ...]
    words: Mapping[str, Text] = field(default_factory=dict)
    by: Mapping[str, Text] = field(default_factory=dict)
    yearly: bool = False
    notes: Callable[[Asked, Sequence[Any]], Sequence[Text]] = lambda _asked, _rows: ()
    behind: "Callable[[Asked, str, str], QuerySet[Any, Any]] | None" = None
    lists: Callable[[Any, Asked], Mapping[str, str]] = lambda _row, _asked: {}

    def divided(self, by: str) -> "Figure":
        """The same, with what it is divided by as the name of that column."""
        if by not in self.by:
            return self
        kind = "team" if by == "team" else "group"
        named = (replace(one, label=self.by[by], kind=kind) if one.kind == "group" else one for one in self.columns)
        return replace(self, columns=tuple(named))


LAW, MONTH = Column("law", _("Law"), "law"), Column("month", _("Month"), "month")
TEAM = Column("team", _("Team"), "team")
