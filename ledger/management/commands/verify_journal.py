"""Walk the hash chains of the journal and hold them against the anchor."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from ledger import anchor, chain
from ledger.chain import Break
from ledger.models import JournalEntry


class Command(BaseCommand):
    help = "Walks the hash chains of the journal; names the first broken entry. Exit code 1 when one is broken."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object on standard output")
        parser.add_argument("--anchor", action="store_true", help="afterwards sign today's heads, when all holds")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            anchors = anchor.read()
        except anchor.AnchorForged as error:
            raise CommandError(
                f"A line of the anchor file does not carry our signature: {error}", returncode=1
            ) from error
        breaks = [*chain.breaks(), *anchor.breaks(anchors)]
        if options["anchor"] and not breaks:
            anchor.write(at=timezone.now())
            anchors = anchor.read()
        answer = {
            "entries": JournalEntry.objects.count(),
            "holds": not breaks,
            "broken": [_told(found) for found in breaks],
            "anchors": len(anchors),
            "last_anchor": anchors[-1].at if anchors else None,
            "unprovable": anchor.unprovable(anchors),
        }
        self.stdout.write(json.dumps(answer) if options["json"] else _sentence(answer))
        if breaks:
            raise SystemExit(1)


def _told(found: Break) -> dict[str, Any]:
    return {"chain": found.chain, "seq": found.seq, "why": found.why}


def _sentence(answer: dict[str, Any]) -> str:
    broken = [f"Chain {found['chain']}, entry {found['seq']}: {found['why']}." for found in answer["broken"]]
    state = "The journal holds." if answer["holds"] else "The journal is broken. " + " ".join(broken)
    anchored = f"Last anchor: {answer['last_anchor'] or 'none'}."
    rest = f"{answer['unprovable']} of {answer['entries']} entries follow it: unprovable against the owner."
    return f"{state} {anchored} {rest}"
