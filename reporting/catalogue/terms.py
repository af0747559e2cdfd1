"""What the terms kept count, and which lists stand behind what has passed now."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.dossier.words import RULES
from reporting.catalogue.shapes import LAW, Column, Definition, Figure
from reporting.figures.scope import Asked
from reporting.figures.terms import Kept, stopped, terms


def _lists(row: Kept, asked: Asked) -> Mapping[str, str]:
    """Per number of now, the list of its cases; of what is nought there is none."""
    told = {"team": asked.team or "", "law": row.law, "rule": row.rule}
    numbers = {"overdue": row.overdue, "may_apply": row.may_apply}
    return {what: _at(what=what, **told) for what, number in numbers.items() if number}


def _at(**told: Any) -> str:
    return reverse("reporting:team_cases") + "?" + urlencode({name: value for name, value in told.items() if value})


TERMS = Figure(
    "terms",
    _("Terms kept"),
    Definition(
        what=_(
            "How many legal terms were kept: done on the last day or before. And, at this moment, in how many cases a"
            " term has passed and in how many the resident may apply without waiting for the investigation."
        ),
        population=_(
            "Terms that stopped in the period because it was done, per law, in the team that got the report. What has"
            " passed now: open terms, in the team that has the case."
        ),
        source=_(
            "The terms as they were counted then: with weekends and holidays, and with the days on which a term stood"
            " still, such as the wait for papers of the resident."
        ),
        cannot_say=_(
            "It does not say why a term passed. What was withdrawn is not in it. A day of ending before the beginning"
            " is told apart. Under the Wmo the resident may apply once the six weeks have passed."
        ),
    ),
    terms,
    (
        LAW,
        Column("rule", _("Term"), "code"),
        Column("number", _("Done"), "number", opens=True),
        Column("on_time", _("On time"), "number", opens=True),
        Column("on_time", _("Share"), "share", of="number"),
        Column("doubtful", _("Dates to check"), "number", opens=True),
        Column("overdue", _("Passed now"), "number"),
        Column("may_apply", _("May apply now"), "number"),
    ),
    words=RULES,
    lists=_lists,
    behind=stopped,
)
