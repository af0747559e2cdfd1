"""`manage.py import_provisions PATH`: a directory in, all of it or nothing, each row told."""

import argparse
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser, OutputWrapper
from django.db import DatabaseError
from django.utils import timezone

from accounts import access
from accounts.models import Municipality
from provisions.exchange.engine import NotImported, Tally
from provisions.exchange.limits import BadFile
from provisions.exchange.reading import FORMATS, read_package
from provisions.exchange.reporting import write_csv, write_json
from provisions.exchange.spool import Spool
from provisions.exchange.tables import Package
from provisions.exchange.working import enter_now, try_now
from workflows.refusal import Refused

SOME_REJECTED, BAD_INPUT = 1, 2
BAR = 40


class Command(BaseCommand):
    help = (
        "Reads a directory: a folder or zip in HSDS 1.1 to 3, a CSV or a workbook. All that can be taken goes in at "
        "once; each row that can't be is told with its reason. Exit code 1 when some were rejected."
    )
    requires_system_checks = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        # Without a usage text argparse keeps bad input to one line.
        return super().create_parser(prog_name, subcommand, **{"usage": argparse.SUPPRESS, **kwargs})

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", metavar="PATH", type=Path, help="a folder, a .zip, a .csv or an .xlsx")
        parser.add_argument("--format", choices=FORMATS, default="", help="refuse what is of another kind")
        parser.add_argument("--dry-run", action="store_true", help="tell what it would bring, and leave all as it is")
        parser.add_argument("--report", metavar="FILE", type=Path, help="every row told: as .csv, or else as JSON")
        parser.add_argument("--source", metavar="NAME", default="", help="the directory's name, by which rows return")
        parser.add_argument("--municipality", metavar="M", default=settings.MUNICIPALITY, help="whose directory it is")
        parser.add_argument("--json", action="store_true", help="one JSON object on standard output, and nothing else")

    def handle(self, *_args: object, **options: Any) -> None:
        try:
            package = read_package(options["path"], format=options["format"])
            source = options["source"] or package.name or package.format
            with Spool() as spool, _opened(options["report"]) as report:
                tallies = self._run(package, source[:100], spool, options)
                self._tell(package, source, tallies, spool, options, report)
        except (BadFile, NotImported, DatabaseError) as bad:
            raise CommandError(_one_line(bad), returncode=BAD_INPUT) from bad
        except Refused as refused:
            raise CommandError(_one_line(refused), returncode=SOME_REJECTED) from refused
        if any(tally.rejected for tally in tallies.values()):
            raise SystemExit(SOME_REJECTED)

    def _run(self, package: Package, source: str, spool: Spool, options: dict[str, Any]) -> Mapping[str, Tally]:
        at, of = timezone.now(), sum(table.lines for table in package.tables)
        place = {"municipality": options["municipality"], "source": source, "spool": spool}
        with access.system("import_provisions", at=at, origin="command"):
            if not Municipality.objects.filter(pk=options["municipality"]).exists():
                raise CommandError(_unknown(options["municipality"]), returncode=BAD_INPUT)
            if options["dry_run"]:
                return try_now(package=package, went=lambda done: self._progress(done, of), **place)
            return enter_now(
                package=package,
                name=options["path"].resolve().name,
                went=lambda done: self._progress(done, of),
                at=at,
                **place,
            )

    def _tell(
        self,
        package: Package,
        source: str,
        tallies: Mapping[str, Tally],
        spool: Spool,
        options: dict[str, Any],
        report: TextIO | None,
    ) -> None:
        about = {
            "municipality": options["municipality"],
            "source": source,
            "format": package.format,
            "dry_run": options["dry_run"],
            "absent_files": list(package.absent),
        }
        if report and options["report"].suffix.lower() == ".csv":
            write_csv(report, spool.lines())
        elif report:
            write_json(report, about=about, tallies=tallies, spool=spool)
        if options["json"]:
            write_json(_Plain(self.stdout), about=about, tallies=tallies, spool=spool)
        else:
            self.stdout.write(_sentences(tallies, dry=options["dry_run"]))

    def _progress(self, done: int, of: int) -> None:
        """A bar on standard error, on a screen alone."""
        if sys.stderr.isatty() and of:
            filled = min(BAR, BAR * done // of)
            self.stderr.write(f"\r[{'#' * filled}{'.' * (BAR - filled)}] {done:,} of about {of:,} rows", ending="")


class _Plain:
    """Standard output without the line end that Django puts after each piece."""

    def __init__(self, out: OutputWrapper) -> None:
        self._out = out

    def write(self, text: str, /) -> None:
        self._out.write(text, ending="")


@contextmanager
def _opened(report: Path | None) -> Iterator[TextIO | None]:
    """The report's file, before anything is entered: a name that can't be written is said first."""
    if report is None:
        yield None
        return
    try:
        file = report.open("w", encoding="utf-8", newline="")
    except OSError as bad:
        raise CommandError(f"{report} can't be written: {bad.strerror}.", returncode=BAD_INPUT) from bad
    with file:
        yield file


def _unknown(name: str) -> str:
    known = ", ".join(Municipality.objects.order_by("code").values_list("code", flat=True)) or "none"
    return f"There is no municipality {name!r} here. Known are: {known}. Load one with load_municipality."


def _one_line(wrong: BaseException) -> str:
    cause = wrong.__cause__ if isinstance(wrong, NotImported) and wrong.__cause__ else wrong
    text = " ".join(str(cause).split())
    return text or f"It could not be written: {type(cause).__name__}."


def _sentences(tallies: Mapping[str, Tally], *, dry: bool) -> str:
    lines = [
        f"{name}: {tally.read:,} read, {tally.new:,} new, {tally.changed:,} changed, {tally.unchanged:,} unchanged, "
        f"{tally.rejected:,} rejected"
        + (f" ({', '.join(f'{code} {count:,}' for code, count in tally.codes.most_common())})" if tally.codes else "")
        + (f"; {tally.absent:,} of earlier not in it, left as they are" if tally.absent else "")
        for name, tally in tallies.items()
    ]
    return "\n".join([*lines, "Nothing was entered: this was a look ahead." if dry else "It is entered."])
