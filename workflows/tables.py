"""The transition tables of `docs/tables/`, written from the code: `python -m workflows.tables [--check]`.

Exit code 1 when a table in docs is not what the code says.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import override
from django_fsm import Transition

from workflows.refusal import Guard

DOCS = Path(__file__).parents[1] / "docs" / "tables"
FLOWS: Mapping[str, str] = {
    "need": "workflows.ladder.NeedFlow",
    "case": "workflows.case_flow.CaseFlow",
    "application": "workflows.application_flow.ApplicationFlow",
    "safety": "workflows.safety_flow.SafetyFlow",
    "import": "workflows.import_flow.ImportFlow",
    "referral": "workflows.referral_flow.ReferralFlow",
}


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m workflows.tables", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, only compare")
    options = parser.parse_args(arguments)
    if not settings.configured:
        settings.configure(LANGUAGE_CODE="en", USE_I18N=True)
        django.setup()
    stale = [name for name in FLOWS if _kept(name) != page(name)]
    if not options.check:
        DOCS.mkdir(parents=True, exist_ok=True)
        for name in stale:
            (DOCS / f"{name}.md").write_text(page(name), encoding="utf-8")
        return 0
    for name in stale:
        sys.stderr.write(f"docs/tables/{name}.md is not what the code says: run python -m workflows.tables\n")
    return 1 if stale else 0


def _kept(name: str) -> str:
    path = DOCS / f"{name}.md"
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def page(name: str) -> str:
    """The whole page of one flow, in English."""
    with override("en"):
        return "\n".join(_lines(name, import_string(FLOWS[name])))


def _lines(name: str, flow: Any) -> Iterator[str]:
    edges = list(transitions_of(flow))
    yield f"# How {'an' if name[0] in 'aeiou' else 'a'} {name} moves"
    yield ""
    yield f"Written by `python -m workflows.tables` from `{FLOWS[name]}`; do not edit."
    yield ""
    yield "| move | from | to | asks first |"
    yield "|---|---|---|---|"
    yield from _rows(edges)
    yield ""
    yield "## How things stand"
    yield ""
    yield "What is said about a move that does not start in this state:"
    yield ""
    yield from (f"* **{state}**: {sentence}" for state, sentence in flow.standing.items())
    yield ""
    yield "## What is asked"
    yield ""
    yield from (f"* **{_words(guard)}**{_reason(guard)}" for guard in _guards(edges))
    yield ""


def _rows(edges: Iterable[Transition]) -> Iterator[str]:
    """One row per move, target and question; the states it may start in are gathered."""
    sources: dict[tuple[str, str, str], list[str]] = {}
    for edge in edges:
        asked = ", ".join(_words(guard) for guard in _guards([edge])) or "nothing"
        sources.setdefault((edge.name, _target(edge), asked), []).append(str(edge.source))
    for (move, target, asked), states in sources.items():
        yield f"| `{move}` | {', '.join(states)} | {target} | {asked} |"


def _target(edge: Transition) -> str:
    choices = getattr(edge.target, "allowed_states", None)
    if choices is not None:
        return " or ".join(str(state) for state in choices)
    return "stays" if edge.target is None else str(edge.target)


def _guards(edges: Iterable[Transition]) -> list[Guard[Any]]:
    asked: list[Any] = [condition for edge in edges for condition in edge.conditions]
    return list(dict.fromkeys(condition.guard for condition in asked))


def _words(guard: Guard[Any]) -> str:
    return guard.__name__.replace("_", " ")


def _reason(guard: Guard[Any]) -> str:
    told = (guard.__doc__ or "").split("\n")[0]
    return f": {told}" if told else ""


def transitions_of(flow: Any) -> Iterator[Transition]:
    found: Iterator[Transition] = import_string("workflows.flow.transitions_of")(flow)
    return found


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
