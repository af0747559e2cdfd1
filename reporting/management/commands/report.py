"""`manage.py report NAME`: a figure with its definition, the same rows as its page shows."""

import argparse
import csv
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from io import StringIO
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts import access
from accounts.models import Team
from reporting.figures.escalation import Escalation, escalation
from workflows.layers import Law

BAD_INPUT = 2
MONTHS = 12
DEFINITION = (
    "Finished investigations by the heaviest step a need ended in: one per case, law, team and month, in the month the "
    "resident got the outcome; finished again in that month, the last outcome counts. `tailored` of `finished` is the "
    "share of maatwerk. Income support and debt plans are `own_decision`, never `tailored`. `external` (referred by a "
    "GP, judge or certified institution) stands apart, outside `finished`; `urgent` is a part of `finished`."
)


@dataclass(frozen=True, slots=True)
class Asked:
    since: date
    until: date
    team: UUID | None
    law: str


class Command(BaseCommand):
    help = (
        "A figure as its page shows it, over all teams of this installation. NAME is escalation. Without a period: "
        "the last twelve months. Example: report escalation --from 2026-01-01 --to 2026-06-30 --law wmo --format csv"
    )
    requires_system_checks = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        # Without a usage text argparse keeps bad input to one line.
        return super().create_parser(prog_name, subcommand, **{"usage": argparse.SUPPRESS, **kwargs})

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", metavar="NAME", choices=["escalation"])
        parser.add_argument("--from", dest="since", metavar="DAY", help="first day, such as 2026-01-01")
        parser.add_argument("--to", dest="until", metavar="DAY", help="last day, included")
        parser.add_argument("--team", metavar="TEAM", help="code of a team; municipality/team where two share a code")
        parser.add_argument("--law", choices=[law.value for law in Law])
        parser.add_argument("--format", choices=list(FORMATS), default=None)
        parser.add_argument("--json", action="store_true", help="the same as --format json")

    def handle(self, *_args: object, **options: Any) -> None:
        now = timezone.now()
        shape = options["format"] or ("json" if options["json"] else "text")
        if options["json"] and shape != "json":
            raise CommandError(f"Choose one: --json or --format {shape}.", returncode=BAD_INPUT)
        with access.system("report", at=now, origin="command"):
            asked = _asked(options, today=timezone.localdate(now))
            rows = escalation(actor=None, since=asked.since, until=asked.until, team=asked.team, law=asked.law)
            codes = {str(team): code for team, code in Team.objects.values_list("id", "code")}
        self.stdout.write(FORMATS[shape](asked, [_told(row, codes) for row in rows]), ending="")


def _asked(options: dict[str, Any], *, today: date) -> Asked:
    until = _day(options["until"]) if options["until"] else today
    since = _day(options["since"]) if options["since"] else _a_year_back(until)
    if since > until:
        raise CommandError(f"The period ends ({until}) before it begins ({since}).", returncode=BAD_INPUT)
    if since > today:
        raise CommandError(f"{since} has not come yet. Choose a period that has begun.", returncode=BAD_INPUT)
    team = _team(options["team"]) if options["team"] else None
    return Asked(since, min(until, today), team, options["law"] or "")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as bad:
        raise CommandError(f"{text!r} is no day. Write it as 2026-04-02.", returncode=BAD_INPUT) from bad


def _a_year_back(until: date) -> date:
    """The first of the month, so that twelve months are shown."""
    years, month = divmod(until.month - MONTHS, 12)
    return date(until.year + years, month + 1, 1)


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


def _told(row: Escalation, codes: dict[str, str]) -> dict[str, Any]:
    return asdict(row) | {"month": f"{row.month:%Y-%m}", "team": codes.get(row.team, row.team)}


def _as_json(asked: Asked, rows: list[dict[str, Any]]) -> str:
    answer = {
        "figure": "escalation",
        "definition": DEFINITION,
        "from": asked.since.isoformat(),
        "to": asked.until.isoformat(),
        "rows": rows,
    }
    return json.dumps(answer, ensure_ascii=False) + "\n"


def _as_csv(_asked: Asked, rows: list[dict[str, Any]]) -> str:
    sheet = StringIO()
    writer = csv.DictWriter(sheet, Escalation.__slots__, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return sheet.getvalue()


def _as_text(asked: Asked, rows: list[dict[str, Any]]) -> str:
    names = list(Escalation.__slots__)
    lines = [names, *([str(row[name]) for name in names] for row in rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(names))]
    table = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]
    head = f"Escalation from {asked.since} up to and including {asked.until}. {DEFINITION}"
    return "\n".join([head, "", *table, ""])


FORMATS: dict[str, Callable[[Asked, list[dict[str, Any]]], str]] = {
    "text": _as_text,
    "json": _as_json,
    "csv": _as_csv,
}
