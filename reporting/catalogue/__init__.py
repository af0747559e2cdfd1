"""The figures by name, in the order in which they are offered."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from reporting.catalogue.balance import BALANCE
from reporting.catalogue.cohort import COHORT
from reporting.catalogue.cost import COST, COST_BY_AREA
from reporting.catalogue.demand import DEMAND
from reporting.catalogue.escalation import ESCALATION
from reporting.catalogue.funnel import FUNNEL
from reporting.catalogue.gaps import GAPS
from reporting.catalogue.prevention import PREVENTION
from reporting.catalogue.quality import QUALITY
from reporting.catalogue.reasons import REASONS
from reporting.catalogue.shapes import Figure, Text
from reporting.catalogue.split import NEEDS, SPLIT
from reporting.catalogue.terms import TERMS
from reporting.catalogue.waiting import WAITING

GROUPS: tuple[tuple[Text, tuple[Figure, ...]], ...] = (
    (_("How it ended"), (ESCALATION, SPLIT, NEEDS, COHORT, REASONS, BALANCE)),
    (_("On the way"), (FUNNEL, WAITING, TERMS)),
    (_("What is asked for"), (DEMAND, GAPS)),
    (_("What it costs"), (COST, COST_BY_AREA, PREVENTION)),
    (_("What was recorded"), (QUALITY,)),
)
FIGURES: Mapping[str, Figure] = {one.name: one for _title, group in GROUPS for one in group}


def beside(figure: Figure) -> tuple[Figure, ...]:
    """The figures that are offered together with this one, itself included."""
    return next(group for _title, group in GROUPS if figure.name in {one.name for one in group})
