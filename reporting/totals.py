"""Rows of a figure added up, and when a share may be told as a percentage."""

from collections.abc import Iterable
from dataclasses import dataclass

from reporting.figures.escalation import Escalation

FEW = 10


@dataclass(frozen=True, slots=True)
class Totals:
    """Finished investigations of several rows together, and the last of them apart as in the rows."""

    finished: int = 0
    own: int = 0
    around: int = 0
    nearby: int = 0
    step_four: int = 0
    nowhere: int = 0
    urgent: int = 0
    external: int = 0
    tailored: int = 0
    own_decision: int = 0


SUMMED = ("finished", "own", "around", "nearby", "step_four", "nowhere", "urgent", "external")


def summed(rows: Iterable[Escalation]) -> Totals:
    found = list(rows)

    def total(name: str) -> int:
        return sum(getattr(row, name) for row in found)

    apart = {name: total(name) for name in (*SUMMED, "tailored", "own_decision") if name != "step_four"}
    return Totals(step_four=apart["tailored"] + apart["own_decision"], **apart)


def percentage(part: int, whole: int) -> str:
    """Rounded half up, or nothing over fewer than ten: there a percentage says more than is known."""
    return f"{(200 * part + whole) // (2 * whole)}%" if whole >= FEW else ""
