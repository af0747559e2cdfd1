"""`manage.py import_population FILE --source TEXT --on DAY`: residents per neighbourhood, the whole file or nothing."""

import argparse
import json
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts import access
from accounts.models import Municipality
from reporting.population.actions import From, Outcome, enter
from reporting.population.reasons import why
from workflows.refusal import Refused

SOME_REJECTED, BAD_INPUT = 1, 2


class Command(BaseCommand):
    help = (
        "Reads a CSV with the columns buurtcode (a CBS code), jaar, inwoners and perhaps leeftijd (0-17, 65+). It is "
        "entered whole, or not at all: each row that can't be taken is told with its reason, and then the exit code is "
        "1. The same file again changes nothing; a corrected one replaces what it corrects, and the earlier number is "
        "kept."
    )
    requires_system_checks = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        # Without a usage text argparse keeps bad input to one line.
        return super().create_parser(prog_name, subcommand, **{"usage": argparse.SUPPRESS, **kwargs})

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", metavar="FILE", type=Path, help="a .csv")
        parser.add_argument("--source", metavar="TEXT", required=True, help="whose numbers they are")
        parser.add_argument("--on", metavar="DAY", required=True, help="the day they are about, such as 2026-01-01")
        parser.add_argument(
            "--municipality", metavar="M", default=settings.MUNICIPALITY, help="whose residents they are"
        )
        parser.add_argument("--json", action="store_true", help="one JSON object on standard output, and nothing else")

    def handle(self, *_args: object, **options: Any) -> None:
        given = From(source=options["source"], on=_day(options["on"]), name=options["path"].name)
        place, at = options["municipality"], timezone.now()
        try:
            with access.system("import_population", at=at, origin="command"):
                outcome = enter(municipality=place, path=options["path"], given=given, by=None, at=at)
        except Municipality.DoesNotExist as unknown:
            raise CommandError(f"There is no municipality {place!r} here.", returncode=BAD_INPUT) from unknown
        except Refused as refused:
            raise CommandError(" ".join(str(refused).split()), returncode=BAD_INPUT) from refused
        told = json.dumps(_as_json(outcome, place, given)) if options["json"] else _sentences(outcome)
        self.stdout.write(told)
        if outcome.rejected:
            raise SystemExit(SOME_REJECTED)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as bad:
        raise CommandError(f"{text!r} is no day. Write it as 2026-04-02.", returncode=BAD_INPUT) from bad


def _as_json(outcome: Outcome, place: str, given: From) -> dict[str, Any]:
    """`held_back`: rows that could be taken, of a file that was not entered."""
    rows = len({one.row for one in outcome.rejected})
    return {
        "municipality": place,
        "source": given.source,
        "on": given.on.isoformat(),
        "read": outcome.read,
        "accepted": outcome.entered,
        "unchanged": outcome.unchanged,
        "held_back": outcome.read - rows if rows else 0,
        "rejected": rows,
        "rejections": [
            {"row": one.row, "column": one.column, "code": one.code, "reason": why(one.code)}
            for one in outcome.rejected
        ],
    }


def _sentences(outcome: Outcome) -> str:
    if outcome.rejected:
        lines = [f"Row {one.row}{f', {one.column}' if one.column else ''}: {why(one.code)}" for one in outcome.rejected]
        return "\n".join([*lines, f"Nothing of the {outcome.read:,} rows was entered."])
    return f"{outcome.read:,} read, {outcome.new:,} new, {outcome.changed:,} changed, {outcome.unchanged:,} unchanged."
