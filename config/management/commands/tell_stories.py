"""`manage.py tell_stories [FILE]`: play stories through the real actions, and say whether what must come out did."""

import argparse
import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from config.municipality import pack as packs
from config.municipality.pack import BadPack, Pack
from config.municipality.tables import NoTables
from config.stories import told
from config.stories.scratch import NoRole
from config.stories.telling import Told, in_scratch, kept, stage
from config.stories.told import Story
from config.stories.values import BadStory

HOLDS_NOT = 1
BAD_INPUT = 2


class Command(BaseCommand):
    help = (
        "Plays stories (all that come with Trede, or the one in FILE) in a scratch database, and fails with a story's "
        "name and the reason when it went otherwise than it says. With --keep they stay, in the current database."
    )
    requires_system_checks = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        # Without a usage text argparse keeps bad input to one line.
        return super().create_parser(prog_name, subcommand, **{"usage": argparse.SUPPRESS, **kwargs})

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", metavar="FILE", type=Path, help="a story in TOML")
        parser.add_argument("--municipality", metavar="M", default=settings.MUNICIPALITY, help="whose story it is")
        parser.add_argument("--keep", action="store_true", help="into the current database, each story at most once")
        parser.add_argument("--json", action="store_true", help="one JSON object on standard output, and nothing else")

    def handle(self, *_args: object, **options: Any) -> None:
        try:
            pack = packs.read(options["municipality"])
            results = _tell(_stories(options, pack), pack, keep=options["keep"])
        except (BadPack, BadStory, NoRole, NoTables) as bad:
            raise CommandError(str(bad), returncode=BAD_INPUT) from bad
        self.stdout.write(json.dumps(_as_json(pack, results)) if options["json"] else _as_text(results))
        failed = [f"{result.story.id}: {result.why}" for result in results if not result.holds]
        if failed:
            raise CommandError(" | ".join(failed), returncode=HOLDS_NOT)


def _stories(options: dict[str, Any], pack: Pack) -> list[Story]:
    """All are read before the first is told. Some are only there to leave work on the pages of the demo."""
    if options["file"]:
        stories = [told.read(options["file"])]
    else:
        stories = [story for story in map(told.read, told.shipped()) if options["keep"] or not story.demo_only]
    for story in stories:
        told.fits(story, pack)
    return stories


def _tell(stories: list[Story], pack: Pack, *, keep: bool) -> list[Told]:
    at = timezone.now()
    if keep:
        return kept(stories, pack, at=at)
    with stage(pack, at=at) as on:
        return [in_scratch(story, pack, on=on) for story in stories]


def _as_json(pack: Pack, results: list[Told]) -> dict[str, Any]:
    return {
        "municipality": pack.code,
        "holds": all(result.holds for result in results),
        "stories": [
            {
                "id": result.story.id,
                "title": result.story.title,
                "holds": result.holds,
                "told_earlier": result.earlier,
                "why": result.why,
            }
            for result in results
        ],
    }


def _as_text(results: list[Told]) -> str:
    return "\n".join(f"{result.story.id}: {_word(result)}" for result in results)


def _word(result: Told) -> str:
    if result.earlier:
        return "was told earlier"
    return "holds" if result.holds else "does not hold"
