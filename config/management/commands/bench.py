"""`manage.py bench`: Trede beside bare floors in one run, as ratios."""

import argparse
import json
import os
import platform
import signal
import sys
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone

from config.bench import rows
from config.bench.run import Busy, Wanted, measure
from config.bench.serving import NotServed
from config.seeding.mass.plan import TooFew
from config.stories.scratch import NoRole

BAD_INPUT, INTERRUPTED = 2, 130
STOPPED = "The bench was stopped. Nothing of it stays behind but its databases."
FEWEST, MOST, MOST_ROUNDS = 200, 2_000_000, 50


class Command(BaseCommand):
    help = (
        "Times Trede's paths beside bare floors, round by round in one run, and prints each as a ratio to its floor. "
        "It measures and does not judge: the exit code is 0 when everything was measured, whether the budgets hold or "
        "not. It makes databases of its own (a million cases take some twenty minutes) and keeps them for a next time."
    )
    requires_system_checks = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        # Without a usage text argparse keeps bad input to one line.
        return super().create_parser(prog_name, subcommand, **{"usage": argparse.SUPPRESS, **kwargs})

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--cases", type=int, default=100_000, metavar="N", help="how many cases (100,000)")
        parser.add_argument("--rounds", type=int, default=5, metavar="R", help="how many rounds (5)")
        parser.add_argument("--json", action="store_true", help="one JSON object on standard output, and nothing else")

    def handle(self, *_args: object, **options: Any) -> None:
        _refuse(options)
        signal.signal(signal.SIGTERM, _stop)
        wanted = Wanted(cases=options["cases"], rounds=options["rounds"], municipality=settings.MUNICIPALITY)
        try:
            made = measure(wanted, at=timezone.now(), seeding=self._told("cases"), progress=self._told("rounds"))
        except (Busy, NoRole, NotServed, TooFew) as bad:
            raise CommandError(str(bad), returncode=BAD_INPUT) from bad
        except KeyboardInterrupt as stopped:
            raise CommandError(STOPPED, returncode=INTERRUPTED) from stopped
        kind = _kind(wanted)
        answer = json.dumps(kind | {"rows": [row.as_json() for row in made]})
        self.stdout.write(answer if options["json"] else _as_text(kind, made))

    def _told(self, what: str) -> Any:
        def told(done: int, of: int) -> None:
            if sys.stderr.isatty() or done == of:
                self.stderr.write(f"\r{done}/{of} {what}", ending="\n" if done == of else "")

        return told


def _refuse(options: dict[str, Any]) -> None:
    if not FEWEST <= options["cases"] <= MOST:
        raise CommandError(f"--cases takes {FEWEST} to {MOST:,}.", returncode=BAD_INPUT)
    if not 1 <= options["rounds"] <= MOST_ROUNDS:
        raise CommandError(f"--rounds takes 1 to {MOST_ROUNDS}.", returncode=BAD_INPUT)
    if settings.DEBUG or settings.SECURE_SSL_REDIRECT:
        raise CommandError("The bench asks what is served, in the clear: set DEBUG=0, HTTPS=0.", returncode=BAD_INPUT)
    if len(settings.DATABASES) > 1:
        raise CommandError("The bench has no replica: leave DATABASE_REPLICA_URL out.", returncode=BAD_INPUT)


def _stop(_number: int, _frame: FrameType | None) -> None:
    """Told to end: what was made for the run is taken down first."""
    raise KeyboardInterrupt


def _kind(wanted: Wanted) -> dict[str, Any]:
    """What was measured on, without the name of any machine."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        (version,) = cursor.fetchone() or ("",)
    return {
        "cases": wanted.cases,
        "rounds": wanted.rounds,
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "machine": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "postgresql": version.split()[0],
    }


def _as_text(kind: dict[str, Any], made: list[rows.Row]) -> str:
    head = (
        f"{kind['cases']:,} cases, {kind['rounds']} rounds, {kind['cores']} cores, {kind['machine']}, "
        f"Python {kind['python']}, PostgreSQL {kind['postgresql']}"
    )
    failing = rows.not_held(made)
    told = ["Not held:", *(f"  {line}" for line in failing)] if failing else ["All budgets hold."]
    return "\n".join([head, "", *rows.table(made), "", *told])
