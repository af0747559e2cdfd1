"""`manage.py import_costs KIND FILE --source TEXT`: tariffs, spending or budget in, all of it or nothing."""

import argparse
import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation

from accounts import access
from accounts.models import Municipality
from provisions.exchange.cells import day
from provisions.exchange.limits import BadFile
from reporting.imports.actions import Outcome, take_in
from reporting.imports.kinds import KINDS
from reporting.imports.reasons import why
from workflows.refusal import Refused

SOME_REJECTED, BAD_INPUT = 1, 2


class Command(BaseCommand):
    help = (
        "Takes in what products cost, what was spent or what was budgeted, from a CSV or a workbook. Where one row is"
        " wrong nothing is taken in, and each such row is told; exit code 1. Columns: "
        + "; ".join(f"{kind.code}: {', '.join(column.head for column in kind.columns)}" for kind in KINDS.values())
    )
    requires_system_checks = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        # Without a usage text argparse keeps bad input to one line.
        return super().create_parser(prog_name, subcommand, **{"usage": argparse.SUPPRESS, **kwargs})

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", metavar="KIND", choices=list(KINDS), help=", ".join(KINDS))
        parser.add_argument("path", metavar="FILE", type=Path, help="a .csv or an .xlsx")
        parser.add_argument("--source", metavar="TEXT", required=True, help="where the amounts come from")
        parser.add_argument("--on", metavar="DAY", help="the day the amounts are of; without it today")
        parser.add_argument("--municipality", metavar="M", default=settings.MUNICIPALITY, help="whose amounts they are")
        parser.add_argument("--json", action="store_true", help="one JSON object on standard output, and nothing else")

    def handle(self, *_args: object, **options: Any) -> None:
        at = timezone.now()
        try:
            dated = day(options["on"] or "")[0] or timezone.localdate(at)
        except ValueError as bad:
            raise CommandError(f"{options['on']!r} is no day. Write it as 2026-04-02.", returncode=BAD_INPUT) from bad
        try:
            with access.system("import_costs", at=at, origin="command"):
                if not Municipality.objects.filter(pk=options["municipality"]).exists():
                    raise CommandError(f"There is no municipality {options['municipality']!r}.", returncode=BAD_INPUT)
                outcome = take_in(
                    kind=KINDS[options["kind"]],
                    path=options["path"],
                    name=options["path"].name,
                    municipality=options["municipality"],
                    source=options["source"],
                    dated=dated,
                    by=None,
                    at=at,
                )
        except (BadFile, Refused) as bad:
            raise CommandError(" ".join(str(bad).split()), returncode=BAD_INPUT) from bad
        self._tell(outcome, as_json=options["json"])
        if outcome.rejections:
            raise SystemExit(SOME_REJECTED)

    def _tell(self, outcome: Outcome, *, as_json: bool) -> None:
        with translation.override("en"):
            rejections = [
                {"row": one.row, "column": one.column, "code": one.code, "reason": why(one.code)}
                for one in outcome.rejections
            ]
        counts = {
            "read": outcome.read,
            "added": outcome.added if not rejections else 0,
            "replaced": outcome.replaced if not rejections else 0,
            "unchanged": outcome.unchanged,
            "rejected": outcome.rejected,
        }
        if as_json:
            self.stdout.write(json.dumps({**counts, "rejections": rejections}, ensure_ascii=False))
            return
        for one in rejections:
            self.stdout.write(f"Row {one['row']}, {one['column'] or 'the whole row'}: {one['reason']}")
        self.stdout.write(", ".join(f"{number} {what}" for what, number in counts.items()) + ".")
        if rejections:
            self.stdout.write("Nothing was taken in.")
