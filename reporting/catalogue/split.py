"""What the escalation counts when it is split, per investigation and per need."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from cases.dossier.models import Channel
from reporting.catalogue.shapes import LAW, Column, Definition, Figure, Text
from reporting.figures.split import investigations, need_parts, needs, parts
from workflows.life_areas import LifeArea

BY_NEED: Mapping[str, Text] = {
    "life_area": _("Life area"),
    "team": _("Team"),
    "neighbourhood": _("Neighbourhood"),
    "age": _("Age"),
    "channel": _("Way it came in"),
}
BY: Mapping[str, Text] = {
    **{name: BY_NEED[name] for name in ("team", "neighbourhood", "life_area", "age", "channel")},
    "route": _("Route"),
}
WORDS: Mapping[str, Text] = {
    "": _("not known"),
    "ordinary": _("steps weighed first"),
    "urgent": _("urgent: help went first"),
    "external": _("referred from outside"),
    **{str(one.value): one.label for one in Channel},
    **{str(one.value): one.label for one in LifeArea},
}
GROUP = Column("group", "", "group")
OF_WHOM = _("Whole months: those in which the period begins and ends too. The Wmo and the Youth Act, which know it.")
SPLIT = Figure(
    "escalation-by",
    _("Escalation, split"),
    Definition(
        what=_("Finished investigations that ended in individual support, split by one thing at a time."),
        population=OF_WHOM,
        source=_(
            "Kept when the outcome was given: team and neighbourhood of then, age on that day, the way the report came"
            " in. A secret address is not known here. By life area an investigation counts in each of its areas."
        ),
        cannot_say=_("Groups differ in what they ask and how heavy it is. A difference between them is no judgement."),
    ),
    parts,
    (
        GROUP,
        LAW,
        Column("finished", _("Finished"), "number", opens=True),
        Column("tailored", _("Individual support"), "number", opens=True),
        Column("tailored", _("Share"), "share", of="finished"),
        Column("direct", _("Of which at once"), "number", opens=True),
        Column("tried", _("After a lighter step"), "number", opens=True),
        Column("urgent", _("Of which urgent"), "number", opens=True),
        Column("external", _("From outside"), "number", opens=True),
    ),
    words=WORDS,
    by=BY,
    behind=investigations,
)
NEEDS = Figure(
    "escalation-needs",
    _("Escalation per need"),
    Definition(
        what=_("Needs of finished investigations by the step they ended in, and what was decided about support."),
        population=OF_WHOM,
        source=_(
            "Where each need stood when the outcome was given. Decided and granted: the last decision on the needs that"
            " ended in individual support, up to today."
        ),
        cannot_say=_("A need is as large as it was written down. What was proposed lately is often not decided yet."),
    ),
    need_parts,
    (
        GROUP,
        LAW,
        Column("finished", _("Needs"), "number", opens=True),
        Column("own", _("Step 1"), "number", opens=True),
        Column("around", _("Step 2"), "number", opens=True),
        Column("nearby", _("Step 3"), "number", opens=True),
        Column("tailored", _("Individual support"), "number", opens=True),
        Column("tailored", _("Share"), "share", of="finished"),
        Column("nowhere", _("No step"), "number", opens=True),
        Column("decided", _("Decided"), "number", opens=True),
        Column("granted", _("Granted"), "number", opens=True),
        Column("granted", _("Share granted"), "share", of="decided"),
    ),
    words=WORDS,
    by=BY_NEED,
    behind=needs,
)
