"""The legal clocks of a case: which start at an event, which are met by one. The ends come from workflows.terms."""

from collections.abc import Mapping
from datetime import date

from django.db.models import Min

from cases.dossier.acts import Act
from cases.dossier.models import Case, Deadline
from workflows import terms
from workflows.case_flow import BEFORE_REPORT
from workflows.layers import Law
from workflows.term_rules import Clock

INVESTIGATION = "wmo.investigation"
FIRST_TALK = ("wgs.first_talk", "wgs.first_talk_threatened")
STARTS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("report", Law.WMO): (INVESTIGATION, "wmo.personal_plan"),
    ("report", Law.WGS): ("wgs.first_talk",),
    ("first_talk", Law.WGS): ("wgs.decision",),
    ("application", Law.WMO): ("wmo.decision",),
    ("application", Law.JEUGD): ("jeugd.decision",),
    ("application", Law.PW): ("pw.decision", "pw.advance"),
}
MET_BY: Mapping[str, tuple[str, ...]] = {
    "first_talk": FIRST_TALK,
    "report": (INVESTIGATION, "wmo.personal_plan"),
    "decision": ("wmo.decision", "jeugd.decision", "pw.decision", "pw.advance", "wgs.decision"),
}


def start(act: Act, *, event: str, law: str, on: date, threatened: bool = False) -> None:
    """Start the clocks that this event starts under this law, from the day it happened."""
    for rule in STARTS.get((event, law), ()):
        name = "wgs.first_talk_threatened" if threatened and rule == "wgs.first_talk" else rule
        term = terms.end_of(name, on)
        Deadline.objects.get_or_create(
            case=act.case,
            rule=name,
            start=on,
            defaults={
                "law": law,
                "rule_valid_from": term.law.valid_from,
                "raw_end": term.raw_end,
                "end": term.end,
                "duty": term.law.clock == Clock.DUTY,
            },
        )
    _set_due(act)


def meet(act: Act, *, event: str, law: str) -> None:
    """The clocks that waited for this event have been met today."""
    waiting = Deadline.objects.running().filter(case=act.case, law=law, rule__in=MET_BY[event])
    waiting.update(met_on=act.on)
    _set_due(act)


def lapse(act: Act) -> None:
    """The case is over: what still ran stops without having been met."""
    Deadline.objects.running().filter(case=act.case).update(lapsed=True)
    _set_due(act)


def is_premature(case: Case, *, law: str, received_on: date) -> bool:
    """Under the Wmo an application before the report counts from the report on, unless six weeks have passed.

    Wmo 2015, art. 2.3.2 lid 9. It is registered all the same.
    """
    if law != Law.WMO or case.state not in BEFORE_REPORT:
        return False
    return Deadline.objects.running().filter(case=case, rule=INVESTIGATION, end__gte=received_on).exists()


def _set_due(act: Act) -> None:
    running = Deadline.objects.running().filter(case=act.case, duty=True)
    act.change(due_on=running.aggregate(nearest=Min("end"))["nearest"])
