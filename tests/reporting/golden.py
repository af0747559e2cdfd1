"""Cases worked by hand: every awkward kind once, as the days of their stages. What must come out stands in the tests.

A line of golden.txt is one course: number, team, law, then its stages as `stage day reason`; a finished one names its
step, and `urgent` or `external` where it was so; `moved` names the team of what comes after. Days are of 2026 where no
year is named; `-` is no reason. Cases 1 to 20 fall in the first quarter, 21 to 40 in the second.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID, uuid5

from tests.cast import NOORD, ZUID
from tests.reporting.finishings import Seen, write

KINDS = {
    "registered": "case:registered",
    "talked": "contact:logged",
    "finished": "investigation:finished",
    "applied": "application:received",
    "decided": "application:decided",
    "granted": "need:maatwerk:granted",
    "supported": "support:started",
    "covered": "need:covered",
    "helped": "need:worked",
    "ended": "case:closed",
    "withdrawn": "case:withdrawn",
    "transferred": "case:transferred",
    "reopened": "need:reopened",
    "named": "need:named",
    "marked": "need:marked_urgent",
    "denied": "need:maatwerk:denied",
    "stepped": "need:stepped_down",
    "objection": "objection:decided",
    "referred": "referral:sent",
    "answered": "referral:completed",
    "moved": "case:handed_over",
}
STEPS = {
    "own": "own_strength", "usual": "usual_help", "around": "social_network", "nearby": "general_facility",
    "tailored": "tailored_provision", "decision": "own_decision", "nowhere": "",
}  # fmt: skip
TEAMS = {"noord": NOORD, "zuid": ZUID}
CASES = (Path(__file__).parent / "golden.txt").read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Told:
    kind: str
    on: date
    layer: str = ""
    reason: str = ""


def enter() -> dict[int, Seen]:
    """All of them as events, by their number."""
    return dict(_entered(line) for line in CASES.strip().splitlines())


def _entered(line: str) -> tuple[int, Seen]:
    number, team, law, stages = line.split(maxsplit=3)
    seen = Seen(uuid5(UUID(int=40), number), TEAMS[team])
    need = uuid5(seen.case, law)
    for one in sorted(_told(stages), key=lambda one: (one.kind != "case:registered", one.on)):
        if one.kind == KINDS["moved"]:
            seen = Seen(seen.case, TEAMS[one.reason])
        write(one.kind, seen, law=law, need=need, on=one.on, layer=one.layer, reason=one.reason)
    return int(number), seen


def _told(stages: str) -> Iterator[Told]:
    for stage in stages.split(", "):
        name, day, *more = stage.split()
        on = date.fromisoformat(day if len(day) == len("2026-01-01") else f"2026-{day}")
        if name == "finished":
            yield Told(KINDS[name], on, layer=STEPS[more[0]], reason=more[1] if len(more) > 1 else "")
        else:
            yield Told(KINDS[name], on, reason=more[0].strip("-") if more else {"ended": "met"}.get(name, ""))
