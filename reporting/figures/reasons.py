"""Why the lower steps did not suffice, for the needs that ended in maatwerk."""

from collections import Counter, defaultdict
from collections.abc import Iterable
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
    counted: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    whole: Counter[str] = Counter()
    for law, *verdicts, why_not, needs in _alike(asked):
        whole[law] += needs
        told = [*zip(_STEPS, (verdict or NOT_ASKED for verdict in verdicts), strict=True)]
        for one in told + [(ANSWERED, why) for why in set(why_not)]:
            counted[law][one] += needs
    return [
        Reason(law, step or str(Layer.GENERAL_FACILITY), reason, counted[law][step, reason], whole[law])
        for law in sorted(whole)
        for step, reason in (*_EACH, *((ANSWERED, str(why)) for why in WHY_NOT))
        if counted[law][step, reason]
    ]


def _alike(asked: Asked) -> Iterable[tuple[Any, ...]]:
    """How many needs had the same verdicts and answers: a hundred combinations or so, of however many needs."""
    rows = _ended_in_maatwerk(asked).values_list("law", *_STEPS, "why_not").order_by()
    return rows.annotate(needs=Count("id"))


def needs_with(asked: Asked, what: str, counted: str) -> "QuerySet[Any, Any]":
    """The needs that a number counts: case, law and month. KeyError when none is called so."""
    step, reason = codes_of(what, 2)
    if step not in _STEPS or reason not in (*VERDICTS, *map(str, WHY_NOT)):
        raise KeyError(what)
    of = _verdict(step, reason) if reason in VERDICTS else Q(why_not__contains=[reason])
    found = _ended_in_maatwerk(asked).filter({"number": of, "of": Q()}[counted])
    return found.annotate(day=F("month")).values("case", "law", "day")


def _ended_in_maatwerk(asked: Asked) -> "QuerySet[FinishedNeed]":
    return FinishedNeed.objects.filter(whole_months(asked), ended_in("tailored"))


_STEPS = tuple(str(layer) for layer in LOWER_LAYERS)
_EACH = tuple((step, verdict) for step in _STEPS for verdict in VERDICTS)
# Where the answers on the facilities that were named are counted, apart from the verdict on that step.
ANSWERED = ""


def _verdict(layer: str, verdict: str) -> Q:
    return Q(**{layer: "" if verdict == NOT_ASKED else verdict})
