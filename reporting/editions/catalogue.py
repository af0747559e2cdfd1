"""The tables for who may not open the cases: which there are, of what, and when their year is closed.

Dimensions are fixed and there are no filters, so no two answers can be subtracted. Tables of one family count the same
cases and are protected together; two families, or two years, count other things, and share no number.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from accounts.words import LAW_NAMES
from cases.dossier.models import Channel
from reporting.catalogue.shapes import Definition, Text
from reporting.cells.tables import Dimension, Scale
from reporting.figures.steps import OUTCOMES

UNKNOWN = "unknown"
YEAR = "year"
QUARTERS = ("q1", "q2", "q3", "q4")
BACK = ("back", "not_back")
DIMENSIONS: Mapping[str, Dimension] = {
    "step": Dimension("step", OUTCOMES),
    "law": Dimension("law", tuple(LAW_NAMES)),
    "quarter": Dimension("quarter", QUARTERS, groups=(YEAR,) * 4),
    "channel": Dimension("channel", (*Channel.values, UNKNOWN)),
    "back": Dimension("back", BACK),
}
NEIGHBOURHOOD = "neighbourhood"
WORDS: Mapping[str, Text] = {
    "step": _("Ended in"),
    "law": _("Law"),
    "quarter": _("Quarter"),
    NEIGHBOURHOOD: _("Neighbourhood"),
    "channel": _("Channel"),
    "back": _("Came back"),
}
CATEGORIES: Mapping[str, Mapping[str, Text]] = {
    "step": {
        "own": _("Step 1"),
        "around": _("Step 2"),
        "nearby": _("Step 3"),
        "tailored": _("Individual support"),
        "own_decision": _("Decision of its own"),
        "nowhere": _("No step"),
        "external": _("From outside"),
    },
    "law": LAW_NAMES,
    "quarter": {**{quarter: quarter.upper() for quarter in QUARTERS}, YEAR: _("The whole year")},
    NEIGHBOURHOOD: {UNKNOWN: _("Not known, or elsewhere")},
    "channel": {**dict(Channel.choices), UNKNOWN: _("Not known")},
    "back": {"back": _("Back within 12 months"), "not_back": _("Not back within 12 months")},
}


@dataclass(frozen=True, slots=True)
class Published:
    """A table of the catalogue; its last dimension stands across. `zeros_tell`: see reporting.cells.tables."""

    name: str
    title: Text
    family: str
    dimensions: tuple[str, ...]
    definition: Definition
    zeros_tell: bool = False


FINISHED, REPORTED, ENDED = "finished", "reported", "ended"
# Per family, after how many years the first of February closes it: what is written down late must be in it.
CLOSES_AFTER = {FINISHED: 1, REPORTED: 1, ENDED: 2}
_FROM_EVENTS = _("What was recorded in the cases, without confidential cases.")
TABLES: Mapping[str, Published] = {
    one.name: one
    for one in (
        Published(
            "steps-by-law",
            _("Finished investigations by step, law and quarter"),
            FINISHED,
            ("quarter", "law", "step"),
            Definition(
                what=_("Finished investigations by the heaviest step a need ended in."),
                population=_(
                    "Investigations of which the resident got the outcome in the year, once per law and month."
                ),
                source=_FROM_EVENTS,
                cannot_say=_("Less individual support is not better by itself. Small numbers are hidden."),
            ),
        ),
        Published(
            "steps-by-neighbourhood",
            _("Finished investigations by step and neighbourhood"),
            FINISHED,
            (NEIGHBOURHOOD, "step"),
            Definition(
                what=_("Finished investigations by the heaviest step a need ended in, where the resident lives."),
                population=_(
                    "Investigations of which the resident got the outcome in the year, once per law and month."
                ),
                source=_("What was recorded in the cases; the neighbourhood as it was known when this was made."),
                cannot_say=_("Neighbourhoods differ in size and in who lives there: this is no ranking."),
            ),
            zeros_tell=True,
        ),
        Published(
            "reports-by-channel",
            _("Reports by channel and law"),
            REPORTED,
            ("channel", "law"),
            Definition(
                what=_("Reports by the way they came in."),
                population=_("Everybody who reported in the year, once per law."),
                source=_FROM_EVENTS,
                cannot_say=_("Who never reported is not seen. Small numbers are hidden."),
            ),
        ),
        Published(
            "returns-by-law",
            _("Returns within 12 months by law"),
            ENDED,
            ("law", "back"),
            Definition(
                what=_("Cases that ended in the year, and whether a new report followed within 12 months."),
                population=_("Cases that were closed, withdrawn or handed to another municipality, once per law."),
                source=_FROM_EVENTS,
                cannot_say=_("Who comes back may do so for something else. Small numbers are hidden."),
            ),
        ),
    )
}


def tables_of(family: str) -> list[Published]:
    return [table for table in TABLES.values() if table.family == family]


def closed_on(family: str, year: int) -> date:
    """The first day on which a year of this family may be made."""
    return date(year + CLOSES_AFTER[family], 2, 1)


def neighbourhoods(areas: Sequence[tuple[str, str]]) -> Dimension:
    """The dimension of a municipality's neighbourhoods, given as (code, district); districts when it is coarsened."""
    known = [*areas, (UNKNOWN, UNKNOWN)]
    return Dimension(
        NEIGHBOURHOOD,
        tuple(code for code, _district in known),
        Scale.FIXED,
        groups=tuple(district for _code, district in known),
    )
