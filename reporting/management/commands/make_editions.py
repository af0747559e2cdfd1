"""`manage.py make_editions`: the figures for policy of closed years, now instead of when the scheduler comes by."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from reporting.tasks import make_due


class Command(BaseCommand):
    help = "Makes the figures for policy of each closed year that has none yet. A year that was made stays as it was."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object on standard output, and nothing else")

    def handle(self, *_args: object, **options: Any) -> None:
        made = make_due(at=timezone.now(), origin="command")
        self.stdout.write(json.dumps({"made": made}) if options["json"] else f"{made} periods were made.")
