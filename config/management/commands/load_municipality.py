"""`manage.py load_municipality NAME`: enter or refresh a municipality from its policy pack."""

import argparse
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from config.municipality import pack as packs
from config.municipality.load import Counts, load
from config.municipality.tables import NoTables, require_tables

BAD_INPUT = 2


class Command(BaseCommand):
    help = "Enters or refreshes a municipality: its teams, neighbourhoods, wording, and what is offered there."
    requires_system_checks = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        # Without a usage text argparse keeps bad input to one line.
        return super().create_parser(prog_name, subcommand, **{"usage": argparse.SUPPRESS, **kwargs})

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", metavar="NAME", help=f"one of: {', '.join(packs.known())}")
        parser.add_argument("--json", action="store_true", help="one JSON object on standard output, and nothing else")

    def handle(self, *_args: object, **options: Any) -> None:
        try:
            pack = packs.read(options["name"])
            require_tables()
        except (packs.BadPack, NoTables) as bad:
            raise CommandError(str(bad), returncode=BAD_INPUT) from bad
        counts = load(pack, at=timezone.now())
        told = json.dumps({"municipality": pack.code, "tables": counts}) if options["json"] else _sentence(pack, counts)
        self.stdout.write(told)


def _sentence(pack: packs.Pack, counts: Counts) -> str:
    tables = ", ".join(
        f"{table.replace('_', ' ')} {sum(how.values())} ({how['created']} new, {how['changed']} changed)"
        for table, how in counts.items()
    )
    return f"{pack.name} is loaded: {tables}."
