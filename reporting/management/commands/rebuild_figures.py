"""`manage.py rebuild_figures`: what the figures count, made anew from the events."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from accounts import access
from reporting.facts.rebuild import rebuild


class Command(BaseCommand):
    help = (
        "Counts all events anew. The database keeps the facts of the figures with every event, so this changes nothing"
        " unless somebody meddled with it. Who works in a case waits until it is done."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object on standard output, and nothing else")

    def handle(self, *_args: object, **options: Any) -> None:
        with access.system("rebuild_figures", at=timezone.now(), origin="command"):
            events = rebuild()
        self.stdout.write(json.dumps({"events": events}) if options["json"] else f"{events} events were taken up.")
