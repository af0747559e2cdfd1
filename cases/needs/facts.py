"""What is known of a need, gathered for the ladder's guards."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from cases.needs.models import Assessment, Need
from cases.needs.querysets import UNANSWERED
from cases.residents.models import HouseholdMember
from provisions.finder.search import kind_exists
from workflows import advice
from workflows.flow import By
from workflows.ladder import AssessmentFact, NeedFacts
from workflows.layers import Law, Layer, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The facts of one need that hold whoever acts: kept apart, so that a page asks for them once."""

    assessments: dict[Layer, AssessmentFact]
    has_housemates: bool
    look_nearby: bool = False
    facilities_unanswered: int = 0


def facts_of(need: Need, known: Known, *, by: By, at: datetime, **act: Any) -> NeedFacts:
    """The facts for one move; `act` holds what this move brings, by the names of NeedFacts."""
    return NeedFacts(
        at=at,
        by=by,
        law=Law(need.law),
        urgent=need.urgent,
        externally_referred=need.externally_referred,
        has_housemates=known.has_housemates,
        look_nearby=known.look_nearby,
        facilities_unanswered=known.facilities_unanswered,
        assessments=known.assessments,
        **act,
    )


def known_of(need: Need, *, on: date) -> Known:
    """What the guards look at besides the need itself: four statements at most, none after `with_facts`."""
    if "has_housemates" in vars(need):
        return known_from_rows(need, has_housemates=vars(need)["has_housemates"], on=on)
    rows = need.assessments.current()
    return Known(
        assessments={Layer(row.layer): fact_of(row) for row in rows},
        has_housemates=has_housemates(need.case.resident_id, on=on),
        look_nearby=advice.is_due(need.looked_nearby_on, on=on) and _kind_exists(need),
        facilities_unanswered=need.advised.filter(UNANSWERED).count(),
    )


def _kind_exists(need: Need) -> bool:
    return kind_exists(life_area=need.life_area, law=need.law, municipality=need.case.municipality_id)


def rows_of(need: Need, what: str) -> list[dict[str, Any]]:
    """The rows that `with_stair()` or `with_facts()` brought along: "assessment", "coverage", "proposal", and so on."""
    rows: list[dict[str, Any]] = vars(need)[f"{what}_rows"]
    return rows


def known_from_rows(need: Need, *, has_housemates: bool, on: date) -> Known:
    """What the guards look at, from the rows that were loaded with the need."""
    found = {
        Layer(row["layer"]): _fact(row["outcome"], row["reason"], row["evidence"])
        for row in rows_of(need, "assessment")
    }
    return Known(
        assessments=found,
        has_housemates=has_housemates,
        look_nearby=advice.is_due(need.looked_nearby_on, on=on) and vars(need)["kind_exists"],
        facilities_unanswered=vars(need)["unanswered"],
    )


def fact_of(row: Assessment) -> AssessmentFact:
    return _fact(row.outcome, row.weighing.reason, row.weighing.evidence)


def _fact(outcome: str, reason: str, evidence: list[Any]) -> AssessmentFact:
    """A verdict is reasoned when it has a text, or rests on a line of evidence at least."""
    return AssessmentFact(Outcome(outcome), reasoned=bool(reason.strip() or evidence))


def has_housemates(resident: UUID | None, *, on: date) -> bool:
    """Whether anybody lives with the resident that day."""
    return resident is not None and HouseholdMember.objects.living_with(resident, on=on).exists()
