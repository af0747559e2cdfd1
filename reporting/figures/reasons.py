"""Why the lower steps did not suffice, for the needs that ended in maatwerk."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from reporting.facts.models import FinishedNeed
from reporting.figures.codes import codes_of
from reporting.figures.scope import Asked
from reporting.figures.split import whole_months
from reporting.figures.steps import ended_in
from workflows.advice import WHY_NOT
from workflows.layers import LOWER_LAYERS, Layer, Outcome

NOT_ASKED = "not_asked"
VERDICTS = (*(str(one) for one in Outcome), NOT_ASKED)


@dataclass(frozen=True, slots=True)
class Reason:
    """Of `of` needs under a law that ended in maatwerk, those with this verdict or reason on this step."""

    law: str
    step: str
    reason: str
    number: int
    of: int


def reasons(asked: Asked) -> list[Reason]:
    """Per law and lower step the last verdict before the finishing; each need has one, so they add up to `of`.

    Under the general facilities also what was answered of those that were named: a need may have several, or none.
    Needs referred from outside are not in it: there no step is weighed.
    """
    found = _ended_in_maatwerk(asked)
    counts = {f"{layer}:{verdict}": Count("id", filter=_verdict(layer, verdict)) for layer, verdict in _EACH}
    counts |= {f"answer:{why}": Count("id", filter=Q(why_not__contains=[str(why)])) for why in WHY_NOT}
    rows = found.values("law").annotate(of=Count("id"), **counts).order_by("law")
    return [one for row in rows for one in _told(row)]


def needs_with(asked: Asked, what: str, counted: str) -> "QuerySet[Any, Any]":
    """The needs that a number counts: case, law and month. KeyError when none is called so."""
    step, reason = codes_of(what, 2)
    if step not in map(str, LOWER_LAYERS) or reason not in (*VERDICTS, *map(str, WHY_NOT)):
        raise KeyError(what)
    of = _verdict(step, reason) if reason in VERDICTS else Q(why_not__contains=[reason])
    found = _ended_in_maatwerk(asked).filter({"number": of, "of": Q()}[counted])
    return found.annotate(day=F("month")).values("case", "law", "day")


def _ended_in_maatwerk(asked: Asked) -> "QuerySet[FinishedNeed]":
    return FinishedNeed.objects.filter(whole_months(asked), ended_in("tailored"))


_EACH = tuple((str(layer), verdict) for layer in LOWER_LAYERS for verdict in VERDICTS)


def _verdict(layer: str, verdict: str) -> Q:
    return Q(**{layer: "" if verdict == NOT_ASKED else verdict})


def _told(row: Mapping[str, Any]) -> list[Reason]:
    verdicts = [
        Reason(row["law"], layer, verdict, row[f"{layer}:{verdict}"], row["of"])
        for layer, verdict in _EACH
        if row[f"{layer}:{verdict}"]
    ]
    answers = [
        Reason(row["law"], str(Layer.GENERAL_FACILITY), str(why), row[f"answer:{why}"], row["of"])
        for why in WHY_NOT
        if row[f"answer:{why}"]
    ]
    return verdicts + answers
