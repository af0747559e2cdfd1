"""`manage.py export_provisions DIR`: the directory out, as a datapackage of HSDS 3.0."""

import argparse
import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts import access
from accounts.models import Municipality
from ledger import journal
from provisions.exchange.writer import export_package

BAD_INPUT = 2


class Command(BaseCommand):
    help = "Writes what a municipality's directory offers into the folder DIR, as a datapackage of HSDS 3.0."
    requires_system_checks = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        # Without a usage text argparse keeps bad input to one line.
        return super().create_parser(prog_name, subcommand, **{"usage": argparse.SUPPRESS, **kwargs})

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("dir", metavar="DIR", type=Path, help="a folder; made when it is not there")
        parser.add_argument("--municipality", metavar="M", default=settings.MUNICIPALITY, help="whose directory it is")
        parser.add_argument("--json", action="store_true", help="one JSON object on standard output, and nothing else")

    def handle(self, *_args: object, **options: Any) -> None:
        municipality, folder = options["municipality"], options["dir"]
        with access.system("export_provisions", at=timezone.now(), origin="command"):
            if not Municipality.objects.filter(pk=municipality).exists():
                known = ", ".join(Municipality.objects.order_by("code").values_list("code", flat=True)) or "none"
                text = f"There is no municipality {municipality!r} here. Known are: {known}."
                raise CommandError(text, returncode=BAD_INPUT)
            try:
                counts = export_package(folder, municipality=municipality)
            except OSError as bad:
                raise CommandError(f"{folder} can't be written: {bad.strerror}.", returncode=BAD_INPUT) from bad
            journal.note("directory:export")
        told = {"municipality": municipality, "folder": str(folder), "tables": counts}
        rows = ", ".join(f"{name} {count:,}" for name, count in counts.items()) or "nothing"
        self.stdout.write(json.dumps(told) if options["json"] else f"Written to {folder}: {rows}.")
