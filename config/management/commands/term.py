"""`manage.py term RULE START`: the last day of a legal term, with the sentence that explains it."""

from __future__ import annotations

import argparse
import json
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from workflows.term_rules import BadTerm, Rule, rules_in
from workflows.terms import Suspension, Term, end_of

PACKS = Path(__file__).parents[2] / "packs"
BAD_INPUT = 2


class Command(BaseCommand):
    help = (
        "The last day of a legal term. RULE is a name such as wmo.investigation, or a length such as 6w, 14d or 3m; "
        "START is the day of the event, such as 2026-04-02. Example: term wmo.decision 2027-04-21 --suspend "
        "2027-04-23:2027-04-30 --json"
    )
    requires_system_checks = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        # Without a usage text argparse keeps bad input to one line.
        return super().create_parser(prog_name, subcommand, **{"usage": argparse.SUPPRESS, **kwargs})

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("rule", metavar="RULE")
        parser.add_argument("start", metavar="START")
        parser.add_argument("--suspend", action="append", default=[], metavar="FROM:TO", help="asked on, complete on")
        parser.add_argument("--municipality", metavar="M", help="count with the terms of this municipality's ordinance")
        parser.add_argument("--json", action="store_true", help="one JSON object on standard output, and nothing else")

    def handle(self, *_args: object, **options: Any) -> None:
        try:
            term = _counted(options)
        except BadTerm as bad:
            raise CommandError(str(bad), returncode=BAD_INPUT) from bad
        self.stdout.write(json.dumps(as_json(term), ensure_ascii=False) if options["json"] else as_text(term))


def _counted(options: dict[str, Any]) -> Term:
    suspensions = [_suspension(text) for text in options["suspend"]]
    ordinance = ordinance_of(options["municipality"]) if options["municipality"] else ()
    return end_of(options["rule"], _day(options["start"]), suspensions, ordinance=ordinance)


def as_json(term: Term) -> dict[str, Any]:
    return {
        "rule": term.rule,
        "start": term.start.isoformat(),
        "raw_end": term.raw_end.isoformat(),
        "end": term.end.isoformat(),
        "moved_because": term.moved_because,
        "explanation": term.explanation,
        "warnings": term.warnings,
    }


def as_text(term: Term) -> str:
    return "\n".join([term.end.isoformat(), term.explanation, *term.warnings])


def ordinance_of(municipality: str) -> tuple[Rule, ...]:
    """The terms (`[[rule]]`) that a municipality's pack sets itself; BadTerm for a municipality without a pack."""
    packs = {pack.stem: pack for pack in PACKS.glob("*.toml")}
    if municipality not in packs:
        text = _("Unknown municipality %(name)r. Known are: %(names)s.")
        raise BadTerm(text % {"name": municipality, "names": ", ".join(sorted(packs)) or "-"})
    return rules_in(packs[municipality], own=True)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as bad:
        raise BadTerm(_("%(text)r is no day. Write it as 2026-04-02.") % {"text": text}) from bad


def _suspension(text: str) -> Suspension:
    begins, colon, ends = text.partition(":")
    if not colon:
        example = _("%(text)r is no suspension. Write it as FROM:TO, such as 2026-04-02:2026-04-10.")
        raise BadTerm(example % {"text": text})
    return Suspension(_day(begins), _day(ends))
