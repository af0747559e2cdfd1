"""The figures by name, in the order in which they are offered."""

from collections.abc import Mapping

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
from reporting.catalogue.shapes import Figure
from reporting.catalogue.split import NEEDS, SPLIT
from reporting.catalogue.terms import TERMS
from reporting.catalogue.waiting import WAITING

OFFERED = (
    ESCALATION,
    SPLIT,
    NEEDS,
    COHORT,
    REASONS,
    BALANCE,
    FUNNEL,
    WAITING,
    TERMS,
    DEMAND,
    GAPS,
    COST,
    COST_BY_AREA,
    PREVENTION,
    QUALITY,
)
FIGURES: Mapping[str, Figure] = {one.name: one for one in OFFERED}
