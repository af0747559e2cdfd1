"""What is known of a need, gathered for the ladder's guards."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from cases.needs.models import Assessment, Need
from cases.residents.models import Housemate
from workflows.flow import By
from workflows.ladder import AssessmentFact, NeedFacts
from workflows.layers import Law, Layer, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The facts of one need that hold whoever acts: kept apart, so that a page asks for them once."""

    assessments: dict[Layer, AssessmentFact]
    has_housemates: bool


def facts_of(need: Need, known: Known, *, by: By, at: datetime, **act: Any) -> NeedFacts:
    """The facts for one move; `act` holds what this move brings, by the names of NeedFacts."""
    return NeedFacts(
        at=at,
        by=by,
        law=Law(need.law),
        urgent=need.urgent,
        externally_referred=need.externally_referred,
        has_housemates=known.has_housemates,
        assessments=known.assessments,
        **act,
    )


def known_of(need: Need) -> Known:
    """Two statements: the current assessments, and whether anybody lives with the resident."""
    rows = need.assessments.current()
    return Known(
        assessments={Layer(row.layer): fact_of(row) for row in rows},
        has_housemates=has_housemates(need.case.resident_id),
    )


def fact_of(row: Assessment) -> AssessmentFact:
    return AssessmentFact(outcome=Outcome(row.outcome), reasoned=bool(row.weighing.reason.strip()))


def has_housemates(resident: UUID | None) -> bool:
    return resident is not None and Housemate.objects.filter(resident=resident, until=None).exists()
