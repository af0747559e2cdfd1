"""`manage.py seed --cases N --seed S`: a team's ordinary work, through the real actions or as copies of such work."""

import argparse
import json
import sys
import time
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts import access
from config.municipality import pack as packs
from config.municipality.tables import NoTables
from config.seeding.grow import Grown, grow
from config.seeding.mass.house import Missing
from config.seeding.mass.make import Asked, Copied, copy_cases
from config.seeding.mass.plan import TooFew
from config.stories.scratch import NoRole
from reporting.facts.rebuild import KEEP_FACTS, rebuild

BAD_INPUT = 2
MOST = 2_000_000
MOST_BY_HAND = 2_000
MOST_TEAMS = 99
BAR = 40


class Command(BaseCommand):
    help = (
        f"Makes plausible cases with their whole history, until yesterday: up to {MOST_BY_HAND:,} of the last months, "
        "more of the last five years. The same seed on the same day gives the same cases, and a case is made once."
    )
    requires_system_checks = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        # Without a usage text argparse keeps bad input to one line.
        return super().create_parser(prog_name, subcommand, **{"usage": argparse.SUPPRESS, **kwargs})

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--cases", type=int, required=True, metavar="N", help="how many cases")
        parser.add_argument("--seed", type=int, default=1, metavar="S", help="the same seed gives the same cases")
        parser.add_argument("--municipality", metavar="M", default=settings.MUNICIPALITY, help="whose cases they are")
        parser.add_argument(
            "--teams", type=int, default=0, metavar="K", help="in so many invented teams, instead of those of the pack"
        )
        parser.add_argument("--json", action="store_true", help="one JSON object on standard output, and nothing else")

    def handle(self, *_args: object, **options: Any) -> None:
        _refuse(options)
        began = time.perf_counter()
        try:
            pack = packs.read(options["municipality"])
            made = self._made(pack, options)
        except (packs.BadPack, NoRole, NoTables, Missing, TooFew) as bad:
            raise CommandError(str(bad), returncode=BAD_INPUT) from bad
        answer = {"municipality": pack.code, "seed": options["seed"], **asdict(made)}
        answer |= _speed(made.cases, time.perf_counter() - began)
        self.stdout.write(json.dumps(answer) if options["json"] else _sentence(pack, made))

    def _made(self, pack: packs.Pack, options: dict[str, Any]) -> Grown | Copied:
        cases, seed, at = options["cases"], options["seed"], timezone.now()
        if cases <= MOST_BY_HAND:
            return grow(pack, cases=cases, seed=seed, at=at, progress=self._progress)
        asked = Asked(cases=cases, seed=seed, teams=options["teams"])

        def facts() -> None:
            with access.system("rebuild_figures", at=at, origin="command"):
                rebuild()

        return copy_cases(
            pack, asked, at=at, growing=self._progress, progress=self._progress, paused=KEEP_FACTS, afterwards=facts
        )

    def _progress(self, done: int, of: int) -> None:
        """A bar on standard error: moving on a screen, one line at the end elsewhere."""
        if not sys.stderr.isatty() and done < of:
            return
        filled = BAR * done // of
        line = f"[{'#' * filled}{'.' * (BAR - filled)}] {done}/{of}"
        self.stderr.write(f"\r{line}" if done < of else f"\r{line}\n", ending="")


def _refuse(options: dict[str, Any]) -> None:
    if not 1 <= options["cases"] <= MOST:
        raise CommandError(f"--cases takes 1 to {MOST:,}.", returncode=BAD_INPUT)
    if not 0 <= options["teams"] <= MOST_TEAMS:
        raise CommandError(f"--teams takes 0 to {MOST_TEAMS}.", returncode=BAD_INPUT)
    if options["teams"] and options["cases"] <= MOST_BY_HAND:
        raise CommandError(f"--teams goes with more than {MOST_BY_HAND:,} cases.", returncode=BAD_INPUT)


def _speed(cases: int, seconds: float) -> dict[str, float]:
    return {"seconds": round(seconds, 1), "cases_per_second": round(cases / seconds, 1)}


def _sentence(pack: packs.Pack, made: Grown | Copied) -> str:
    earlier = f" {made.earlier:,} were there already." if made.earlier else ""
    return f"{pack.name} has {made.cases:,} new cases and {made.conversations:,} new conversations.{earlier}"
