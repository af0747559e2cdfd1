"""The figures by name: what each counts, of whom, from what, and what it cannot say."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reporting.figures.balance import balance
from reporting.figures.escalation import escalation
from reporting.figures.funnel import funnel
from reporting.figures.scope import Asked
from reporting.figures.waiting import waiting

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Column:
    """A field of a row and how it is shown. `kind`: month, team, law, code, number, days. A share is of two fields."""

    field: str
    label: Text
    kind: str
    of: str = ""


@dataclass(frozen=True, slots=True)
class Definition:
    what: Text
    population: Text
    source: Text
    cannot_say: Text


@dataclass(frozen=True, slots=True)
class Figure:
    """`rows` takes what was asked and gives typed rows; `columns` says how their fields are shown."""

    name: str
    title: Text
    definition: Definition
    rows: Callable[[Asked], Sequence[Any]]
    columns: tuple[Column, ...]


LAW, MONTH = Column("law", _("Law"), "law"), Column("month", _("Month"), "month")
TEAM = Column("team", _("Team"), "team")


def _escalation(asked: Asked) -> Sequence[Any]:
    return escalation(actor=asked.actor, since=asked.since, until=asked.until, team=asked.team, law=asked.law)


ESCALATION = Figure(
    "escalation",
    _("Escalation to individual support"),
    Definition(
        what=_("Finished investigations by the heaviest step a need ended in."),
        population=_("Investigations of which the resident got the outcome in the month, per law and team of then."),
        source=_("What was recorded when the outcome was given. Whole months come from sums kept at that moment."),
        cannot_say=_("Less individual support is not better by itself, and a month says little where few finished."),
    ),
    _escalation,
    (
        MONTH,
        TEAM,
        LAW,
        Column("finished", _("Finished"), "number"),
        Column("own", _("Step 1"), "number"),
        Column("around", _("Step 2"), "number"),
        Column("nearby", _("Step 3"), "number"),
        Column("tailored", _("Individual support"), "number"),
        Column("tailored", _("Share"), "share", of="finished"),
        Column("own_decision", _("Decision of its own"), "number"),
        Column("nowhere", _("No step"), "number"),
        Column("urgent", _("Of which urgent"), "number"),
        Column("external", _("From outside"), "number"),
    ),
)
FUNNEL = Figure(
    "funnel",
    _("From report to help"),
    Definition(
        what=_("How far people who reported in the period have come by today, and how long that took."),
        population=_("Everybody who reported in the period, once per law; counted in the team that got the report."),
        source=_("The first day of each stage, as it was recorded."),
        cannot_say=_("Who reported lately had less time to come far. Help that nobody recorded is not seen."),
    ),
    funnel,
    (
        LAW,
        Column("stage", _("Stage"), "code"),
        Column("number", _("Number"), "number"),
        Column("number", _("Share"), "share", of="of"),
        Column("median_days", _("Days since the report, median"), "days"),
        Column("doubtful", _("Dates to check"), "number"),
    ),
)
WAITING = Figure(
    "waiting",
    _("Terms and waiting"),
    Definition(
        what=_("How many days people waited: the middle one of all, and the time within which nine of ten had it."),
        population=_("Waits that ended in the period, per law, in the team that got the report."),
        source=_("The days on which the stages were recorded. Days are calendar days, suspensions included."),
        cannot_say=_("Who still waits is not in it. An end before its beginning is told apart and never averaged."),
    ),
    waiting,
    (
        LAW,
        Column("stretch", _("Wait"), "code"),
        Column("number", _("Number"), "number"),
        Column("median_days", _("Days, median"), "days"),
        Column("p90_days", _("Days, nine of ten"), "days"),
        Column("doubtful", _("Dates to check"), "number"),
    ),
)
BALANCE = Figure(
    "balance",
    _("What stands beside it"),
    Definition(
        what=_("What helped, what came back, and what was put right: the other side of the escalation."),
        population=_("What happened in the period, per law, in the team of that moment."),
        source=_("What was recorded: answers of residents, objections, referrals, new reports on a closed case."),
        cannot_say=_("Who was not asked has no answer here. Who comes back may do so for something else."),
    ),
    balance,
    (
        LAW,
        Column("what", _("What"), "code"),
        Column("number", _("Number"), "number"),
        Column("of", _("Out of"), "number"),
        Column("number", _("Share"), "share", of="of"),
    ),
)
FIGURES: Mapping[str, Figure] = {one.name: one for one in (ESCALATION, FUNNEL, WAITING, BALANCE)}
