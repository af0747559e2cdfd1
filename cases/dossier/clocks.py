"""The legal clocks of a case: which start at an event, which are met by one. The ends come from workflows.terms."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cases.dossier.acts import Act
from cases.dossier.models import Case, Deadline
from ledger.statements import Part
from workflows import terms
from workflows.layers import Law
from workflows.receipt import Premature, Receipt, premature
from workflows.refusal import Refusal, Refused
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
    ("advance", Law.PW): ("pw.advance",),
}
TOO_EARLY = Refusal(
    "term_does_not_stand_still", _("The letter is of before the term started. Fill in the day of the right letter.")
)
PAUSABLE = ("wmo.decision", "jeugd.decision", "pw.decision", "wgs.decision")
WHATEVER_THE_LAW: Mapping[str, tuple[str, ...]] = {"objection": ("awb.objection_decision",)}
MET_BY: Mapping[str, tuple[str, ...]] = {
    "first_talk": FIRST_TALK,
    "report": (INVESTIGATION, "wmo.personal_plan"),
    "decision": ("wmo.decision", "jeugd.decision", "pw.decision", "pw.advance", "wgs.decision"),
    "advance": ("pw.advance",),
    "objection": ("awb.objection_decision", "awb.objection_decision_committee"),
}


def start(act: Act, *, event: str, law: str, on: date, threatened: bool = False) -> None:
    """Start the clocks that this event starts under this law, from the day it happened."""
    rows = started(act, event=event, law=law, on=on, threatened=threatened)
    if rows:
        Deadline.objects.bulk_create(rows, ignore_conflicts=True)
        act.clocks_moved = True


def started(act: Act, *, event: str, law: str, on: date, threatened: bool = False) -> list[Deadline]:
    """The rows of those clocks, not saved yet.

    A day before the rule was in force starts no clock: what comes in is registered all the same.
    """
    rules = STARTS.get((event, law)) or WHATEVER_THE_LAW.get(event, ())
    names = ("wgs.first_talk_threatened" if threatened and rule == "wgs.first_talk" else rule for rule in rules)
    return [row for row in (_counted(act, name, law=law, on=on) for name in names) if row]


def _counted(act: Act, rule: str, *, law: str, on: date) -> Deadline | None:
    try:
        term = terms.end_of(rule, on)
    except BadTerm:
        return None
    return Deadline(
        case=act.case,
        law=law,
        rule=rule,
        rule_valid_from=term.law.valid_from,
        start=on,
        raw_end=term.raw_end,
        end=term.end,
        duty=term.law.clock == Clock.DUTY,
    )


def meet(
    act: Act, *, event: str, laws: Iterable[str], on: date | None = None, keep: "QuerySet[Any, Any] | None" = None
) -> None:
    """The clocks of these laws that waited for this event have been met: today, or on the day it happened.

    `keep`: the starts of clocks that go on, because they wait for another of the same kind.
    """
    waiting = Deadline.objects.running().filter(case=act.case, law__in=list(laws), rule__in=MET_BY[event])
    if keep is not None:
        waiting = waiting.exclude(start__in=keep)
    waiting.update(met_on=on or act.on)
    act.clocks_moved = True


def meet_with_the_act(act: Act, *, event: str, laws: Iterable[str]) -> None:
    """As `meet()` today, by the statement that saves the case: for who touches no clock after it in this act."""
    act.nearest_end = Part("cases_meet(id, %s, %s, %s)", [list(laws), list(MET_BY[event]), act.on])
    act.clocks_moved = True


def lapse(act: Act, **which: object) -> None:
    """What still ran (of these) stops without having been met: the case is over, or what asked for it is gone."""
    Deadline.objects.running().filter(case=act.case, **which).update(lapsed=True)
    act.clocks_moved = True


def stand_still(act: Act, *, law: str, suspensions: Iterable[terms.Suspension]) -> None:
    """Count the running terms for deciding under a law again, with these stretches in which they stand still.

    Refused in the words of workflows.terms when a stretch is impossible; the rows keep their start and their rule.
    """
    stretches = sorted(suspensions)
    rows = list(Deadline.objects.running().filter(case=act.case, law=law, rule__in=PAUSABLE))
    if rows and stretches and stretches[0].begins < min(row.start for row in rows):
        raise Refused(TOO_EARLY)
    for row in rows:
        try:
            term = terms.end_of(row.rule, row.start, [one for one in stretches if one.begins >= row.start])
        except BadTerm as bad:
            raise Refused(Refusal("term_does_not_stand_still", str(bad))) from bad
        row.raw_end, row.end = term.raw_end, term.end
        row.save(update_fields=["raw_end", "end"])
    act.clocks_moved = True


def earliness(case: Case, *, law: str, received_on: date, wait_waived: bool = False) -> Premature | None:
    """Why and until when an application is early (workflows.receipt); it is registered all the same."""
    receipt = Receipt(
        law=Law(law),
        received_on=received_on,
        reported_on=case.registered_on,
        outcome_given_on=received_on if law in case.reported_laws else None,
        first_talk_on=received_on if law == Law.WGS and first_talk_held(case) else None,
        born_on=_born_on(case) if law == Law.PW else None,
        wait_waived=wait_waived,
    )
    try:
        return premature(receipt)
    except BadTerm:
        return None


def first_talk_held(case: Case) -> bool:
    """Whether the first talk about debts was held: its clock has been met."""
    return Deadline.objects.filter(case=case, rule__in=FIRST_TALK, met_on__isnull=False).exists()


def _born_on(case: Case) -> date | None:
    """The birth date, when all of it is known."""
    resident = case.resident
    if resident is None or not (resident.birth_year and resident.birth_month and resident.birth_day):
        return None
    return date(resident.birth_year, resident.birth_month, resident.birth_day)
