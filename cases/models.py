"""The models of this house's largest storey, gathered from its rooms for Django."""

from cases.decisions.models import Application, Decision, Objection, Suspension
from cases.dossier.models import Case, CaseGrant, CaseNumber, Contact, Deadline, KnownCase, Report, Task
from cases.needs.advice.models import AdvisedFacility
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
from cases.referrals.models import (
    Consent,
    FacilityLink,
    HandoffCard,
    Knock,
    PartnerLink,
    Pointing,
    Referral,
    Reply,
)
from cases.residents.models import Household, HouseholdMember, Representative, Resident
from cases.safety.models import SafetyConcern, SafetyNote

__all__ = [
    "AdvisedFacility",
    "Application",
    "Assessment",
    "Case",
    "CaseGrant",
    "CaseNumber",
    "CommonlyUsedItem",
    "Consent",
    "Contact",
    "Coverage",
    "Deadline",
    "Decision",
    "Evidence",
    "FacilityLink",
    "HandoffCard",
    "Household",
    "HouseholdMember",
    "Knock",
    "KnownCase",
    "Need",
    "Objection",
    "PartnerLink",
    "Pointing",
    "PriorScheme",
    "Proposal",
    "Referral",
    "Reply",
    "Report",
    "Representative",
    "Resident",
    "SafetyConcern",
    "SafetyNote",
    "Suspension",
    "Task",
    "Weighing",
]
