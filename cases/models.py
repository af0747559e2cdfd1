"""The models of this house's largest storey, gathered from its rooms for Django."""

from cases.decisions.models import Application, Decision
from cases.dossier.models import Case, CaseGrant, CaseNumber, Deadline, Report, Task
from cases.needs.models import Assessment, Coverage, Need, Proposal, Weighing
from cases.residents.models import Housemate, Resident

__all__ = [
    "Application",
    "Assessment",
    "Case",
    "CaseGrant",
    "CaseNumber",
    "Coverage",
    "Deadline",
    "Decision",
    "Housemate",
    "Need",
    "Proposal",
    "Report",
    "Resident",
    "Task",
    "Weighing",
]
