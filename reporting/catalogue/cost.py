"""What is committed, spent and budgeted."""

from collections.abc import Sequence

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from reporting.catalogue.missing import not_imported
from reporting.catalogue.shapes import LAW, Column, Definition, Figure
from reporting.figures.cost import Costs, cost, cost_by_area, teams_left_out
from reporting.figures.scope import Asked
from reporting.imports.models import Budget, Spending, Tariff

STEPS = {
    "own_strength": _("Step 1: own strength"),
    "usual_help": _("Step 1: usual help"),
    "social_network": _("Step 2: people around"),
    "general_facility": _("Step 3: general facilities"),
    "tailored_provision": _("Individual support"),
    "own_decision": _("Decision of its own"),
}
YEAR = Column("year", _("Year"), "year")
STEP = Column("layer", _("Step"), "code")
AMOUNTS = (
    Column("commitments", _("Commitments"), "number"),
    Column("committed", _("Committed"), "money"),
    Column("unpriced", _("Without tariff"), "number"),
    Column("open_ended", _("Without an end"), "number"),
    Column("doubtful", _("Dates to check"), "number"),
    Column("spent", _("Spent"), "money"),
)
DEFINITION = Definition(
    what=_(
        "Committed: what was granted, as quantity times how often times the tariff of each day. Spent and budget: what"
        " the municipality imported. In euros, per calendar year."
    ),
    population=_(
        "Decisions that hold on a day of the year, in the team of the moment of decision; support counts up to and"
        " including its last day. Without an end it counts to the end of the year, also when that is still to come."
    ),
    source=_(
        "Decisions in Trede, and the tariffs, spending and budget of the municipality. Spending and budget are of the"
        " whole municipality, commitments of the teams you may see."
    ),
    cannot_say=_(
        "What is committed is not always used or invoiced. Where no tariff is known nothing is filled in: those"
        " commitments are counted beside the sum and cost nothing in it. What nobody imported is a dash."
    ),
)


def notes(asked: Asked, rows: Sequence[Costs]) -> list[str]:
    """What is missing in these rows, and what is to be done about it."""
    told = not_imported(asked, Tariff, Spending, Budget)
    unpriced = sum(row.unpriced for row in rows)
    if unpriced:
        told.append(
            ngettext(
                "%(number)s commitment lacks a tariff in a year or a part of it: it is not wholly in the sum.",
                "%(number)s commitments lack a tariff in a year or a part of it: they are not wholly in the sum.",
                unpriced,
            )
            % {"number": unpriced}
        )
    if asked.team:
        told.append(gettext("Spending and budget are not known per team: choose all teams to see them."))
    elif teams_left_out(asked):
        told.append(gettext("You do not see all teams. What is committed is of yours, what is spent of all."))
    return told


COST = Figure(
    "cost",
    _("Cost"),
    DEFINITION,
    cost,
    (YEAR, LAW, STEP, *AMOUNTS, Column("budget", _("Budget"), "money")),
    words=STEPS,
    yearly=True,
    notes=notes,
)
COST_BY_AREA = Figure(
    "cost-by-area",
    _("Cost per neighbourhood"),
    DEFINITION,
    cost_by_area,
    (YEAR, Column("area", _("Neighbourhood"), "area"), LAW, STEP, *AMOUNTS),
    words=STEPS,
    yearly=True,
    notes=notes,
)
