"""The tables of reporting, for Django to find."""

from reporting.editions.models import Edition
from reporting.facts.commitment import Commitment
from reporting.facts.demand import Gap, Reported
from reporting.facts.models import CaseArea, Course, EventMonth, Finished, FinishedMonth, FinishedNeed, Term
from reporting.files.models import FigureFile, FigureFilePart
from reporting.imports.models import Budget, CostImport, Spending, Tariff
from reporting.population.models import Population, PopulationImport
from reporting.remarks.models import Remark

__all__ = [
    "Budget",
    "CaseArea",
    "Commitment",
    "CostImport",
    "Course",
    "Edition",
    "EventMonth",
    "FigureFile",
    "FigureFilePart",
    "Finished",
    "FinishedMonth",
    "FinishedNeed",
    "Gap",
    "Population",
    "PopulationImport",
    "Remark",
    "Reported",
    "Spending",
    "Tariff",
    "Term",
]
