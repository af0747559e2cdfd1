"""`manage.py seed --cases N --seed S`: some months of a team's ordinary work, through the real actions."""

import argparse
import json
import sys
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from config.municipality import pack as packs
from config.municipality.tables import NoTables
from config.seeding.grow import Grown, grow
from config.stories.scratch import NoRole

BAD_INPUT = 2
MOST = 20_000
BAR = 40


class Command(BaseCommand):
    help = (
        "Makes plausible cases with their whole history, over the last months until yesterday. The same seed on the "
        "same day gives the same cases, and a case is made once."
    )
    requires_system_checks = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        # Without a usage text argparse keeps bad input to one line.
        return super().create_parser(prog_name, subcommand, **{"usage": argparse.SUPPRESS, **kwargs})

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--cases", type=int, required=True, metavar="N", help="how many cases")
        parser.add_argument("--seed", type=int, default=1, metavar="S", help="the same seed gives the same cases")
        parser.add_argument("--municipality", metavar="M", default=settings.MUNICIPALITY, help="whose cases they are")
        parser.add_argument("--json", action="store_true", help="one JSON object on standard output, and nothing else")

    def handle(self, *_args: object, **options: Any) -> None:
        if not 1 <= options["cases"] <= MOST:
            raise CommandError(f"--cases takes 1 to {MOST:,}.", returncode=BAD_INPUT)
        try:
            pack = packs.read(options["municipality"])
            grown = grow(pack, cases=options["cases"], seed=options["seed"], at=timezone.now(), progress=self._progress)
        except (packs.BadPack, NoRole, NoTables) as bad:
            raise CommandError(str(bad), returncode=BAD_INPUT) from bad
        answer = {"municipality": pack.code, "seed": options["seed"], **asdict(grown)}
        self.stdout.write(json.dumps(answer) if options["json"] else _sentence(pack, grown))

    def _progress(self, done: int, of: int) -> None:
        """A bar on standard error: moving on a screen, one line at the end elsewhere."""
        if not sys.stderr.isatty() and done < of:
            return
        filled = BAR * done // of
        line = f"[{'#' * filled}{'.' * (BAR - filled)}] {done}/{of}"
        self.stderr.write(f"\r{line}" if done < of else f"\r{line}\n", ending="")


def _sentence(pack: packs.Pack, grown: Grown) -> str:
    earlier = f" {grown.earlier} were there already." if grown.earlier else ""
    return f"{pack.name} has {grown.cases} new cases and {grown.conversations} new conversations.{earlier}"
