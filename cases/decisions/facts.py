"""What is known of a case, gathered for the guards of its flow."""

from typing import Any

from cases.dossier.acts import Act
from workflows.case_flow import CaseFacts, NeedStanding


def case_facts(act: Act, **brings: Any) -> CaseFacts:
    """What the case's guards look at; `brings` holds what this move adds, by the names of CaseFacts."""
    needs = tuple(NeedStanding(need.state, need.externally_referred) for need in act.case.needs.all())
    pending = act.case.applications.pending().count()
    return CaseFacts(at=act.at, by=act.who, needs=needs, applications_open=pending, **brings)
