"""The models of this house's largest storey, gathered from its rooms for Django."""

from cases.decisions.models import Application, Decision, Objection, Suspension
from cases.dossier.models import Case, CaseGrant, CaseNumber, Contact, Deadline, KnownCase, Report, Task
from cases.needs.models import (
    Assessment,
    CommonlyUsedItem,
    Coverage,
    Evidence,
    Need,
    PriorScheme,
    Proposal,
    Weighing,
)
from cases.residents.models import Household, HouseholdMember, Representative, Resident
from cases.safety.models import SafetyConcern, SafetyNote

__all__ = [
    "Application",
    "Assessment",
    "Case",
    "CaseGrant",
    "CaseNumber",
    "CommonlyUsedItem",
    "Contact",
    "Coverage",
    "Deadline",
    "Decision",
    "Evidence",
    "Household",
    "HouseholdMember",
    "KnownCase",
    "Need",
    "Objection",
    "PriorScheme",
    "Proposal",
    "Report",
    "Representative",
    "Resident",
    "SafetyConcern",
    "SafetyNote",
    "Suspension",
    "Task",
    "Weighing",
]
