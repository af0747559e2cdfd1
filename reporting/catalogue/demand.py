"""What the demand counts."""

from collections.abc import Iterator, Sequence

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.words import LAW_NAMES
from cases.dossier.models import Channel
from reporting.catalogue.shapes import MONTH, Column, Definition, Figure
from reporting.figures.demand import (
    CHANNEL,
    LAW,
    LIFE_AREA,
    NEIGHBOURHOOD,
    NO_NEED,
    Demand,
    Known,
    demand,
    known,
    reports,
)
from reporting.figures.scope import Asked
from workflows.life_areas import LifeArea

NAMED_AT_MOST = 5
WORDS = {
    **LAW_NAMES,
    **{channel.value: channel.label for channel in Channel},
    **{area.value: area.label for area in LifeArea},
    NO_NEED: _("No need named yet"),
    "": _("Not known"),
}


def _notes(asked: Asked, rows: Sequence[Demand]) -> list[str]:
    return list(_said(known(asked, rows))) if rows else []


def _said(found: Known) -> Iterator[str]:
    """Which residents are not known and where they can be entered, and whose numbers the others are."""
    enter = gettext("An administrator can enter them: Administration, Residents per neighbourhood.")
    if not found.asked:
        yield gettext("Nothing is told per 1,000 residents: no neighbourhood belongs to what is asked.")
    elif len(found.missing) == found.asked:
        yield (
            gettext("Nothing is told per 1,000 residents: the numbers of residents were not entered yet.") + f" {enter}"
        )
    elif found.missing:
        named = ", ".join(found.missing[:NAMED_AT_MOST])
        more = len(found.missing) - NAMED_AT_MOST
        names = gettext("%(names)s and %(number)s more") % {"names": named, "number": more} if more > 0 else named
        yield gettext("The number of residents is not known of: %(names)s.") % {"names": names} + f" {enter}"
    for source in found.residents.sources:
        said = {"source": source.name, "on": date_format(source.on, "j F Y")}
        yield gettext("Residents: %(source)s, as of %(on)s.") % said


DEMAND = Figure(
    "demand",
    _("Reports and residents"),
    Definition(
        what=_(
            "How many reports came in per month, how many of them came back, and how many that is per 1,000 residents."
        ),
        population=_("Each report once under each law it was made for, in the team that got it."),
        source=_(
            "What was recorded when the report came in: law, channel, and where the resident lived then. Residents: "
            "the newest number, not later than that year, of the neighbourhoods that the teams asked serve, or of the "
            "neighbourhood itself."
        ),
        cannot_say=_(
            "One report can be about several life areas, and then counts under each. An address that is secret or not "
            "known counts under no neighbourhood. Reports to a team you don't follow are not in it. Coming back: "
            "within 6 or 12 months (183 or 365 days) after a case ended, or while one runs; perhaps for something else."
        ),
    ),
    demand,
    (
        MONTH,
        Column("group", _("Law"), "group"),
        Column("reports", _("Reports"), "number", opens=True),
        Column("per_thousand", _("Per 1,000 residents"), "rate"),
        Column("residents", _("Residents"), "number"),
        Column("running", _("Added to a running case"), "number", opens=True),
        Column("back_6", _("Back within 6 months"), "number", opens=True),
        Column("back_12", _("Back within 12 months"), "number", opens=True),
    ),
    words=WORDS,
    by={
        LAW: _("Law"),
        NEIGHBOURHOOD: _("Neighbourhood"),
        CHANNEL: _("Channel"),
        LIFE_AREA: _("Life area"),
    },
    notes=_notes,
    behind=reports,
)
