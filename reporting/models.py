"""The tables of reporting, for Django to find."""

from reporting.facts.demand import Gap, Reported
from reporting.facts.models import CaseArea, Course, Finished, FinishedMonth, FinishedNeed
from reporting.population.models import Population, PopulationImport

__all__ = [
    "CaseArea",
    "Course",
    "Finished",
    "FinishedMonth",
    "FinishedNeed",
    "Gap",
    "Population",
    "PopulationImport",
    "Reported",
]
