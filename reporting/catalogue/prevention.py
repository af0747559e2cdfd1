"""Which share of the money goes to prevention, and what general facilities cost per time somebody was reached."""

from collections.abc import Sequence

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reporting.catalogue.cost import YEAR
from reporting.catalogue.missing import not_imported
from reporting.catalogue.shapes import Column, Definition, Figure
from reporting.figures.cost import teams_left_out
from reporting.figures.prevention import Prevention, prevention
from reporting.figures.scope import Asked
from reporting.imports.models import Budget, Spending


def notes(asked: Asked, rows: Sequence[Prevention]) -> list[str]:
    """What is missing in these rows."""
    told = not_imported(asked, Spending, Budget)
    if asked.team:
        told.append(gettext("Spending and budget are not known per team: choose all teams to see them."))
    elif teams_left_out(asked):
        told.append(
            gettext(
                "You do not see all teams. Who was reached is of yours, what is spent of all:"
                " no cost per time is shown."
            )
        )
    one_sided = [str(row.year) for row in reversed(rows) if row.spent is not None and row.share is None]
    if one_sided:
        told.append(
            gettext("Of %(years)s there is no spending on both steps 1 to 3 and step 4: no share is shown.")
            % {"years": ", ".join(one_sided)}
        )
    return told


PREVENTION = Figure(
    "prevention",
    _("Prevention"),
    Definition(
        what=_(
            "Which share of what is spent and budgeted goes to steps 1 to 3, how that share moved since the year"
            " before, and what general facilities cost per time somebody was reached."
        ),
        population=_(
            "Reached: referrals to a general facility that started, and times somebody with a case was pointed to one."
            " Who was referred twice counts twice; who walked in without the municipality is not in it."
        ),
        source=_("Spending and budget that the municipality imported, and what was recorded of referrals."),
        cannot_say=_(
            "Whether prevention works. A larger share beside less individual support is no proof that one brought the"
            " other: both may have moved for another reason. A facility also serves people whom Trede does not know, so"
            " the cost per time is too high. Amounts of other years are not corrected for prices."
        ),
    ),
    prevention,
    (
        YEAR,
        Column("facilities", _("Spent on general facilities"), "money"),
        Column("reached", _("Times reached"), "number"),
        Column("per_reached", _("Per time reached"), "money"),
        Column("prevention", _("Spent on steps 1 to 3"), "money"),
        Column("spent", _("Spent on all steps"), "money"),
        Column("share", _("Share of spending"), "percent"),
        Column("shift", _("Shift in points"), "points"),
        Column("budget_share", _("Share of budget"), "percent"),
    ),
    yearly=True,
    notes=notes,
)
