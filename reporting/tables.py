"""A figure's rows as a table: words for the page, values for a file."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.words import LAW_NAMES
from reporting.catalogue.shapes import Column, Figure
from reporting.totals import percentage

# The same value is called the same in each row.
NAMED = ("month", "team", "law", "area", "code", "group")
NUMBERS = ("number", "days", "share", "rate", "money", "percent", "points")


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    label: str
    number: bool
    url: str = ""


def shown(
    figure: Figure, rows: Iterable[Any], teams: Mapping[str, str], opens: Callable[[Column, Any], str]
) -> list[list[Cell]]:
    """Each row as the page shows it; `opens` says where the number of a column and row leads, if anywhere."""

    def cell(column: Column, row: Any) -> Cell:
        text = _text(figure, column, row, teams)
        return Cell(text, str(column.label), column.kind in NUMBERS, opens(column, row))

    return [[cell(column, row) for column in figure.columns] for row in rows]


def heads(figure: Figure) -> list[Cell]:
    return [Cell(str(column.label), "", column.kind in NUMBERS) for column in figure.columns]


def values(figure: Figure, rows: Iterable[Any], teams: Mapping[str, str]) -> tuple[list[str], Sequence[Sequence[Any]]]:
    """The same for a file, numbers as numbers. A share is left to who reads: both its parts are there."""
    columns = [column for column in figure.columns if column.kind != "share"]
    told = list(rows)
    written = [_column(figure, column, told, teams) for column in columns]
    return [str(column.label) for column in columns], list(zip(*written, strict=True))


def _column(figure: Figure, column: Column, rows: Sequence[Any], teams: Mapping[str, str]) -> list[Any]:
    """The values of a column. What a month, a team or a code is called is found out once, not for each row."""
    if column.kind == "place":
        return [_value(figure, column, row, teams) for row in rows]
    held = [getattr(row, column.field) for row in rows]
    if column.kind not in NAMED:
        return ["" if value is None else value for value in held]
    called = {value: _value(figure, column, row, teams) for value, row in dict(zip(held, rows, strict=True)).items()}
    return [called[value] for value in held]


def _text(figure: Figure, column: Column, row: Any, teams: Mapping[str, str]) -> str:
    value = getattr(row, column.field)
    match column.kind:
        case "month":
            return str(date_format(value, "F Y"))
        case "days":
            return _days(value)
        case "rate":
            return "-" if value is None else number_format(value, decimal_pos=1)
        case "money":
            return (
                "-"
                if value is None
                else f"€\N{NO-BREAK SPACE}{number_format(value, decimal_pos=2, force_grouping=True)}"
            )
        case "percent" | "points":
            return _tenths(value, column.kind)
        case "share":
            return percentage(value, getattr(row, column.of)) or "-"
        case _:
            return str(_value(figure, column, row, teams))


def _value(figure: Figure, column: Column, row: Any, teams: Mapping[str, str]) -> Any:
    value = getattr(row, column.field)
    match column.kind:
        case "month":
            return f"{value:%Y-%m}"
        case "team":
            return teams.get(value, _("another team"))
        case "law":
            return str(LAW_NAMES[value]) if value else _("All laws together")
        case "area":
            return str(value) or _("Not of one neighbourhood")
        case "code":
            return str(figure.words[value])
        case "group":
            return teams.get(value) or str(figure.words.get(value, value))
        case "place":
            return row.name or str(figure.words[value])
        case _:
            return "" if value is None else value


def _tenths(value: Decimal | None, kind: str) -> str:
    if value is None:
        return "-"
    text = str(number_format(abs(value), decimal_pos=1))
    if kind == "percent":
        return f"{text}%"
    return f"{'+' if value > 0 else '-' if value < 0 else ''}{text}"


def _days(value: float | None) -> str:
    if value is None:
        return "-"
    if value == int(value):
        return ngettext("%(n)s day", "%(n)s days", int(value)) % {"n": int(value)}
    return _("%(n)s days") % {"n": number_format(round(value, 1), decimal_pos=1)}
