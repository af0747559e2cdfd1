"""`manage.py report NAME`: a figure with its definition, the same rows as its page shows."""

import argparse
import csv
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from io import StringIO
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation

from accounts import access
from accounts.models import Team
from reporting.asked import MONTHS, months_back
from reporting.catalogue import FIGURES
from reporting.catalogue.shapes import Figure
from reporting.figures.scope import Asked
from workflows.layers import Law

BAD_INPUT = 2
MORE = {
    "escalation": (
        " One per case, law, team and month; finished again in that month, the last outcome counts. `tailored` of"
        " `finished` is the share of maatwerk. Income support and debt plans are `own_decision`, never `tailored`."
        " `external` (referred by a GP, judge or certified institution) stands apart, outside `finished`; `urgent` is"
        " a part of `finished`."
    ),
    "demand": (
        " `value` is a code of what the rows are divided `by` (--by law, neighbourhood, channel or life_area), empty"
        " for not known. `back_6` is a part of `back_12`. `residents` and `per_thousand` are null where not known."
    ),
    "gaps": " `neighbourhood` is a CBS code, empty for not known. `went_on` is a part of `needs`.",
}


class Command(BaseCommand):
    help = (
        "A figure as its page shows it, over all teams of this installation. Without a period: the last twelve months. "
        "Example: report escalation --from 2026-01-01 --to 2026-06-30 --law wmo --format csv"
    )
    requires_system_checks = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        # Without a usage text argparse keeps bad input to one line.
        return super().create_parser(prog_name, subcommand, **{"usage": argparse.SUPPRESS, **kwargs})

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", metavar="NAME", choices=list(FIGURES))
        parser.add_argument("--from", dest="since", metavar="DAY", help="first day, such as 2026-01-01")
        parser.add_argument("--to", dest="until", metavar="DAY", help="last day, included")
        parser.add_argument("--team", metavar="TEAM", help="code of a team; municipality/team where two share a code")
        parser.add_argument("--law", choices=[law.value for law in Law])
        parser.add_argument("--by", metavar="WHAT", help="what to split a figure by that can be, such as team or age")
        parser.add_argument("--format", choices=list(FORMATS), default=None)
        parser.add_argument("--json", action="store_true", help="the same as --format json")

    def handle(self, *_args: object, **options: Any) -> None:
        now = timezone.now()
        shape = options["format"] or ("json" if options["json"] else "text")
        if options["json"] and shape != "json":
            raise CommandError(f"Choose one: --json or --format {shape}.", returncode=BAD_INPUT)
        with access.system("report", at=now, origin="command"):
            figure = FIGURES[options["name"]]
            asked = _asked(options, figure, today=timezone.localdate(now))
            rows = figure.rows(asked)
            notes = _english(figure.notes, asked, rows)
            codes = {str(team): code for team, code in Team.objects.values_list("id", "code")}
        told = Told(figure, asked, [_told(row, codes) for row in rows], notes)
        self.stdout.write(FORMATS[shape](told), ending="")


@dataclass(frozen=True, slots=True)
class Told:
    """The rows of a figure, what was asked of it, and what is missing in them."""

    figure: Figure
    asked: Asked
    rows: list[dict[str, Any]]
    notes: list[str]

    @property
    def names(self) -> list[str]:
        """The names of its fields, also when there is no row: the columns of the page say them."""
        return list(self.rows[0]) if self.rows else [column.field for column in self.figure.columns]

    @property
    def definition(self) -> str:
        """In English, whatever the language of who runs it: it is read by machines."""
        said = self.figure.definition
        with translation.override("en"):
            parts = [str(one) for one in (said.what, said.population, said.source, said.cannot_say)]
        return " ".join(parts) + MORE.get(self.figure.name, "")


def _english(notes: Callable[[Asked, Sequence[Any]], Sequence[Any]], asked: Asked, rows: Sequence[Any]) -> list[str]:
    with translation.override("en"):
        return [str(note) for note in notes(asked, rows)]


def _asked(options: dict[str, Any], figure: Figure, *, today: date) -> Asked:
    until = _day(options["until"]) if options["until"] else today
    since = _day(options["since"]) if options["since"] else months_back(until.replace(day=1), MONTHS - 1)
    if since > until:
        raise CommandError(f"The period ends ({until}) before it begins ({since}).", returncode=BAD_INPUT)
    if since > today:
        raise CommandError(f"{since} has not come yet. Choose a period that has begun.", returncode=BAD_INPUT)
    team = _team(options["team"]) if options["team"] else None
    until = min(until, today)
    law, by = options["law"] or "", _by(figure, options["by"])
    return Asked(actor=None, since=since, until=until, team=team, law=law, now=today, by=by)


def _by(figure: Figure, given: str | None) -> str:
    if given is None:
        return next(iter(figure.by), "")
    if given not in figure.by:
        ways = ", ".join(figure.by) or "nothing"
        raise CommandError(f"{figure.name} can't be split by {given!r}. It can by: {ways}.", returncode=BAD_INPUT)
    return given


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as bad:
        raise CommandError(f"{text!r} is no day. Write it as 2026-04-02.", returncode=BAD_INPUT) from bad


def _team(name: str) -> UUID:
    municipality, _slash, code = name.rpartition("/")
    known = Team.objects.filter(municipality_id=municipality) if municipality else Team.objects.all()
    found = list(known.filter(code=code))
    if len(found) == 1:
        return found[0].id
    if found:
        ways = ", ".join(sorted(f"{team.municipality_id}/{team.code}" for team in found))
        raise CommandError(f"More than one team is called {name!r}. Write one of: {ways}.", returncode=BAD_INPUT)
    codes = ", ".join(sorted(f"{team.municipality_id}/{team.code}" for team in Team.objects.all())) or "none"
    raise CommandError(f"There is no team {name!r}. Known are: {codes}.", returncode=BAD_INPUT)


def _told(row: Any, codes: dict[str, str]) -> dict[str, Any]:
    told = asdict(row)
    if "month" in told:
        told["month"] = f"{row.month:%Y-%m}"
    for name in ("team", "group"):
        if name in told:
            told[name] = codes.get(told[name], told[name])
    return told


def _as_json(told: Told) -> str:
    answer: dict[str, Any] = {
        "figure": told.figure.name,
        "definition": told.definition,
        "from": told.asked.since.isoformat(),
        "to": told.asked.until.isoformat(),
        "rows": told.rows,
        **({"missing": told.notes} if told.notes else {}),
    }
    if told.notes:
        answer["notes"] = told.notes
    # Amounts are exact: as text they stay so.
    return json.dumps(answer, ensure_ascii=False, default=str) + "\n"


def _as_csv(told: Told) -> str:
    sheet = StringIO()
    writer = csv.DictWriter(sheet, told.names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(told.rows)
    return sheet.getvalue()


def _as_text(told: Told) -> str:
    lines = [told.names, *([str(row[name]) for name in told.names] for row in told.rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(told.names))]
    table = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]
    name = told.figure.name.capitalize()
    head = f"{name} from {told.asked.since} up to and including {told.asked.until}. {told.definition}"
    return "\n".join([head, *told.notes, "", *table, ""])


FORMATS: dict[str, Callable[[Told], str]] = {"text": _as_text, "json": _as_json, "csv": _as_csv}
