"""What the gaps in what is nearby count."""

from django.utils.translation import gettext_lazy as _

from reporting.catalogue.shapes import Column, Definition, Figure
from reporting.figures.gaps import gaps, needs
from workflows.life_areas import LifeArea

WORDS = {
    "nothing_near": _("Nothing nearby for it"),
    "no_room": _("No room"),
    "does_not_fit": _("Does not fit"),
    "cannot_get_there": _("Can't be reached"),
    "cannot_bear_cost": _("Can't be paid"),
    **{area.value: area.label for area in LifeArea},
    "": _("Not known"),
}
GAPS = Figure(
    "gaps",
    _("Gaps in what is nearby"),
    Definition(
        what=_(
            "Needs for which facilities nearby did not do, with the reason, and how many of them went on to step 4. It "
            "shows where what is nearby falls short."
        ),
        population=_(
            "Needs of which the reason was given for the first time in the period, in the team of that moment. A need "
            "counts once under each reason; so reasons can't be added up."
        ),
        source=_(
            "Answers to the facilities that were named for the need, referrals that a facility answered with: does not "
            "fit or no room, and a weighing of step 3 as not enough where nothing was found nearby. Went on: step 4 "
            "was proposed and that was not taken back."
        ),
        cannot_say=_(
            "Where nobody looked because help was urgent or a doctor or judge referred, nothing is known. What is "
            "missing in the directory counts as not there. A resident who does not want to go, does not come, or waits "
            "on a list is no gap here. Needs of late may still go on."
        ),
    ),
    gaps,
    (
        Column("neighbourhood", _("Neighbourhood"), "place"),
        Column("life_area", _("Life area"), "code"),
        Column("reason", _("Why"), "code"),
        Column("needs", _("Needs"), "number", opens=True),
        Column("went_on", _("Went on to step 4"), "number", opens=True),
        Column("went_on", _("Share"), "share", of="needs"),
    ),
    words=WORDS,
    behind=needs,
)
