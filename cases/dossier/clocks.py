"""The legal clocks of a case: which start at an event, which are met by one. The ends come from workflows.terms."""

from collections.abc import Mapping
from datetime import date

from django.db.models import Min

from cases.dossier.acts import Act
from cases.dossier.models import Case, Deadline
from workflows import terms
from workflows.case_flow import BEFORE_REPORT, CaseState
from workflows.layers import Law
from workflows.receipt import Receipt, premature
from workflows.term_rules import BadTerm, Clock

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
    """Start the clocks that this event starts under this law, from the day it happened.

    A day before the rule was in force starts no clock: what comes in is registered all the same.
    """
    for rule in STARTS.get((event, law), ()):
        name = "wgs.first_talk_threatened" if threatened and rule == "wgs.first_talk" else rule
        try:
            term = terms.end_of(name, on)
        except BadTerm:
            continue
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
    """Whether an application came before it could be made (workflows.receipt). It is registered all the same."""
    receipt = Receipt(
        law=Law(law),
        received_on=received_on,
        reported_on=case.registered_on,
        outcome_given_on=None if case.state in BEFORE_REPORT else received_on,
        first_talk_on=None if case.state == CaseState.REGISTERED else received_on,
        born_on=_born_on(case),
    )
    try:
        return premature(receipt) is not None
    except BadTerm:
        return False


def _born_on(case: Case) -> date | None:
    """The birth date, when all of it is known."""
    resident = case.resident
    if resident is None or not (resident.birth_year and resident.birth_month and resident.birth_day):
        return None
    return date(resident.birth_year, resident.birth_month, resident.birth_day)


def _set_due(act: Act) -> None:
    running = Deadline.objects.running().filter(case=act.case, duty=True)
    act.change(due_on=running.aggregate(nearest=Min("end"))["nearest"])
